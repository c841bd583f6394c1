#include "find_program.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace mlpipe::exec {

FoundProgram find_program(std::string_view name, std::string_view search_path, std::string_view directory) {
    if (name.empty()) return {"", ENOENT};
    if (name.find('/') != std::string_view::npos) return {std::string(name), 0};
    int error = ENOENT;
    for (;;) {
        const auto end = search_path.find(':');
        const std::string_view entry = search_path.substr(0, end);
        std::string candidate;
        if (!entry.starts_with('/'))
            candidate.append(directory).append("/");  // "" means the directory itself
        candidate.append(entry).append("/").append(name);
        struct stat status {};
        if (::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
            if (::access(candidate.c_str(), X_OK) == 0) return {std::move(candidate), 0};
            error = EACCES;
        }
        if (end == std::string_view::npos) return {"", error};
        search_path.remove_prefix(end + 1);
    }
}

}  // namespace mlpipe::exec
