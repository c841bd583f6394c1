#include "mlpipe/history/recorded_files.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

// nullopt: a submodule's commit.
std::optional<RestoredFile::Kind> kind_of(std::uint32_t mode) {
    if (mode == 0100644) return RestoredFile::Kind::plain;
    if (mode == 0100755) return RestoredFile::Kind::executable;
    if (mode == 0120000) return RestoredFile::Kind::link;
    return std::nullopt;
}

// The parts of a recorded directory at or below `wanted`, each file for itself.
void add_parts(Store& store, const ArtifactAt& directory, const std::string& wanted,
               std::map<std::string, Reference>& found) {
    if (!store.has(directory.reference.digest)) return;
    for (const ManifestEntry& entry : store.read_manifest(directory.reference.digest).entries) {
        const std::string path = path::join(directory.path, entry.path);
        if (entry.type != ManifestEntry::Type::file || !path::contains(wanted, path)) continue;
        found.emplace(path, Reference{ReferenceType::file, entry.digest, entry.size, entry.executable});
    }
}

}  // namespace

std::vector<ArtifactAt> recorded_outputs(Revisions& revisions, const Revision& revision,
                                         const std::vector<std::string>& paths) {
    std::vector<ArtifactAt> outputs;
    for (const auto& [stage, record] : revision.stages)
        outputs.insert(outputs.end(), record.outputs.begin(), record.outputs.end());
    std::map<std::string, Reference> found;
    if (paths.empty()) {
        for (const ArtifactAt& output : outputs) found.emplace(output.path, output.reference);
    }
    const std::string folder(path::parent(revision.project.pipeline_file));
    for (const std::string& absolute : paths) {
        const std::string wanted = path::relative(absolute, folder);
        const std::size_t before = found.size();
        bool known = false;
        for (const ArtifactAt& output : outputs) {
            if (wanted == "." || path::contains(wanted, output.path)) {
                known = true;
                found.emplace(output.path, output.reference);
            } else if (path::contains(output.path, wanted)) {
                add_parts(revisions.store(), output, wanted, found);
                known = known || found.size() > before;
            }
        }
        if (!known) {
            throw Error(ErrorKind::usage, "'" + path::printable(revisions.project().shown(absolute)) +
                                              "' is no output of " + path::printable(revision.label));
        }
    }
    std::vector<ArtifactAt> sorted;
    for (const auto& [path, reference] : found) sorted.push_back({path, reference});
    return sorted;
}

std::vector<RestoredFile> recorded_code(Revisions& revisions, const Revision& revision,
                                        const std::vector<std::string>& paths) {
    if (!revision.commit || !revision.files || revision.kind == Revision::Kind::work_tree) {
        throw Error(ErrorKind::usage,
                    "the code of " + path::printable(revision.label) + " is not known: no commit is here");
    }
    const Commits& commits = *revisions.commits();
    const Project& project = revisions.project();
    const auto is_output = [&](const std::string& absolute) {
        const std::string local = path::relative(absolute, path::parent(revision.project.pipeline_file));
        return std::any_of(revision.stages.begin(), revision.stages.end(), [&](const auto& stage) {
            const auto& outputs = stage.second.outputs;
            return std::any_of(outputs.begin(), outputs.end(),
                               [&](const ArtifactAt& output) { return path::contains(output.path, local); });
        });
    };
    std::vector<RestoredFile> code;
    for (const FileChange& change : commits.changes_in_work_tree(*revision.commit)) {
        const std::string absolute = path::join(commits.tree_root(), change.path);
        const bool asked = paths.empty() || std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
                               return path::contains(path, absolute);
                           });
        if (!asked || change.kind == FileChangeKind::added || is_output(absolute) ||
            !path::contains(project.root, absolute) || path::contains(project.state_directory(), absolute))
            continue;
        if (const auto kind = kind_of(change.from_mode))
            code.push_back({absolute, commits.read_blob(change.from_id), *kind});
    }
    return code;
}

Restoration write_elsewhere(Revisions& revisions, const Revision& revision,
                            const std::vector<ArtifactAt>& outputs, bool code, const std::string& directory) {
    FileSystem& files = revisions.files();
    if (files.link_stat(directory) && !files.list(directory).empty()) {
        throw Error(ErrorKind::usage, "'" + path::printable(directory) + "' is there and not empty");
    }
    files.create_directories(directory);
    const Project& project = revision.project;
    const Commits* commits = revisions.commits();
    if (code) {
        if (!revision.commit || commits == nullptr) {
            throw Error(ErrorKind::usage, "the code of " + path::printable(revision.label) +
                                              " is not known: no commit is here");
        }
        commits->check_out(*revision.commit, directory);
    }
    const std::string& root = commits == nullptr ? project.root : commits->tree_root();
    Restoration restoration;
    for (const ArtifactAt& output : outputs) {
        const std::string to = path::join(directory, path::relative(project.absolute(output.path), root));
        RestoredArtifact result{output, RestoreOutcome::missing, std::nullopt};
        if (may_write_below(files, directory, to) && revisions.store().has_all(output.reference)) {
            files.remove_tree(to);
            files.create_directories(std::string(path::parent(to)));
            revisions.store().materialise(output.reference, to, Materialise::copy);
            result.outcome = RestoreOutcome::restored;
        }
        restoration.artifacts.push_back(std::move(result));
    }
    return restoration;
}

void keep_committed_outputs(Revisions& revisions, const Revision& revision,
                            const std::vector<ArtifactAt>& outputs) {
    for (const ArtifactAt& output : outputs) {
        if (output.reference.type != ReferenceType::file || revisions.store().has_all(output.reference))
            continue;
        const auto content = revisions.read(revision, output.path);
        if (content && sha256(*content) == output.reference.digest) revisions.store().put_bytes(*content);
    }
}

}  // namespace mlpipe
