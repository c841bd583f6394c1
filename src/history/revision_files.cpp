// The files of a state: outputs as they were recorded, from the store or the commit, and the code around them.
#include <set>

#include "mlpipe/base/path.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_listed = 10'000;

std::optional<std::string> stored(const Store& store, const Digest& digest) {
    return store.has(digest) ? std::optional(store.read(digest)) : std::nullopt;
}

// What the artifact has at `path`, as far as the store still has it.
std::optional<std::string> content_in(const Store& store, const ArtifactAt& artifact,
                                      const std::string& path) {
    const Reference& reference = artifact.reference;
    if (reference.type == ReferenceType::file)
        return artifact.path == path ? stored(store, reference.digest) : std::nullopt;
    if (reference.type != ReferenceType::directory || artifact.path == path ||
        !path::contains(artifact.path, path) || !store.has(reference.digest))
        return std::nullopt;
    const std::string below = path::relative("/" + path, "/" + artifact.path);
    for (const ManifestEntry& entry : store.read_manifest(reference.digest).entries) {
        if (entry.path == below && entry.type == ManifestEntry::Type::file)
            return stored(store, entry.digest);
    }
    return std::nullopt;
}

std::vector<std::string> files_in(const Store& store, const ArtifactAt& directory) {
    std::vector<std::string> found;
    for (const ManifestEntry& entry : store.read_manifest(directory.reference.digest).entries) {
        if (entry.type == ManifestEntry::Type::file) found.push_back(path::join(directory.path, entry.path));
    }
    return found;
}

void walk(const FileSystem& files, const std::string& absolute, const std::string& path,
          std::vector<std::string>& found) {
    for (const DirectoryEntry& entry : files.list(absolute)) {
        if (found.size() >= most_listed) return;
        const std::string below = path::join(path, entry.name);
        if (entry.type == FileType::file) found.push_back(below);
        if (entry.type == FileType::directory) walk(files, path::join(absolute, entry.name), below, found);
    }
}

std::vector<std::string> files_below(const FileSystem& files, const std::string& absolute,
                                     const std::string& path) {
    std::vector<std::string> found;
    const auto stat = files.stat(absolute);
    if (stat && stat->type == FileType::file) found.push_back(path);
    if (stat && stat->type == FileType::directory) walk(files, absolute, path, found);
    return found;
}

}  // namespace

bool Revisions::is_own_file(const std::string& absolute) const {
    const auto stat = files_.stat(absolute);
    if (!stat || stat->type != FileType::file) return false;
    const auto real = files_.real_path(absolute);
    // Outputs may be links to the store, which may lie elsewhere.
    for (const std::string& place : {project_.root, project_.store_directory()}) {
        const auto directory = files_.real_path(place);
        if (real && directory && path::contains(*directory, *real)) return true;
    }
    return false;
}

std::optional<std::string> Revisions::read(const Revision& revision, const std::string& path) {
    const std::string absolute = revision.project.absolute(path);
    if (revision.kind == Revision::Kind::work_tree)
        return is_own_file(absolute) ? read_file_if_present(files_, absolute) : std::nullopt;
    for (const auto& [stage, record] : revision.stages) {
        for (const ArtifactAt& output : record.outputs)
            if (auto content = content_in(store(), output, path)) return content;
    }
    if (revision.files) {
        const auto stat = revision.files->stat(absolute);
        if (stat && stat->type == FileType::file) return read_file(*revision.files, absolute);
    }
    for (const auto& [stage, record] : revision.stages) {
        for (const ArtifactAt& dependency : record.inputs.dependencies)
            if (auto content = content_in(store(), dependency, path)) return content;
    }
    return std::nullopt;
}

std::vector<std::string> Revisions::list(const Revision& revision, const std::string& path) {
    std::set<std::string> found;
    if (revision.kind != Revision::Kind::work_tree) {
        for (const auto& [stage, record] : revision.stages) {
            for (const ArtifactAt& output : record.outputs) {
                if (!path::overlap(output.path, path)) continue;
                const bool is_directory = output.reference.type == ReferenceType::directory;
                if (is_directory && !store().has(output.reference.digest)) continue;
                for (std::string& file :
                     is_directory ? files_in(store(), output) : std::vector<std::string>{output.path})
                    if (path::contains(path, file)) found.insert(std::move(file));
            }
        }
    }
    if (revision.files)
        for (std::string& file : files_below(*revision.files, revision.project.absolute(path), path))
            found.insert(std::move(file));
    return {found.begin(), found.end()};
}

}  // namespace mlpipe
