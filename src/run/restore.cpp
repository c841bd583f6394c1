#include "mlpipe/run/restore.hpp"

#include <algorithm>
#include <random>

#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "observation.hpp"
#include "output_space.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

std::string new_id(const World& world) {
    return make_run_id(world.clock.now_ns(), std::random_device{}());
}

// A record may come from anywhere: what it names must not lead out of the project, nor into what is ours.
void check_inside(const FileSystem& files, const Project& project, const std::string& absolute) {
    if (may_write_below(files, project.root, absolute)) return;
    throw Error(ErrorKind::usage, "cannot restore '" + path::printable(absolute) +
                                      "': it lies outside of the project, perhaps through a link, or where "
                                      "mlpipe and git keep their own");
}

// The tools that restoring shares with a run, opened for as long as the lock is held.
struct Tools {
    Tools(const Project& project, World& world, const std::string& id, Interrupt& interrupt)
        : pool(core_count()),
          stat_cache(project.stat_cache_file()),
          hasher(world.files, &stat_cache, pool, project.store_directory(), &interrupt),
          store(world.files, project.store_directory(), &stat_cache, pool, &interrupt),
          space(world.files, project, store, hasher, id, StopPoint(&interrupt, 1)) {}
    ThreadPool pool;
    StatCache stat_cache;
    Hasher hasher;
    Store store;
    OutputSpace space;
};

// What stands at the path, as far as it could be an output.
std::optional<HashedPath> look(const Hasher& hasher, const std::string& absolute) {
    try {
        return hasher.hash(absolute, HashOptions{});
    } catch (const Error&) {
        return std::nullopt;
    }
}

RestoredArtifact restore_one(const Project& project, Tools& tools, const FileSystem& files,
                             const ArtifactAt& artifact) {
    const std::string absolute = project.absolute(artifact.path);
    check_inside(files, project, absolute);
    const auto present = look(tools.hasher, absolute);
    if (present && present->reference.same_content(artifact.reference))
        return {artifact, RestoreOutcome::unchanged, std::nullopt};
    if (!tools.store.has_all(artifact.reference)) return {artifact, RestoreOutcome::missing, std::nullopt};
    auto displaced = tools.space.clear(artifact.path, present, {});
    tools.space.create_parent(artifact.path);
    tools.store.materialise(artifact.reference, absolute, project.config.materialise);
    return {artifact, RestoreOutcome::restored, std::move(displaced)};
}

RestoredArtifact restore_code(const Project& project, Tools& tools, FileSystem& files,
                              const RestoredFile& file) {
    check_inside(files, project, file.path);
    const std::string local = path::relative(file.path, path::parent(project.pipeline_file));
    const bool link = file.kind == RestoredFile::Kind::link;
    const bool executable = file.kind == RestoredFile::Kind::executable;
    RestoredArtifact result;
    result.artifact = {local,
                       {link ? ReferenceType::link : ReferenceType::file, sha256(file.content),
                        file.content.size(), executable}};
    const auto there = files.link_stat(file.path);
    // A link is nothing to hash: what it leads to stands elsewhere.
    const bool link_there = there && there->type == FileType::link;
    const auto present = link_there ? std::nullopt : look(tools.hasher, file.path);
    if (link_there ? link && files.read_link(file.path) == file.content
                   : present && present->reference == result.artifact.reference) {
        result.outcome = RestoreOutcome::unchanged;
        return result;
    }
    result.displaced = tools.space.clear(local, present, {});
    tools.space.create_parent(local);
    if (link)
        files.create_link(file.content, file.path);
    else
        write_file_atomically(files, file.path, file.content, Durability::lazy, executable ? 0755 : 0644);
    result.outcome = RestoreOutcome::restored;
    return result;
}

ProjectLock lock_project(const Project& project, World& world, Interrupt& interrupt, double wait_s) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    create_state_directory(world.files, project);
    return ProjectLock::acquire(project, wait_s, interrupt);
}

std::string displaced_directory(const Project& project) {
    return project.state_directory() + "/displaced";
}

// Directories that are there on both sides are merged, name by name.
void move_back(FileSystem& files, const std::string& from, const std::string& to, const Project& project,
               const Tools& tools, std::vector<std::string>& moved) {
    const auto here = files.link_stat(from), there = files.link_stat(to);
    const bool both =
        here && there && here->type == FileType::directory && there->type == FileType::directory;
    if (both) {
        for (const DirectoryEntry& entry : files.list(from))
            move_back(files, from + "/" + entry.name, to + "/" + entry.name, project, tools, moved);
        return;
    }
    check_inside(files, project, to);
    tools.space.clear(path::relative(to, path::parent(project.pipeline_file)), look(tools.hasher, to), {});
    files.create_directories(std::string(path::parent(to)));
    if (!files.rename(from, to)) {
        throw Error(ErrorKind::failed, "cannot move '" + path::printable(from) + "' to '" +
                                           path::printable(to) + "': they are on different devices");
    }
    moved.push_back(to);
}

}  // namespace

const char* to_string(RestoreOutcome outcome) {
    switch (outcome) {
        case RestoreOutcome::unchanged:
            return "unchanged";
        case RestoreOutcome::restored:
            return "restored";
        case RestoreOutcome::missing:
            break;
    }
    return "missing";
}

Restoration restore_artifacts(const Project& project, const std::vector<ArtifactAt>& artifacts,
                              const std::vector<RestoredFile>& code, World& world, Interrupt& interrupt,
                              double wait_s) {
    const ProjectLock held = lock_project(project, world, interrupt, wait_s);
    register_with_store(world.files, project);
    Restoration restoration{new_id(world), {}};
    Tools tools(project, world, restoration.id, interrupt);
    for (const RestoredFile& file : code)
        restoration.artifacts.push_back(restore_code(project, tools, world.files, file));
    for (const ArtifactAt& artifact : artifacts) {
        StopPoint(&interrupt, 1).pass();
        restoration.artifacts.push_back(restore_one(project, tools, world.files, artifact));
    }
    tools.stat_cache.save();
    return restoration;
}

std::vector<std::string> displaced_ids(const FileSystem& files, const Project& project) {
    std::vector<std::string> ids;
    if (!files.stat(displaced_directory(project))) return ids;
    for (const DirectoryEntry& entry : files.list(displaced_directory(project))) ids.push_back(entry.name);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<std::string> restore_displaced(const Project& project, const std::string& id, World& world,
                                           Interrupt& interrupt, double wait_s) {
    const ProjectLock held = lock_project(project, world, interrupt, wait_s);
    const std::vector<std::string> ids = displaced_ids(world.files, project);
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        throw Error(ErrorKind::usage, "nothing was displaced under '" + path::printable(id) + "'" +
                                          (ids.empty() ? "" : "; the latest is " + ids.back()));
    }
    Tools tools(project, world, new_id(world), interrupt);
    std::vector<std::string> moved;
    const std::string directory = displaced_directory(project) + "/" + id;
    for (const DirectoryEntry& entry : world.files.list(directory))
        move_back(world.files, directory + "/" + entry.name, project.root + "/" + entry.name, project, tools,
                  moved);
    world.files.remove_tree(directory);
    return moved;
}

}  // namespace mlpipe
