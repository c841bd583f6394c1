// What gates compare with: questions for what was before, and the answers. Who can answer knows runs, commits and
// the registry; this room knows none of them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct BaselineQuestion {
    std::string name;   // as a gate has it: "production", "alias:NAME", a run, a branch, a commit
    std::string model;  // of the registry; empty: the one that is meant
    std::string stage;  // whose metrics are compared
};

// Content of a file that a state recorded, by its path relative to the pipeline file; nullopt: nobody has it.
using ReadContent = std::function<std::optional<std::string>(const std::string& path)>;

struct Baseline {
    enum class Outcome {
        found,
        none,     // there is none, and that is known
        unknown,  // there may be one that is not here
    };
    Outcome outcome = Outcome::unknown;
    std::string reason;  // of none and unknown, with what to do; one line
    GateBaseline identity;
    MetricValues metrics;
    std::optional<ArtifactAt> model;              // of the registry
    std::optional<std::vector<ArtifactAt>> data;  // what the stage read then; nullopt: not known
    ReadContent read;                             // empty: none of its files are known
};

// Thread-safe.
using FindBaseline = std::function<Baseline(const BaselineQuestion&)>;

// The stage's own command, on what it reads now but for the model.
struct EvaluationQuestion {
    std::string stage;
    StageInputs inputs;    // of the candidate
    ArtifactAt candidate;  // the dependency that is to be replaced
    Reference model;       // by this
};

struct Evaluation {
    std::string problem;  // why there are no metrics; empty: there are
    MetricValues metrics;
    ReadContent read;
};

// Thread-safe. May take as long as the stage does.
using Evaluate = std::function<Evaluation(const EvaluationQuestion&)>;

}  // namespace mlpipe
