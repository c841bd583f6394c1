// Collects what a report of one run shows. Reads lineage, git, the store and the run's logs; writes nothing but
// the stat cache. Main thread.
#pragma once
#include <string>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/run_report.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct ReportQuestion {
    std::string run;      // id, the beginning of one, or a run's commit; "": the latest run
    std::string against;  // any state of the project in place of the run before; "": that run
};

// The result is compared with `against`, with what the alias `production` of the registry points to, and, where
// nothing was asked for, with the last run of the pipeline before it that succeeded. A baseline that may exist
// and is not here is named in the notes. Throws Error(usage) for a run that is not there, or a commit that no
// run made.
RunReport collect_report(Revisions& revisions, const ReportQuestion& question, World& world);
// Of a run that has just been, also of one that had nothing to do and was not recorded.
RunReport collect_report(Revisions& revisions, const RunRecord& run, World& world);

}  // namespace mlpipe
