// What a run's commit says: verdict, stages, metrics, and trailers that name the run.
#pragma once
#include <string>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// The first line stays below 72 bytes where the pipeline's name is short. Trailers: Run-Id, Pipeline.
std::string commit_message(const RunRecord& record);

}  // namespace mlpipe
