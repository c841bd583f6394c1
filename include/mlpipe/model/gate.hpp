// Gates: what a stage's metrics must fulfil before anything may follow from it, and what came of that. Plain
// values; docs/gates.md has the keys and their meaning.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/value.hpp"
#include "mlpipe/model/metric_direction.hpp"

namespace mlpipe {

enum class GateRule { min, max, equals, max_drop, max_relative_drop, min_gain };
enum class GateSeverity { error, warn };
enum class OnIncomparable { fail, warn, evaluate };
enum class GateVerdict { pass, warn, fail, undecided };

const char* to_string(GateRule rule);
const char* to_string(GateSeverity severity);
const char* to_string(OnIncomparable what);
const char* to_string(GateVerdict verdict);
std::optional<GateRule> parse_gate_rule(std::string_view text);
std::optional<GateSeverity> parse_gate_severity(std::string_view text);
std::optional<OnIncomparable> parse_on_incomparable(std::string_view text);
std::optional<GateVerdict> parse_gate_verdict(std::string_view text);

// Whether the rule speaks of the difference to a baseline.
bool compares(GateRule rule);

struct GateLimit {
    GateRule rule = GateRule::min;
    double threshold = 0;
    bool operator==(const GateLimit&) const = default;
};

// A file with one row an example: either its share in a metric that is a mean, or label and score of a binary
// classification whose metric is the area under the ROC curve.
struct GateScores {
    std::string file;          // relative to the pipeline file
    std::string id;            // column by which examples are paired; empty: by their order
    std::string value;         // column
    std::string label, score;  // columns; empty where `value` is given
};

struct Gate {
    std::string metric;             // [file:]a.b, `*` for any one part
    std::string slice;              // stands before the metric's name; `*` as above
    std::vector<GateLimit> limits;  // each is judged by itself
    double tolerance = 0;           // of `equals`
    std::string baseline;           // "production", "alias:NAME", a run, a branch, a commit; empty: none
    std::string model;              // of the registry; empty: the one that is meant
    MetricDirection direction = MetricDirection::unknown;  // known where some limit compares
    GateSeverity severity = GateSeverity::error;
    OnIncomparable on_incomparable = OnIncomparable::fail;
    std::optional<std::vector<std::string>> data;  // evaluation data; absent: as the stage declares it
    std::optional<double> confidence;              // 0.95: of the interval that a difference must leave
    std::optional<GateScores> scores;
    Position position;
};

// "file:slice.a.b": the metric with its slice.
std::string gate_address(const Gate& gate);

// What a value was compared with.
struct GateBaseline {
    std::string name;     // as the gate has it
    std::string version;  // of the registry; the others are empty where they are not known
    std::string run, commit;
    std::optional<double> value;
    bool evaluated = false;  // its model was evaluated anew, on the candidate's data
    bool operator==(const GateBaseline&) const = default;
};

// The drop for which confidence was asked, with the ends of its interval.
struct GateInterval {
    double confidence = 0, low = 0, high = 0;
    bool operator==(const GateInterval&) const = default;
};

struct GateResult {
    std::string stage;            // empty: asked for on the command line
    std::string metric;           // "file:a.b", or the gate's pattern where nothing fits it
    std::optional<double> value;  // nullopt: missing, or no finite number
    GateRule rule = GateRule::min;
    double threshold = 0;
    std::optional<GateBaseline> baseline;
    std::optional<GateInterval> interval;
    GateVerdict verdict = GateVerdict::pass;
    std::string reason;    // one line
    std::string asked_by;  // the stage whose program asked for it; empty: the pipeline file does
    Position position;     // of its gate in the pipeline file; known of what has just been judged
    bool operator==(const GateResult&) const = default;
};

// Nothing may follow from a stage with such a result.
bool blocks(const GateResult& result);
// The first of them, as the reason for what does not happen: "gate of evaluate failed: auc 0.61 < 0.7". Empty:
// none blocks.
std::string blocking_reason(const std::vector<GateResult>& results);

Value to_value(const GateResult& result);
GateResult parse_gate_result(const Value& value);  // throws Error(damaged)

}  // namespace mlpipe
