// Where an artifact of this project comes from and what was made with it. Reads only, and needs no pipeline
// file.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct ArtifactQuestion {
    std::string artifact;  // a path as the user typed it, or a digest: at least the first 6 digits of it
    std::string working_directory;  // absolute: paths are relative to it
    Lineage::Direction direction = Lineage::Direction::both;
    std::size_t depth = 0;  // results; 0: to the end
};

struct ArtifactAnswer {
    LineageGraph graph;
    std::vector<std::string> notices;  // when the answer is about something else than what stands there
};

// Of a path: what stands there, if it was recorded; else what was last recorded there; else the same of the
// directory around it. Throws Error(usage) for what was never recorded, and for an ambiguous digest.
ArtifactAnswer trace_artifact(const Project& project, const ArtifactQuestion& question, World& world);

}  // namespace mlpipe
