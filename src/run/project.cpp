#include "mlpipe/run/project.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

bool exists(const FileSystem& files, const std::string& path) {
    return files.link_stat(path).has_value();
}

bool is_directory(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    return stat && stat->type == FileType::directory;
}

struct Root {
    std::string directory;
    bool in_git = false;
};

// The nearest .mlpipe up to the work tree's root, else that root; outside of git the nearest .dvc, where DVC keeps projects
// that git does not, else the folder itself.
Root find_root(const FileSystem& files, const std::string& start) {
    std::optional<std::string> nearest, dvc;
    std::string directory = start;
    while (true) {
        if (!nearest && is_directory(files, directory + "/.mlpipe")) nearest = directory;
        if (!dvc && is_directory(files, directory + "/.dvc")) dvc = directory;
        if (exists(files, directory + "/.git")) return {nearest.value_or(directory), true};
        const std::string above(path::parent(directory));
        if (above == directory) break;
        directory = above;
    }
    return {dvc.value_or(start), false};
}

std::string find_pipeline_file(const FileSystem& files, const std::string& directory) {
    for (const char* name : {"pipeline.yaml", "dvc.yaml"}) {
        std::string candidate = path::join(directory, name);
        if (exists(files, candidate)) return candidate;
    }
    throw Error(ErrorKind::usage, "there is no pipeline.yaml or dvc.yaml in '" + path::printable(directory) +
                                      "'; name a file, or start with 'mlpipe init'");
}

}  // namespace

std::string Project::absolute(const std::string& relative) const {
    return path::join(path::parent(pipeline_file), relative);
}

std::string Project::shown(const std::string& absolute_path) const {
    if (absolute_path != root && path::contains(root, absolute_path))
        return path::relative(absolute_path, root);
    return absolute_path;
}

Project locate_root(const FileSystem& files, const std::string& directory,
                    const std::optional<std::string>& root_override) {
    const Root root = find_root(files, directory);
    Project project;
    project.in_git = root.in_git;
    project.root = root_override ? path::normalise(*root_override) : root.directory;
    return project;
}

Project locate_project(const FileSystem& files, const std::string& directory,
                       const std::optional<std::string>& root_override) {
    Project project = locate_root(files, directory, root_override);
    project.config = load_config(files, project);
    return project;
}

Project find_project(const FileSystem& files, const std::string& directory,
                     const std::optional<std::string>& pipeline_file,
                     const std::optional<std::string>& root_override) {
    const std::string file =
        pipeline_file ? path::join(directory, *pipeline_file) : find_pipeline_file(files, directory);
    Project project = locate_project(files, std::string(path::parent(file)), root_override);
    project.pipeline_file = file;
    return project;
}

std::string log_name(const std::string& stage) {
    return stage + ".log";
}

void create_state_directory(FileSystem& files, const Project& project) {
    const std::string directory = project.state_directory();
    files.create_directories(directory);
    const std::string ignore = directory + "/.gitignore";
    if (!exists(files, ignore)) {
        write_file_atomically(files, ignore, "/*\n!/.gitignore\n!/config.yaml\n", Durability::lazy);
    }
    // A store elsewhere may not be there yet either.
    files.create_directories(project.store_directory());
}

std::string working_directory(FileSystem& files, const Project& project) {
    std::string directory = project.state_directory() + "/tmp";
    files.create_directories(directory);
    return directory;
}

}  // namespace mlpipe
