// What decides a stage's result (StageInputs, the readable twin of the stage key) and what came of it
// (StageRecord). One record has one canonical JSON; it stands in a lock block, in the store, in run.json and
// in lineage.db alike. docs/format.md is the description of both encodings.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/reference.hpp"
#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

using StageKey = Digest;

struct ArtifactAt {
    std::string path;
    Reference reference;
    bool operator==(const ArtifactAt&) const = default;
};

struct ParameterValue {
    std::string file;
    std::string key;  // empty: the whole file
    Value value;
    bool operator==(const ParameterValue&) const = default;
};

struct OutputSpec {
    std::string path;
    OutputRole role = OutputRole::out;
    bool cache = true;
    bool persist = false;
    bool operator==(const OutputSpec&) const = default;
};

// Lists are sorted by path, name, or file and key: the order in the YAML does not count.
struct StageInputs {
    Command command;
    std::string working_directory;
    std::vector<std::pair<std::string, std::string>> environment;  // declared values
    std::vector<std::pair<std::string, Digest>> passed;            // name, SHA-256 of name and value
    std::vector<std::string> secrets;                              // names
    std::vector<ParameterValue> parameters;
    std::vector<ArtifactAt> dependencies;
    std::vector<OutputSpec> outputs;
    std::vector<ArtifactAt> environment_files;
    bool operator==(const StageInputs&) const = default;
};

struct Acceptance {
    std::string why, by, at;
    bool operator==(const Acceptance&) const = default;
};

struct StageRecord {
    StageKey key;
    StageInputs inputs;
    std::vector<ArtifactAt> outputs;
    std::vector<ArtifactAt> prior;  // what stood at `persist` outputs before; outside the key
    std::string run;                // id of the run that made it; sorts by time
    double duration_s = 0;
    std::optional<Acceptance> accepted;
    bool operator==(const StageRecord&) const = default;
};

// An artifact's reference with "path", or "path_base64" for a path that is not UTF-8.
Value to_value(const ArtifactAt& artifact);
ArtifactAt parse_artifact(const Value& value);  // throws Error(damaged)

Value to_value(const StageInputs& inputs);
Value to_value(const StageRecord& record);
// Throws Error(damaged) when a field is missing or of the wrong type, and for the version of a newer mlpipe.
// Fields that are not known are ignored. Whether the key is that of the inputs is for the caller to check
// (plan's stage_key).
StageInputs parse_stage_inputs(const Value& value);
StageRecord parse_stage_record(const Value& value);

}  // namespace mlpipe
