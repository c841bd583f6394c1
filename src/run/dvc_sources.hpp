// Inputs that no stage makes, that are not there, and that a `.dvc` file tracks: what brings them. A `.dvc` file counts
// beside the input, or beside one of the folders above it within the project. One that is wrong, has an absolute path,
// or climbs out of the project tracks nothing.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dvc_place.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/exchange/dvc_file.hpp"

namespace mlpipe {

struct TrackedSource {
    std::string file;  // the .dvc file, relative to the pipeline file's folder: as one types it there
    std::string path;  // absolute; the input, or a folder that holds it
    DvcArtifact artifact;
};

class DvcSources {
  public:
    // Everything must outlive it.
    DvcSources(FileSystem& files, ThreadPool& pool, const Project& project, const Interrupt* interrupt);

    // Who tracks the input at `path` (absolute).
    std::optional<TrackedSource> tracking(const std::string& path);
    // What would stand at `path` after check_out(); reads, writes nothing.
    std::optional<Reference> content(const TrackedSource& source, const std::string& path) const;
    // False where the cache does not have it, and where a part of it is here already.
    bool check_out(const TrackedSource& source) const;

  private:
    const std::vector<TrackedSource>& tracked_in(const std::string& folder);

    FileSystem& files_;
    ThreadPool& pool_;
    const Project& project_;
    const StopPoint stop_;
    const std::optional<DvcPlace> place_;
    std::map<std::string, std::vector<TrackedSource>> by_folder_;
};

}  // namespace mlpipe
