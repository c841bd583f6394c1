#include "place.hpp"

#include <vector>

#include "library_database.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "open_repository.hpp"
#include "program_database.hpp"

namespace mlpipe::git {

namespace {

// Made beside its place, so that a half-made one is never found there.
void create_own(FileSystem& files, const std::string& place, const std::string& scratch) {
    files.create_directories(scratch);
    const std::string made = path::join(scratch, unique_name("repository-"));
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
    options.description = "Runs of mlpipe, under refs/mlpipe/runs";
    git_repository* created = nullptr;
    if (git_repository_init_ext(&created, made.c_str(), &options) < 0) throw_git_error("create", place);
    git_repository_free(created);
    files.rename(made, place);
    files.sync_directory(std::string(path::parent(place)));
}

Repository open_bare(const std::string& place) {
    git_repository* opened = nullptr;
    const LibraryLeaks ignored;
    if (git_repository_open_bare(&opened, place.c_str()) < 0) throw_git_error("open", place);
    return Repository(opened);
}

std::string below(const std::string& root, const std::string& project) {
    const std::string relative = path::relative(project, root);
    return relative == "." ? "" : relative;
}

}  // namespace

std::optional<std::string> Place::path_in_tree(const std::string& absolute) const {
    const std::string path = path::normalise(absolute);
    std::vector<std::string> candidates = {path};
    // A link in the project stays one: `.mlpipe` may be such.
    if (path::contains(named, path))
        candidates.push_back(path::join(path::join(tree_root, project), path::relative(path, named)));
    candidates.push_back(resolve_parents(path));
    for (const std::string& candidate : candidates)
        if (path::contains(tree_root, candidate) && candidate != tree_root)
            return path::relative(candidate, tree_root);
    return std::nullopt;
}

std::optional<Place> find_place(FileSystem& files, const std::string& root, const std::string& own_directory,
                                bool create) {
    const std::string project = real_path(root).value_or(path::normalise(root));
    const std::string scratch = path::join(own_directory, "tmp");
    Place place;
    place.named = path::normalise(root);
    Opened opened = open_repository(project);
    if (opened.unreadable) {
        auto database = ProgramDatabase::open(files, project, scratch, opened.why);
        if (database) {
            place.by_program = true;
            place.tree_root = database->root();
            place.project = below(place.tree_root, project);
            place.database = std::move(database);
            return place;
        }
    }
    const char* tree = opened.repository ? git_repository_workdir(opened.repository.get()) : nullptr;
    if (tree != nullptr) {
        place.tree_root = real_path(tree).value_or(path::normalise(tree));
        // core.worktree may place the tree elsewhere.
        if (path::contains(place.tree_root, project)) {
            place.project = below(place.tree_root, project);
            place.database = std::make_unique<LibraryDatabase>(files, std::move(opened.repository),
                                                               place.tree_root, scratch);
            return place;
        }
    }
    place.repository = path::join(own_directory, "repo.git");
    if (!files.stat(place.repository)) {
        if (!create) return std::nullopt;
        create_own(files, place.repository, scratch);
        place.created = true;
    }
    place.tree_root = project;
    place.project = "";
    place.database =
        std::make_unique<LibraryDatabase>(files, open_bare(place.repository), place.tree_root, scratch);
    return place;
}

}  // namespace mlpipe::git
