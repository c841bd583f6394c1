// Compares two states of a project. Reads the working tree, git, the store and lineage; runs nothing of what
// they hold, and writes nothing but the stat cache. Main thread.
#pragma once
#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/difference.hpp"
#include "mlpipe/model/model_version.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct DifferenceSections {
    bool code = true, parameters = true, metrics = true, data = true, environment = true, stages = true;
};

// A state that cannot be read in part (its pipeline file is wrong, its run has no commit) is compared as far
// as it can be; the notes say what is missing.
//
// Code is what the two git trees hold, without declared outputs, lock files, what mlpipe writes itself, and
// what git ignores (run commits hold such inputs). Data is what stages make, and the sources that are not
// among the changed code. Environments are known of runs only.
Difference compare(Revisions& revisions, const Revision& from, const Revision& to, World& world,
                   const DifferenceSections& sections = {});

StateName name_of(const Revision& revision);

// Two versions of models, by what was recorded when they were registered; and, where the runs that made them are both
// known here, by these runs. The notes say where they are not.
Difference compare_versions(Revisions& revisions, const ModelVersion& from, const ModelVersion& to,
                            World& world);

}  // namespace mlpipe
