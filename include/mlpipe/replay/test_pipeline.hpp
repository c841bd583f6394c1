// The pipeline itself under test: run as it is now, uncommitted changes included, in a clean directory, with parameters
// and data of a folder of tests laid over its own. Nothing of the project is written: its lock, lineage, store and
// registry stay as they are, and stages with side effects do not run. docs/testing.md has the rules.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct PipelineTestOptions {
    SelectionOptions selection;
    std::string working_directory;     // absolute; as in RunOptions
    std::optional<std::string> tests;  // absolute; absent: `tests` beside the pipeline file, if it is there
    std::string parent_directory;      // absolute: where the clean directory is made
    bool keep = false;                 // leave the clean directory for a look
    bool keep_going = false;
    unsigned jobs = 0;
    std::vector<std::string> arguments;  // as recorded
};

struct StandIn {
    std::string path;   // relative to the pipeline file
    std::string stage;  // that would make it, and is not run; empty for a source
};

struct PipelineTestReport {
    RunRecord run;                        // known to nobody else
    std::vector<std::string> parameters;  // "file:a.b": set by the tests
    std::vector<StandIn> data;            // sorted by path
    std::vector<std::string>
        compared_only;      // "stage: metric": gates that were not judged, for they only compare
    std::string directory;  // absolute; empty where it is gone again
};

// Throws PipelineError for what is wrong with pipeline or tests, Error(usage) for a folder of tests that is not there,
// and for what else keeps it from starting. What happens to stages and gates is in the report.
PipelineTestReport test_pipeline(const Project& project, const PipelineTestOptions& options, World& world,
                                 Reporter& reporter, Interrupt& interrupt);

// The document that `mlpipe test --json` prints.
Value to_value(const PipelineTestReport& report);

}  // namespace mlpipe
