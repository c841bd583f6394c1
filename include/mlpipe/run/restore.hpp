// Recorded contents back into the working tree. What stands in their way and is held by no recorded success
// is moved to `.mlpipe/displaced/<id>/`. Knows nothing of commits: the caller says what belongs where.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

enum class RestoreOutcome {
    unchanged,  // it was there already
    restored,
    missing,  // the store does not hold it
};

const char* to_string(RestoreOutcome outcome);

struct RestoredArtifact {
    ArtifactAt artifact;
    RestoreOutcome outcome = RestoreOutcome::missing;
    std::optional<std::string> displaced;  // absolute: where what stood there went
};

struct Restoration {
    std::string id;  // of the displaced files: sorts by time, like a run's
    std::vector<RestoredArtifact> artifacts;
};

// A code file to be written as it was.
struct RestoredFile {
    enum class Kind { plain, executable, link };
    std::string path;     // absolute, inside the project
    std::string content;  // of a link: where it leads, inside the project or not, as git would write it
    Kind kind = Kind::plain;
};

// Under the project's lock. Paths of `artifacts` are relative to the pipeline file and lie inside the project;
// one that does not throws Error(usage). With links as the way to materialise they become links.
Restoration restore_artifacts(const Project& project, const std::vector<ArtifactAt>& artifacts,
                              const std::vector<RestoredFile>& code, World& world, Interrupt& interrupt,
                              double wait_s);

// What a run or a restoration has displaced, back to where it was; what stands there now is displaced in
// turn. Absolute paths. Throws Error(usage) when nothing was displaced under that id.
std::vector<std::string> restore_displaced(const Project& project, const std::string& id, World& world,
                                           Interrupt& interrupt, double wait_s);
// The ids under which something was displaced, oldest first.
std::vector<std::string> displaced_ids(const FileSystem& files, const Project& project);

}  // namespace mlpipe
