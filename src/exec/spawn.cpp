#include "spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "find_program.hpp"

namespace mlpipe::exec {
namespace {

class SpawnSettings {
  public:
    SpawnSettings(const char* directory, int output) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        posix_spawn_file_actions_addchdir_np(&actions_, directory);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::string_view search_path_of(char* const* environment) {
    for (; *environment != nullptr; ++environment)
        if (std::strncmp(*environment, "PATH=", 5) == 0) return *environment + 5;
    return default_search_path;
}

// posix_spawn tells the error, not whose it is.
SpawnFailure explain(int error, const char* directory, const std::string& program) {
    const Descriptor entered(::open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!entered) return {Trouble::directory, errno};
    if (::faccessat(entered.number(), ".", X_OK, AT_EACCESS) != 0) return {Trouble::directory, errno};
    if (error != ENOENT) return {error == EACCES ? Trouble::program : Trouble::spawn, error};
    const bool there = ::faccessat(entered.number(), program.c_str(), F_OK, 0) == 0;
    return {there ? Trouble::interpreter : Trouble::program, error};
}

}  // namespace

SpawnFailure spawn_process(char* const* arguments, char* const* environment, const char* directory,
                           int output, pid_t& process) {
    const FoundProgram found = find_program(arguments[0], search_path_of(environment), directory);
    if (found.error != 0) return explain(found.error, directory, arguments[0]);
    const SpawnSettings settings(directory, output);
    const int error = ::posix_spawn(&process, found.path.c_str(), settings.actions(), settings.attributes(),
                                    arguments, environment);
    return error == 0 ? SpawnFailure{} : explain(error, directory, found.path);
}

}  // namespace mlpipe::exec
