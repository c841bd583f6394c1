// What a run leaves for other programs beside its record.
#pragma once
#include <string>

#include "context.hpp"
#include "mlpipe/model/run_report.hpp"

namespace mlpipe::cli {

// All that is known of a run that has just been. What cannot be looked up is missing there, and named.
RunReport report_of_run(const Project& project, const RunRecord& run, World& world);

// Whether the run can be asked for by its id: one that had nothing to do cannot.
bool is_recorded(const Project& project, const RunRecord& run, World& world);

// Whether a stage of kind monitor left a document that says that data have drifted.
bool found_drift(const Project& project, const RunRecord& run, World& world);

// `--junit`. A file of an earlier run must not be taken for this one's, should this one not come to its end.
void prepare_junit(const std::string& file, FileSystem& files);
void write_junit(const std::string& file, const RunReport& report, FileSystem& files);

}  // namespace mlpipe::cli
