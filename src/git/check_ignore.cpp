#include "check_ignore.hpp"

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exec/program.hpp"

namespace mlpipe::git {

namespace {

bool takes_back(const std::string& ignore_file) {
    try {
        const auto content = read_file_if_present(posix_file_system(), ignore_file);
        return content && (content->starts_with('!') || content->find("\n!") != std::string::npos);
    } catch (const Error&) {
        return false;  // git, too, goes on without a file that it cannot read
    }
}

}  // namespace

bool has_nested_negation(const std::string& root, const std::string& directory) {
    for (std::string at = directory; at != "." && at != "/"; at = std::string(path::parent(at)))
        if (takes_back(path::join(root, at + "/.gitignore"))) return true;
    return false;
}

std::optional<bool> ask_check_ignore(const std::string& root, const std::string& relative) {
    // "./" keeps a name that begins with ':' from being a pattern.
    const auto result = run_program({"git", "check-ignore", "-q", "--no-index", "--", "./" + relative}, root,
                                    30, environment_for_git());
    if (!result || result->exit_code > 1) return std::nullopt;
    return result->exit_code == 0;
}

}  // namespace mlpipe::git
