#include "mlpipe/replay/clean_directory.hpp"

#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/run/live_metrics.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

CleanDirectory::CleanDirectory(Revisions& revisions, const Revision& revision, const std::string& parent)
    : ScratchProject(revisions.files(), revision.project, revisions.commits()->tree_root(), parent),
      revisions_(revisions),
      revision_(revision) {
    revisions.commits()->check_out(*revision.commit, path());
    // What a run commit adds to the code is no part of the project.
    for (const std::string_view added : {std::string_view("run.json"), live_metrics_document})
        revisions.files().remove_file(project().state_directory() + "/" + std::string(added));
}

bool CleanDirectory::stands(const ArtifactAt& artifact, bool dependency) const {
    ThreadPool pool(core_count());
    const Hasher hasher(revisions_.files(), nullptr, pool);
    HashOptions options;
    options.dependency = dependency;
    options.ignore_root = project().root;
    options.ignore_file = path::name(project().pipeline_file) == "dvc.yaml" ? ".dvcignore" : ".mlpipeignore";
    const auto found = hasher.hash(project().absolute(artifact.path), options);
    return found && found->reference.same_content(artifact.reference);
}

bool CleanDirectory::place(const ArtifactAt& artifact, bool dependency) {
    if (stands(artifact, dependency)) return true;
    const std::string absolute = project().absolute(artifact.path);
    // A record must not lead out of the directory that was made for it.
    if (!may_write_below(revisions_.files(), path(), absolute)) return false;
    FileSystem& files = revisions_.files();
    Store& store = revisions_.store();
    if (store.has_all(artifact.reference)) {
        files.remove_tree(absolute);
        files.create_directories(std::string(path::parent(absolute)));
        store.materialise(artifact.reference, absolute, Materialise::copy);
        return true;
    }
    if (artifact.reference.type != ReferenceType::file) return false;
    const auto content = revisions_.read(revision_, artifact.path);
    if (!content || sha256(*content) != artifact.reference.digest) return false;
    files.create_directories(std::string(path::parent(absolute)));
    write_file_atomically(files, absolute, *content, Durability::lazy,
                          artifact.reference.executable ? 0755 : 0644);
    return true;
}

}  // namespace mlpipe
