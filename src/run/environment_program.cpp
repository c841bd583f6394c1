#include "environment_program.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "environment_words.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::environment {

namespace {

// python, python3, python3.13t, pypy3
bool is_python(std::string_view name) {
    if (name.starts_with("python"))
        name.remove_prefix(6);
    else if (name.starts_with("pypy"))
        name.remove_prefix(4);
    else
        return false;
    if (name.ends_with('t')) name.remove_suffix(1);
    return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 9> keywords = {"if",    "then",  "else", "elif", "do",
                                                      "while", "until", "!",    "{"};
constexpr std::array<std::string_view, 6> wrappers = {"exec", "env", "time", "nohup", "command", "nice"};
// What a shell does itself, without a look along PATH, and no interpreter can be behind.
constexpr std::array<std::string_view, 21> builtins = {
    ":",    "[",        "break",  "continue", "echo", "exit",  "false", "hash", "local", "printf", "pwd",
    "read", "readonly", "return", "set",      "test", "shift", "trap",  "true", "umask", "wait"};
constexpr std::array<std::string_view, 3> project_runners = {"uv", "poetry", "pdm"};

// Follows a script command by command.
class Walk {
  public:
    Walk(const FileSystem& files, const std::string& working_directory, const Variables& environment)
        : files_(files), environment_(environment), directory_(working_directory) {}

    std::optional<Interpreter> interpreter(std::string_view script) {
        const Lookup lookup = [this](const std::string& name) { return value_of(name, set_); };
        while (const auto words = next_command(script, lookup)) {
            if (auto path = interpreter_of(*words)) return Interpreter{*path, directory_, variables()};
        }
        return std::nullopt;
    }

  private:
    std::optional<std::string> interpreter_of(const Words& words) {
        own_.reset();
        std::size_t at = 0;
        const auto word = [&]() -> std::string_view {
            return at < words.size() && words[at] ? std::string_view(*words[at]) : std::string_view();
        };
        const auto take_assignments = [&] {
            while (const auto name = assigned_name(word())) {
                if (!own_) own_ = set_;
                (*own_)[*name] = word().substr(name->size() + 1);
                ++at;
            }
        };
        while (is_one_of(keywords, word())) ++at;
        take_assignments();
        if (at == words.size()) {
            if (own_) set_ = std::move(*own_);
            own_.reset();
            return std::nullopt;
        }
        while (is_one_of(wrappers, word())) {
            ++at;
            take_assignments();
        }
        const std::string_view program = word(), argument = ++at < words.size() ? word() : std::string_view();
        if (is_one_of(project_runners, program) && argument == "run") {
            ++at;
            return project_interpreter(program, word());
        }
        if (program == "cd" && !argument.empty()) {
            directory_ = path::join(directory_, argument);
        } else if (program == "export") {
            if (const auto name = assigned_name(argument)) set_[*name] = argument.substr(name->size() + 1);
        } else if (program == "source" || program == ".") {
            activate(argument);
        } else if (!is_one_of(builtins, program)) {
            return of_program(program);
        }
        return std::nullopt;
    }

    std::string value_of(std::string_view name, const VariableMap& set) const {
        if (const auto found = set.find(name); found != set.end()) return found->second;
        const auto inherited = std::find_if(environment_.begin(), environment_.end(),
                                            [&](const auto& variable) { return variable.first == name; });
        return inherited == environment_.end() ? std::string() : inherited->second;
    }

    // For the command at hand.
    std::string value_of(std::string_view name) const { return value_of(name, own_ ? *own_ : set_); }

    VariableMap variables() const {
        VariableMap all = own_ ? *own_ : set_;
        all.insert(environment_.begin(), environment_.end());
        return all;
    }

    // `source .venv/bin/activate`
    void activate(std::string_view script) {
        if (path::name(script) != "activate") return;
        const std::string programs(path::parent(path::join(directory_, script)));
        set_["PATH"] = programs + ":" + value_of("PATH", set_);
        set_["VIRTUAL_ENV"] = path::parent(programs);
    }

    bool is_program(const std::string& path) const {
        const auto stat = files_.stat(path);
        return stat && stat->type == FileType::file && stat->executable;
    }

    std::optional<std::string> find_program(std::string_view word) const {
        if (word.empty()) return std::nullopt;
        if (word.find('/') != std::string_view::npos) {
            auto path = path::join(directory_, word);
            return is_program(path) ? std::optional(std::move(path)) : std::nullopt;
        }
        const std::string search = value_of("PATH");
        for (std::size_t begin = 0; begin <= search.size();) {
            const std::size_t end = std::min(search.find(':', begin), search.size());
            auto path = path::join(path::join(directory_, search.substr(begin, end - begin)), word);
            if (is_program(path)) return path;
            begin = end + 1;
        }
        return std::nullopt;
    }

    std::optional<std::string> of_program(std::string_view word) const {
        const auto path = find_program(word);
        if (!path || is_python(path::name(word))) return path;
        const std::string line = script_line(files_, *path);
        if (line.empty()) return std::nullopt;
        std::string_view rest = line;
        auto words = next_command(rest, [](const std::string&) { return std::string(); }).value_or(Words());
        std::erase(words, Word("-S"));
        if (words.empty() || !words[0]) return std::nullopt;
        if (path::name(*words[0]) == "env" && words.size() > 1) words.erase(words.begin());
        return words[0] && is_python(path::name(*words[0])) ? find_program(*words[0]) : std::nullopt;
    }

    // `uv run python x.py`: the interpreter of the project's own environment.
    std::optional<std::string> project_interpreter(std::string_view runner, std::string_view word) const {
        if (word.empty() || word.starts_with('-')) return std::nullopt;
        std::vector<std::string> environments;
        if (runner == "uv") {
            if (const auto named = value_of("UV_PROJECT_ENVIRONMENT"); !named.empty())
                environments.push_back(path::join(directory_, named));
        } else if (const auto active = value_of("VIRTUAL_ENV"); !active.empty()) {
            environments.push_back(active);
        }
        for (std::string at = directory_;; at = std::string(path::parent(at))) {
            environments.push_back(path::join(at, ".venv"));
            if (at == "/" || at == ".") break;
        }
        for (const auto& environment : environments) {
            auto python = environment + "/bin/python";
            if (is_program(python)) return python;
        }
        return std::nullopt;
    }

    const FileSystem& files_;
    const Variables& environment_;
    std::string directory_;
    VariableMap set_;                 // by the script so far
    std::optional<VariableMap> own_;  // the same for the command at hand, where it sets some of its own
};

}  // namespace

std::string script_line(const FileSystem& files, const std::string& path) {
    std::array<char, 256> bytes{};
    const auto reader = files.open_read(path);
    std::string_view content(bytes.data(), reader->read(std::as_writable_bytes(std::span(bytes))));
    if (!content.starts_with("#!")) return {};
    content = content.substr(2, content.find('\n') - 2);
    // An empty "#!" still is a script.
    return content.empty() ? std::string(" ") : std::string(content);
}

std::optional<Interpreter> find_interpreter(const FileSystem& files, std::string_view script,
                                            const std::string& working_directory,
                                            const Variables& environment) {
    return Walk(files, working_directory, environment).interpreter(script);
}

}  // namespace mlpipe::environment
