// Where a program lies, by the PATH of the process that will run it.
#pragma once
#include <string>
#include <string_view>

namespace mlpipe::exec {

struct FoundProgram {
    std::string path;
    int error = 0;  // ENOENT, or EACCES where a file of that name may not be executed
};

// A name with a slash is taken as it is. Relative entries of `search_path` count from `directory`.
FoundProgram find_program(std::string_view name, std::string_view search_path, std::string_view directory);
inline constexpr std::string_view default_search_path = "/usr/local/bin:/usr/bin:/bin";

}  // namespace mlpipe::exec
