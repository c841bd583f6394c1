// A version of a model, and what happened to it. Plain values; where they are kept is the registry's.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct ModelVersion {
    std::string model, version;  // v1.2.0
    ArtifactAt artifact;  // relative to the folder of the pipeline file, or to the root where there is none
    std::string pipeline_file;  // relative to the project's root; "": no run made it
    std::string run, stage;     // that made it; "": not known
    std::string commit;         // hex: the run's where that is known, else the one that the tag points to
    MetricValues metrics;       // of the stages that made it and of those that measured it in that run
    std::vector<ParameterValue> parameters;  // of those stages
    std::vector<ArtifactAt> data;         // what those stages read, but for the model itself; sorted by path
    std::vector<ArtifactAt> environment;  // files that describe it
    std::vector<std::pair<std::string, std::string>> interpreters;  // real path, version
    std::string by;  // name and address: "Ada <ada@example.org>"
    std::int64_t registered_ns = 0;
    std::string why;
    std::string tag;
    bool deprecated = false;
    // A tag by another tool says a name, a version and a commit, and nothing of what was registered.
    bool known_artifact() const { return !artifact.path.empty(); }
};

struct ModelEvent {
    enum class Kind { registered, assigned, unassigned, deprecated };
    Kind kind = Kind::registered;
    std::string model, version;  // version "": deprecated is the model as a whole
    std::string alias;           // of assigned and unassigned
    std::string from_version;    // that the alias pointed to before; "": to none
    std::string by, why;
    std::string run, stage;                // from which it was called; "": by a person
    std::vector<std::string> approved_by;  // where the alias needs approvals
    std::string tag;
    std::int64_t when_ns = 0;
};

const char* to_string(ModelEvent::Kind kind);

// What is written down when a version is registered, and read back. Neither says by whom, when and where it
// was: that is said where it is kept. Throws Error(damaged) when a field is of the wrong type.
Value recorded_value(const ModelVersion& version);
ModelVersion parse_recorded_version(const Value& value);

// The documents that commands print.
Value to_value(const ModelVersion& version);
Value to_value(const ModelEvent& event);
Value to_value(const std::vector<ModelEvent>& events);

}  // namespace mlpipe
