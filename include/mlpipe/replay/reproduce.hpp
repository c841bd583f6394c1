// A past run again, in a clean directory, and what came of it: a verdict, output by output. The working tree
// is not touched; stages with side effects do not run.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/replay/original.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct Tolerance {
    double relative = 0, absolute = 0;  // |a - b| <= absolute + relative * |a|, a being what was recorded
};

struct ReproduceOptions {
    bool from_cache = false;       // run nothing: can the outputs be restored?
    Tolerance tolerance;           // of the numbers of metrics
    std::string parent_directory;  // absolute: where the clean directory is made
    bool keep = false;             // leave the clean directory for a look
    unsigned jobs = 0;
    std::vector<std::string> arguments;  // as recorded
};

enum class OutputVerdict { identical, within_tolerance, differs, missing, extra };
enum class Verdict { identical, within_tolerance, differs, failed };

const char* to_string(OutputVerdict verdict);
const char* to_string(Verdict verdict);

struct OutputComparison {
    std::string path, stage;
    OutputVerdict verdict = OutputVerdict::identical;
    std::optional<Reference> recorded, reproduced;
    std::vector<std::string> where;  // the first places that differ; none where nothing can be said
};

// Content that the record names and nobody has.
struct AbsentInput {
    std::string stage;
    ArtifactAt artifact;
};

struct ReproductionReport {
    Verdict verdict = Verdict::failed;
    std::string original;  // id of the run; empty where only a commit is known
    std::string commit;    // hex
    std::string run;       // id under which this repetition is recorded; empty with from_cache
    std::vector<OutputComparison> outputs;  // in DAG order
    bool environment_known = false;
    std::vector<Change> environment;
    // Where a stage did not have the inputs that were recorded: its name, and what differed.
    std::vector<std::pair<std::string, std::vector<Change>>> inputs;
    std::vector<AbsentInput> absent;
    std::optional<std::string> first_divergence;  // the first stage in DAG order with an output that diverged
    std::vector<std::string> problems;            // why something failed, a line each
    std::string directory;                        // absolute; empty where it is gone again
};

// Records the repetition in the project's lineage, unless `from_cache`. Throws for what keeps it from
// starting; what goes wrong later is in the report.
ReproductionReport reproduce(Revisions& revisions, const Original& original, const ReproduceOptions& options,
                             World& world, Reporter& reporter, Interrupt& interrupt);

// A shell script that does the same with git, the store and `sha256sum` alone. It takes the directory to work
// in, which it makes, as its argument.
std::string reproduction_script(Revisions& revisions, const Original& original);

// The document that `mlpipe reproduce --json` prints.
Value to_value(const ReproductionReport& report);

}  // namespace mlpipe
