#include "mlpipe/run/project.hpp"

#include <algorithm>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_settings.hpp"
#include "mlpipe/load/dvc_files.hpp"
#include "mlpipe/load/load.hpp"

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

// The nearest .mlpipe up to the work tree's root, else that root; outside of git the folder itself where it has a
// .mlpipe, else the nearest .dvc, where DVC keeps projects that git does not, else the folder itself.
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
    return {nearest == start ? start : dvc.value_or(start), false};
}

// A dvc.yaml is part of the pipeline at the root of its DVC project.
void join_dvc_pipeline(const FileSystem& files, Project& project) {
    const std::string file = project.pipeline_file, folder(path::parent(file));
    project.dvc_root = find_dvc_root(files, folder, project.root);
    if (dialect_of(file) != Dialect::dvc || !project.dvc_root || *project.dvc_root == folder) return;
    const std::vector<std::string> all = find_dvc_files(files, *project.dvc_root, project.root);
    if (std::find(all.begin(), all.end(), file) == all.end()) return;
    project.pipeline_file = path::join(*project.dvc_root, "dvc.yaml");
    project.chosen_file = path::relative(file, *project.dvc_root);
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

std::optional<std::string> default_pipeline_file(const FileSystem& files, const std::string& directory) {
    for (const char* name : {"pipeline.yaml", "dvc.yaml"}) {
        std::string candidate = path::join(directory, name);
        if (exists(files, candidate)) return candidate;
    }
    const bool is_dvc_root = is_directory(files, path::join(directory, ".dvc"));
    if (!is_dvc_root || find_dvc_files(files, directory, directory).empty()) return std::nullopt;
    return path::join(directory, "dvc.yaml");
}

Project find_project(const FileSystem& files, const std::string& directory,
                     const std::optional<std::string>& pipeline_file,
                     const std::optional<std::string>& root_override) {
    const auto named =
        pipeline_file ? path::join(directory, *pipeline_file) : default_pipeline_file(files, directory);
    if (!named)
        throw Error(ErrorKind::usage, "there is no pipeline.yaml or dvc.yaml in '" +
                                          path::printable(directory) +
                                          "'; name a file, or start with 'mlpipe init'");
    const std::string& file = *named;
    Project project = locate_project(files, std::string(path::parent(file)), root_override);
    project.pipeline_file = file;
    join_dvc_pipeline(files, project);
    return project;
}

Project find_whole_project(const FileSystem& files, const std::string& directory,
                           const std::optional<std::string>& root_override) {
    Project project = locate_project(files, directory, root_override);
    project.dvc_root = find_dvc_root(files, directory, project.root);
    if (!project.dvc_root) return find_project(files, directory, std::nullopt, root_override);
    project.pipeline_file = path::join(*project.dvc_root, "dvc.yaml");
    return project;
}

std::string whole_stage_name(const FileSystem& files, const Project& project, const std::string& directory,
                             const std::string& typed) {
    if (project.pipeline_file.empty()) return typed;
    const std::string folder(path::parent(project.pipeline_file));
    const std::size_t colon = typed.find(':');
    if (colon == std::string::npos)
        return project.chosen_file.empty() ? typed : project.chosen_file + ":" + typed;
    const std::string written = typed.substr(0, colon), name = typed.substr(colon + 1);
    std::string file = path::join(directory, written);
    if (!exists(files, file)) file = path::join(folder, written);
    return file == project.pipeline_file ? name : path::relative(file, folder) + ":" + name;
}

std::string file_name_of(const std::string& stage) {
    // A name in a folder has 255 bytes at most, endings included.
    constexpr std::size_t longest = 220, digits = 16;
    std::string name;
    for (const char c : stage) {
        if (c == '/')
            name += "%2F";
        else
            name += c;
    }
    if (name.size() > longest)
        name = name.substr(0, longest - digits - 1) + "-" + sha256(stage).hex().substr(0, digits);
    return name;
}

std::string log_name(const std::string& stage) {
    return file_name_of(stage) + ".log";
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
