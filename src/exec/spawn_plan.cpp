#include "spawn_plan.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "find_program.hpp"

extern char** environ;

namespace mlpipe::exec {
namespace {

class SpawnSettings {
  public:
    explicit SpawnSettings(const SpawnPlan& plan) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        if (plan.input < 0)
            posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        else
            posix_spawn_file_actions_adddup2(&actions_, plan.input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, plan.output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, plan.errors, STDERR_FILENO);
        if (!plan.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions_, plan.directory.c_str());
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&attributes_, &signals);
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

std::vector<char*> to_pointers(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

std::string SpawnPlan::search_path() const {
    if (!environment) {
        const char* inherited = ::getenv("PATH");
        return inherited != nullptr ? inherited : std::string(default_search_path);
    }
    for (const std::string& entry : *environment)
        if (entry.starts_with("PATH=")) return entry.substr(5);
    return std::string(default_search_path);
}

int SpawnPlan::spawn(const std::string& program, pid_t& process) const {
    const SpawnSettings settings(*this);
    const auto own = environment ? to_pointers(*environment) : std::vector<char*>{};
    return ::posix_spawn(&process, program.c_str(), settings.actions(), settings.attributes(),
                         to_pointers(arguments).data(), environment ? own.data() : environ);
}

int reap(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace mlpipe::exec
