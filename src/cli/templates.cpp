#include "templates.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::cli {
namespace {

bool is_directory(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    return stat && stat->type == FileType::directory;
}

// A folder around the program that is a source tree of ours, not one that happens to hold a `pipelines`.
bool is_source_tree(const FileSystem& files, const std::string& directory) {
    return files.stat(directory + "/src/main.cpp") && files.stat(directory + "/include/mlpipe") &&
           is_directory(files, directory + "/pipelines");
}

}  // namespace

std::string find_templates(const Context& context) {
    const FileSystem& files = posix_file_system();
    if (const auto named = context.variable("MLPIPE_TEMPLATES"); named && !named->empty()) {
        std::string directory = path::join(context.directory, *named);
        if (is_directory(files, directory)) return directory;
        throw Error(ErrorKind::failed,
                    "MLPIPE_TEMPLATES is '" + path::printable(*named) + "', which is no directory");
    }
    const std::string program = files.real_path("/proc/self/exe").value_or("");
    std::string directory(path::parent(program));
    const std::string installed = path::join(directory, "../share/mlpipe/pipelines");
    if (is_directory(files, installed)) return installed;
    while (!directory.empty() && directory != "/" && directory != ".") {
        if (is_source_tree(files, directory)) return directory + "/pipelines";
        directory = path::parent(directory);
    }
    throw Error(ErrorKind::failed, "cannot find the templates: there is no '" + path::printable(installed) +
                                       "'; the variable MLPIPE_TEMPLATES may name their directory");
}

}  // namespace mlpipe::cli
