#include "mlpipe/run/environment_probe.hpp"

#include <mutex>
#include <unordered_map>

#include "environment_packages.hpp"
#include "environment_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exec/program.hpp"

namespace mlpipe {

namespace {

using environment::Interpreter;
using environment::Packages;

// What an interpreter says of itself.
struct Answer {
    std::string executable, version;
    std::vector<std::string> directories;  // where it looks for packages
};

constexpr const char* marker = "mlpipe-environment";
// Runs on every Python since 2.7. What else an installation prints at its start stands before the marker.
constexpr const char* question =
    "import sys\n"
    "texts = ['mlpipe-environment', sys.version.split()[0], sys.executable or ''] + [p for p in sys.path if "
    "p]\n"
    "code = sys.getfilesystemencoding() or 'utf-8'\n"
    "data = [t if isinstance(t, bytes) else t.encode(code, 'surrogateescape') for t in texts]\n"
    "getattr(sys.stdout, 'buffer', sys.stdout).write(b'\\0'.join(data))\n";

std::optional<Answer> ask(const Interpreter& interpreter) {
    std::vector<std::string> variables;
    variables.reserve(interpreter.variables.size());
    for (const auto& [name, value] : interpreter.variables) variables.push_back(name + "=" + value);
    const auto result = run_program({interpreter.path, "-B", "-c", question}, interpreter.working_directory,
                                    20, std::optional(std::move(variables)));
    if (!result || result->exit_code != 0) return std::nullopt;
    const auto begin = result->output.rfind(std::string(marker) + '\0');
    if (begin == std::string::npos) return std::nullopt;
    std::vector<std::string> texts;
    for (std::size_t at = begin; at <= result->output.size();) {
        const auto end = std::min(result->output.find('\0', at), result->output.size());
        texts.push_back(result->output.substr(at, end - at));
        at = end + 1;
    }
    if (texts.size() < 3) return std::nullopt;
    return Answer{texts[2], texts[1], {texts.begin() + 3, texts.end()}};
}

std::string stamp_of(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    if (!stat) return path + '\0';
    return path + '\0' + std::to_string(stat->device) + ' ' + std::to_string(stat->inode) + ' ' +
           std::to_string(stat->size) + ' ' + std::to_string(stat->mtime_ns) + ' ' +
           std::to_string(stat->ctime_ns) + '\0';
}

// All that decides what an interpreter would answer. A shim, being a script, may choose by directory.
std::string identity_of(const FileSystem& files, const Interpreter& interpreter) {
    std::string identity = stamp_of(files, interpreter.path);
    const bool shim = !environment::script_line(files, interpreter.path).empty();
    if (shim) identity += interpreter.working_directory + '\0';
    for (const auto& [name, value] : interpreter.variables) {
        const bool counts = name.starts_with("PYTHON") || name.starts_with("PYENV") ||
                            name.starts_with("CONDA") || name == "HOME" || name == "VIRTUAL_ENV" ||
                            (shim && name == "PATH");
        if (counts) identity += name + '=' + value + '\0';
    }
    return identity;
}

}  // namespace

struct InterpreterProbe::State {
    explicit State(const FileSystem& file_system) : files(file_system) {}

    std::optional<InterpreterEnvironment> describe(const Interpreter& interpreter) {
        const std::lock_guard lock(mutex);  // also while it is asked: the others want the same answer
        const auto answer = answer_of(interpreter);
        if (!answer) return std::nullopt;
        InterpreterEnvironment found;
        found.interpreter = files.real_path(answer->executable).value_or(answer->executable);
        found.version = answer->version;
        // An installation changes its directory, so that packages that a stage installs are seen.
        std::string stamp;
        for (const auto& directory : answer->directories) stamp += stamp_of(files, directory);
        const auto [known, is_new] = packages.try_emplace(stamp);
        if (is_new) known->second = environment::packages_in(files, answer->directories);
        found.packages = known->second;
        return found;
    }

    std::optional<Answer> answer_of(const Interpreter& interpreter) {
        if (auto venv = environment::virtual_environment(files, interpreter.path))
            return Answer{interpreter.path, venv->version, std::move(venv->directories)};
        const auto [known, is_new] = answers.try_emplace(identity_of(files, interpreter));
        if (is_new) known->second = ask(interpreter);
        return known->second;
    }

    const FileSystem& files;
    std::mutex mutex;
    std::unordered_map<std::string, std::optional<Answer>> answers;
    std::unordered_map<std::string, Packages> packages;
};

InterpreterProbe::InterpreterProbe(const FileSystem& files) : state_(std::make_unique<State>(files)) {}
InterpreterProbe::~InterpreterProbe() = default;

std::optional<InterpreterEnvironment> InterpreterProbe::probe(const Command& command,
                                                              const std::string& working_directory,
                                                              const Variables& environment) {
    try {
        for (const auto& part : command.parts)
            if (const auto found =
                    environment::find_interpreter(state_->files, part, working_directory, environment))
                return state_->describe(*found);
    } catch (const Error&) {
        // A file that vanished or may not be read: the run matters more than what is noted about it.
    }
    return std::nullopt;
}

}  // namespace mlpipe
