// What a run says of its stages of kind monitor. Reads the metrics files that the run recorded, and judges nothing
// itself: gates were judged by the run, drift by whoever wrote the document.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/alarm.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

struct RunFindings {
    std::vector<StageFinding> stages;  // one of each monitor stage that could be judged, in the run's order
    std::vector<std::string>
        problems;  // why others could not, a line each; none: each was, or waits for an alarm
};

// `watched`: names of the stages that the run was about. A stage whose command ended with 3 or 5, as `mlpipe check`
// and `mlpipe drift` do, has found something; one that failed otherwise is a problem.
RunFindings find_in_run(FileSystem& files, const Project& project, const Pipeline& pipeline,
                        const std::vector<std::string>& watched, const RunRecord& run);

}  // namespace mlpipe
