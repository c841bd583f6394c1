#include "path_rules.hpp"

#include "mlpipe/base/path.hpp"

namespace mlpipe::load {
namespace {

bool has_part(std::string_view path, std::string_view part) {
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        if (path.substr(begin, end - begin) == part) return true;
        begin = end + 1;
    }
    return false;
}

}  // namespace

PathRules::PathRules(std::string_view file, std::string_view project_root, std::string_view pipeline_file)
    : file_(path::normalise(file)),
      lock_(path::normalise(pipeline_file) + ".lock"),
      directory_(path::parent(lock_)),
      home_(path::relative(path::parent(file_), directory_)),
      root_(path::normalise(project_root)) {}

std::string PathRules::resolve(std::string_view working_directory, std::string_view written) const {
    std::string path = path::normalise(path::join(working_directory, written));
    if (path::is_absolute(path)) {
        return path::contains(root_, path) ? path::relative(path, directory_) : path;
    }
    // "../here/x" is "x" in a folder called "here".
    if (path.starts_with("..")) return path::relative(path::join(directory_, path), directory_);
    return path;
}

std::optional<std::string> PathRules::forbidden_output(const std::string& path) const {
    const std::string full = path::join(directory_, path);
    if (path::contains(full, root_)) return "holds the whole project";
    if (!path::contains(root_, full)) return "is outside the project";
    const std::string_view inside = std::string_view(full).substr(root_ == "/" ? 1 : root_.size() + 1);
    for (const std::string_view reserved : {".mlpipe", ".git"}) {
        if (has_part(inside, reserved)) return "is on top of or inside " + std::string(reserved);
    }
    if (path::contains(full, file_)) return "is on top of the pipeline file";
    if (path::contains(full, lock_)) return "is on top of the lock file";
    return std::nullopt;
}

}  // namespace mlpipe::load
