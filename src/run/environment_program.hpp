// Which Python interpreter a command would start.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe::environment {

using Variables = std::vector<std::pair<std::string, std::string>>;
using VariableMap = std::map<std::string, std::string, std::less<>>;

struct Interpreter {
    std::string path;  // absolute, links as they were found: a virtual environment is known by them
    std::string working_directory;
    VariableMap variables;
};

// Of the first program in `script` that is Python or a script of it. What the script sets before counts:
// `cd`, assignments, `export`, an activated virtual environment.
std::optional<Interpreter> find_interpreter(const FileSystem& files, std::string_view script,
                                            const std::string& working_directory,
                                            const Variables& environment);

// "#!" and what stands on that line; "" for a file that begins otherwise.
std::string script_line(const FileSystem& files, const std::string& path);

}  // namespace mlpipe::environment
