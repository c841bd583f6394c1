#include "mlpipe/run/garbage.hpp"

#include <algorithm>

#include "garbage_roots.hpp"
#include "judge.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

// Objects this young may belong to something that is only just being recorded, by a process that a lock on a
// network file system did not reach. Who asks for less age than that knows better.
constexpr double object_grace_s = 3600;

std::uint64_t size_of(const FileSystem& files, const std::string& path) {
    const auto stat = files.link_stat(path);
    if (!stat) return 0;
    if (stat->type != FileType::directory) return stat->size;
    std::uint64_t bytes = 0;
    for (const DirectoryEntry& entry : files.list(path)) bytes += size_of(files, path + "/" + entry.name);
    return bytes;
}

// The roots of the other projects that have used a shared store.
std::vector<std::string> sharing_projects(const FileSystem& files, const Project& project) {
    std::vector<std::string> roots;
    const std::string directory = project.store_directory() + "/projects";
    if (!project.config.store_path || !files.stat(directory)) return roots;
    for (const DirectoryEntry& entry : files.list(directory)) {
        const std::string root = read_file(files, directory + "/" + entry.name);
        if (root == project.root) continue;
        if (!files.stat(root)) {
            throw Error(ErrorKind::failed,
                        "the project at '" + root +
                            "' shares this store, but is not there, so that nobody knows what " +
                            "it still needs; bring it back, or remove '" + directory + "/" + entry.name +
                            "'");
        }
        roots.push_back(root);
    }
    return roots;
}

}  // namespace

struct GarbageCollection::State {
    State(const Project& project, World& world, ProjectLock lock)
        : files(world.files),
          held(std::move(lock)),
          pool(core_count()),
          store(world.files, project.store_directory(), nullptr, pool) {}
    FileSystem& files;
    ProjectLock held;
    ThreadPool pool;
    Store store;
    Garbage garbage;
};

GarbageCollection::GarbageCollection(const Project& project, const GarbageOptions& options, World& world,
                                     Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    if (!world.files.stat(project.state_directory())) {
        throw Error(ErrorKind::usage,
                    "there is no .mlpipe in '" + project.root + "'; nothing has been run here");
    }
    state_ = std::make_unique<State>(project, world,
                                     ProjectLock::acquire_with_store(project, options.wait_s, interrupt));
    Garbage& garbage = state_->garbage;
    const std::int64_t now_ns = world.clock.now_ns();

    GarbageRoots roots;
    garbage.projects.push_back(project.root);
    collect_roots(world, project, options, roots);
    for (const std::string& root : sharing_projects(world.files, project)) {
        collect_roots(world, locate_project(world.files, root, std::nullopt), options, roots);
        garbage.projects.push_back(root);
    }
    const double grace_s = std::min(object_grace_s, options.older_than_s);
    garbage.store = state_->store.find_garbage(roots.keys, roots.contents, grace_s);

    const std::string displaced = project.state_directory() + "/displaced";
    if (!world.files.stat(displaced)) return;
    for (const DirectoryEntry& run : world.files.list(displaced)) {
        const auto since = run_time_ns(run.name);
        if (!since || static_cast<double>(now_ns - *since) / 1e9 < options.displaced_older_than_s) continue;
        garbage.displaced.push_back(displaced + "/" + run.name);
        garbage.displaced_bytes += size_of(world.files, garbage.displaced.back());
    }
}

GarbageCollection::~GarbageCollection() = default;

const Garbage& GarbageCollection::found() const {
    return state_->garbage;
}

void GarbageCollection::remove() {
    state_->store.remove(state_->garbage.store);
    for (const std::string& directory : state_->garbage.displaced) state_->files.remove_tree(directory);
}

void register_with_store(FileSystem& files, const Project& project) {
    if (!project.config.store_path) return;
    const std::string file = project.store_directory() + "/projects/" + sha256(project.root).hex();
    if (files.stat(file)) return;
    files.create_directories(project.store_directory() + "/projects");
    write_file_atomically(files, file, project.root, Durability::synced);
}

}  // namespace mlpipe
