// What differs between two states of a project, as plain values, and the document that `diff --json` prints.
// Knows nothing of how the states were found. Paths are as in the pipeline, relative to its file, but those
// of code, which are relative to the root of the git tree.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/metric_direction.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

enum class Existence { added, removed, changed };
const char* to_string(Existence change);

struct CodeChange {
    std::string path;
    Existence change = Existence::changed;
    std::optional<std::size_t> added, removed;  // lines; nullopt for what is no text, or too much of it
    bool operator==(const CodeChange&) const = default;
};

// One side is absent where the parameter is; equal sides occur only where unchanged ones are asked for.
struct ParameterChange {
    std::string file, key;
    std::optional<Value> before, after;
    bool same() const { return before == after; }
    bool operator==(const ParameterChange&) const = default;
};

struct MetricChange {
    std::string name;  // "file:a.b"
    std::optional<double> before, after;
    bool same() const;  // NaN is itself
    std::optional<double> change() const;
    std::optional<double> relative() const;  // to the absolute value before; nullopt where that is 0
    MetricDirection direction() const { return metric_direction(name); }
    // Whether the change is for the better; nullopt where there is none, or where nobody can tell.
    std::optional<bool> better() const;
};

struct FileDifference {
    std::string path;  // within the directory
    Existence change = Existence::changed;
    bool operator==(const FileDifference&) const = default;
};

struct DataChange {
    std::string path;
    bool output = false;  // else a source: what no stage makes
    std::string stage;    // that makes it, or the first that reads it
    std::optional<Reference> before, after;
    // Of a directory, where both manifests are known.
    std::optional<std::vector<FileDifference>> files;
};

struct StageChange {
    std::string stage;
    Existence change = Existence::changed;
    std::vector<Change> changes;  // of one that both sides have
};

// What one side is called, and what it is.
struct StateName {
    std::string label;  // "workspace", a run's id, or the commit as it was asked for
    std::string kind;   // "workspace", "run" or "commit"
    std::optional<std::string> commit;
    bool operator==(const StateName&) const = default;
};

// Sections that were not asked for are empty. `notes` say what could not be compared, and why.
struct Difference {
    StateName from, to;
    std::vector<CodeChange> code;
    std::vector<ParameterChange> parameters;
    std::vector<MetricChange> metrics;
    std::vector<DataChange> data;
    std::vector<Change> environment;  // field: "interpreter", "package", "os", "kernel", "cpu", "gpu" ...
    std::vector<StageChange> stages;
    std::vector<std::string> notes;
    bool empty() const;
};

// Both lists sorted by file and key. `all`: also what is the same.
std::vector<ParameterChange> compare_parameters(const std::vector<ParameterValue>& before,
                                                const std::vector<ParameterValue>& after, bool all);
// Sorted by name.
std::vector<MetricChange> compare_metrics(const MetricValues& before, const MetricValues& after, bool all);

// {"from","to","code","parameters","metrics","data","environment","stages","notes"}
Value to_value(const Difference& difference);
Value to_value(const StateName& state);
Value to_value(const ParameterChange& change);
Value to_value(const MetricChange& change);

}  // namespace mlpipe
