// Real repositories for tests, made by the git program, free of the user's own git configuration.
#pragma once
#include <stdlib.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "mlpipe/exec/program.hpp"
#include "support/temporary_directory.hpp"

// What git prints, without the last line end. Throws when git fails.
inline std::string run_git(const std::string& directory, std::vector<std::string> arguments) {
    std::vector<std::string> command = {"git",
                                        "-c",
                                        "user.name=Test",
                                        "-c",
                                        "user.email=test@localhost",
                                        "-c",
                                        "commit.gpgsign=false",
                                        "-c",
                                        "init.defaultBranch=trunk"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const char* search = ::getenv("PATH");
    const std::vector<std::string> environment = {std::string("PATH=") + (search ? search : "/usr/bin:/bin"),
                                                  "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
                                                  "HOME=" + directory};
    const auto result = mlpipe::run_program(command, directory, 60, environment);
    if (!result) throw std::runtime_error("git is not installed");
    if (result->exit_code != 0) throw std::runtime_error("git " + arguments.front() + ": " + result->errors);
    std::string output = result->output;
    while (output.ends_with('\n')) output.pop_back();
    return output;
}

class GitRepository {
  public:
    GitRepository() { git({"init", "-q", "-b", "trunk"}); }
    const std::string& path() const { return directory_.path(); }
    std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
    void write(const std::string& name, const std::string& content) const { directory_.write(name, content); }
    std::string git(const std::vector<std::string>& arguments) const { return run_git(path(), arguments); }
    void commit(const std::string& message) const {
        git({"add", "-A"});
        git({"commit", "-q", "--allow-empty", "-m", message});
    }

  private:
    TemporaryDirectory directory_;
};
