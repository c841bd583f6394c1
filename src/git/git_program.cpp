#include "git_program.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/exec/program.hpp"

namespace mlpipe::git {

namespace {

constexpr double longest_s = 24 * 3600;  // pushes over slow lines, filters that download
constexpr std::size_t most_output = std::size_t{1} << 31;

// Git's variables that say who one is, how remotes are reached and where the user's settings are; all others
// would make it look elsewhere.
constexpr std::array<std::string_view, 14> harmless = {
    "GIT_AUTHOR_",         "GIT_COMMITTER_",      "GIT_SSH",  "GIT_ASKPASS",
    "GIT_TERMINAL_PROMPT", "GIT_HTTP_",           "GIT_SSL_", "GIT_PROXY_",
    "GIT_CURL_",           "GIT_TRACE",           "GIT_LFS_", "GIT_CONFIG_GLOBAL=",
    "GIT_CONFIG_SYSTEM=",  "GIT_CONFIG_NOSYSTEM="};

bool is_harmless(std::string_view variable) {
    if (variable.starts_with("LC_ALL=") || variable.starts_with("LANGUAGE=")) return false;  // ours below
    return !variable.starts_with("GIT_") ||
           std::any_of(harmless.begin(), harmless.end(),
                       [&](std::string_view name) { return variable.starts_with(name); });
}

// Of two values of one variable a program sees the first.
std::vector<std::string> with(std::vector<std::string> environment, const std::vector<std::string>& added) {
    for (const std::string& variable : added) {
        const std::string_view name = std::string_view(variable).substr(0, variable.find('=') + 1);
        std::erase_if(environment, [&](const std::string& known) { return known.starts_with(name); });
        environment.push_back(variable);
    }
    return environment;
}

}  // namespace

std::vector<std::string> environment_for_git() {
    std::vector<std::string> kept;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
        if (is_harmless(*variable)) kept.emplace_back(*variable);
    kept.emplace_back("LC_ALL=C");
    kept.emplace_back("GIT_OPTIONAL_LOCKS=0");
    kept.emplace_back("GIT_NO_REPLACE_OBJECTS=1");
    return kept;
}

GitProgram::GitProgram(std::string directory, std::string repository)
    : directory_(std::move(directory)), repository_(std::move(repository)) {}

bool GitProgram::installed() {
    const auto answer = run_program({"git", "--version"}, "/", 60, environment_for_git());
    return answer && answer->exit_code == 0;
}

GitProgram::Answer GitProgram::ask(const Question& question) const {
    std::vector<std::string> command;
    if (!question.input.empty())
        command = {"/bin/sh", "-c", "input=$1; shift; exec \"$@\" < \"$input\"", "sh", question.input};
    command.insert(command.end(), {"git", "-c", "core.fsync=all", "-c", "core.fsyncObjectFiles=true", "-c",
                                   "core.fsmonitor=false"});
    if (!question.hooks) command.insert(command.end(), {"-c", "core.hooksPath=/dev/null"});
    if (!repository_.empty()) command.push_back("--git-dir=" + repository_);
    command.insert(command.end(), question.arguments.begin(), question.arguments.end());
    auto result = run_program(command, directory_, longest_s, with(environment_for_git(), question.variables),
                              most_output);
    if (!result || (!question.input.empty() && result->exit_code == 127))
        throw Error(ErrorKind::failed,
                    "cannot " + question.doing + ": this needs the git program, which is not installed");
    if (result->timed_out) throw Error(ErrorKind::failed, "cannot " + question.doing + ": git did not end");
    return {result->exit_code, std::move(result->output), std::move(result->errors)};
}

std::string GitProgram::run(const Question& question) const {
    Answer answer = ask(question);
    if (answer.exit_code != 0)
        throw Error(ErrorKind::failed, "cannot " + question.doing + ": " + without_line_end(answer.errors));
    return std::move(answer.output);
}

std::string work_tree_by_program(const std::string& directory, const std::string& why) {
    GitProgram::Answer answer;
    try {
        answer = GitProgram(directory).ask(
            {"open the git repository of '" + directory + "'", {"rev-parse", "--show-toplevel"}});
    } catch (const Error& error) {
        throw Error(ErrorKind::failed, why + "; " + error.what());
    }
    if (answer.exit_code == 0) return without_line_end(answer.output);
    if (answer.errors.find("must be run in a work tree") != std::string::npos) return "";
    throw Error(ErrorKind::failed, why + "; git says: " + without_line_end(answer.errors));
}

std::vector<std::string> split_zero(const std::string& text) {
    std::vector<std::string> items;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        items.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return items;
}

std::string without_line_end(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

}  // namespace mlpipe::git
