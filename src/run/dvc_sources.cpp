#include "dvc_sources.hpp"

#include <algorithm>

#include "dvc_objects.hpp"
#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view ending = ".dvc";

bool is_dvc_file(const DirectoryEntry& entry) {
    return entry.type == FileType::file && entry.name.size() > ending.size() && entry.name.ends_with(ending);
}

// A file of DVC's own folder, or none of the project's.
bool is_out_of_reach(const FileSystem& files, const Project& project, const std::string& path) {
    for (std::string_view at = path; at.size() > project.root.size(); at = path::parent(at))
        if (path::name(at) == ending) return true;
    return !path::contains(project.root, path) || !may_write_below(files, project.root, path);
}

}  // namespace

DvcSources::DvcSources(FileSystem& files, ThreadPool& pool, const Project& project,
                       const Interrupt* interrupt)
    : files_(files),
      pool_(pool),
      project_(project),
      stop_(interrupt, 1),
      place_(find_dvc_place(files, project)) {}

const std::vector<TrackedSource>& DvcSources::tracked_in(const std::string& folder) {
    const auto [known, is_new] = by_folder_.try_emplace(folder);
    const auto stat = is_new ? files_.stat(folder) : std::nullopt;
    if (!stat || stat->type != FileType::directory) return known->second;
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : files_.list(folder))
        if (is_dvc_file(entry)) names.push_back(entry.name);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
        const std::string file = path::join(folder, name);
        try {
            const DvcFile parsed = parse_dvc_file(read_file(files_, file), project_.shown(file));
            if (path::is_absolute(parsed.working_directory)) continue;
            for (const DvcArtifact& artifact : parsed.outputs) {
                if (artifact.path.empty() || path::is_absolute(artifact.path)) continue;
                std::string path =
                    path::normalise(path::join(path::join(folder, parsed.working_directory), artifact.path));
                if (is_out_of_reach(files_, project_, path)) continue;
                known->second.push_back(
                    {path::relative(file, std::string(path::parent(project_.pipeline_file))), std::move(path),
                     artifact});
            }
        } catch (const PipelineError&) {
            // It is DVC's to report; for us it tracks nothing.
        }
    }
    return known->second;
}

std::optional<TrackedSource> DvcSources::tracking(const std::string& path) {
    if (!place_) return std::nullopt;
    std::string folder(path::parent(path));
    while (path::contains(project_.root, folder)) {
        for (const TrackedSource& source : tracked_in(folder))
            if (path::contains(source.path, path)) return source;
        if (folder == project_.root) break;
        folder = std::string(path::parent(folder));
    }
    return std::nullopt;
}

std::optional<Reference> DvcSources::content(const TrackedSource& source, const std::string& path) const {
    if (!source.artifact.hash || files_.link_stat(source.path)) return std::nullopt;
    const DvcObjects objects(files_, pool_, place_->cache, stop_);
    const std::string part = path == source.path ? "" : path::relative(path, source.path);
    return objects.find(*source.artifact.hash, source.artifact.executable, part);
}

bool DvcSources::check_out(const TrackedSource& source) const {
    if (!source.artifact.hash || files_.link_stat(source.path)) return false;
    const DvcObjects objects(files_, pool_, place_->cache, stop_);
    return objects.check_out(*source.artifact.hash, source.artifact.executable, source.path,
                             working_directory(files_, project_));
}

}  // namespace mlpipe
