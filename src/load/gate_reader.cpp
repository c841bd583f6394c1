#include "gate_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/base/path.hpp"

namespace mlpipe::load {
namespace {

constexpr std::array<std::string_view, 18> keys{"metric",   "slice",
                                                "min",      "max",
                                                "equals",   "tolerance",
                                                "baseline", "model",
                                                "max_drop", "max_relative_drop",
                                                "min_gain", "direction",
                                                "severity", "on_incomparable",
                                                "data",     "confidence",
                                                "scores",   "desc"};

std::vector<std::string> known_keys() {
    return {keys.begin(), keys.end()};
}

std::string key_text(std::string_view key) {
    return "gates: " + std::string(key);
}

// "metrics/eval.json" of "metrics/eval.json:auc"; empty where no file is named.
std::string_view file_of(std::string_view address) {
    const std::size_t colon = address.find(':');
    return colon == std::string_view::npos ? std::string_view() : address.substr(0, colon);
}

bool is_at(const std::string& path, std::string_view file) {
    return path == file || path.ends_with("/" + std::string(file));
}

bool has_pattern(const Gate& gate) {
    return !gate.slice.empty() || gate.metric.find('*') != std::string::npos;
}

}  // namespace

std::vector<Gate> GateReader::read(const Node& node) {
    if (!node.is_list()) {
        problems_.wrong(node, "gates", "a list such as [{metric: auc, min: 0.7}]");
        return {};
    }
    for (const Node& item : node.items()) read_gate(item);
    return std::move(gates_);
}

void GateReader::read_gate(const Node& node) {
    if (!node.is_map()) return problems_.wrong(node, "gates", "maps such as {metric: auc, min: 0.7}");
    gate_ = {};
    gate_.position = node.position();
    std::set<std::string> seen;
    for (const Node::Entry& entry : node.entries()) {
        seen.insert(entry.key);
        const Node& value = entry.value;
        if (read_limit(entry) || read_word(entry)) continue;
        if (entry.key == "tolerance")
            read_tolerance(value);
        else if (entry.key == "direction")
            read_direction(value);
        else if (entry.key == "data")
            read_data(value);
        else if (entry.key == "confidence")
            read_confidence(value);
        else if (entry.key == "scores")
            read_scores(value);
        else if (entry.key == "desc")
            static_cast<void>(problems_.text(value, key_text("desc")));
        else
            problems_.unknown_key(entry, "a gate", known_keys());
    }
    check(node, seen);
    gates_.push_back(std::move(gate_));
}

bool GateReader::read_limit(const Node::Entry& entry) {
    const auto rule = parse_gate_rule(entry.key);
    if (!rule) return false;
    const auto number = entry.value.scalar().number();
    const bool not_negative = compares(*rule);
    if (number && std::isfinite(*number) && (!not_negative || *number >= 0))
        gate_.limits.push_back({*rule, *number});
    else
        problems_.wrong(entry.value, key_text(entry.key),
                        not_negative ? "a number that is not below zero" : "a number");
    return true;
}

bool GateReader::read_word(const Node::Entry& entry) {
    const std::string& key = entry.key;
    const Node& value = entry.value;
    const std::string* word = value.scalar().as_string();
    if (key == "metric" || key == "slice" || key == "model") {
        std::string& into = key == "metric" ? gate_.metric : key == "slice" ? gate_.slice : gate_.model;
        if (const auto text = problems_.text(value, key_text(key))) into = *text;
    } else if (key == "baseline") {
        // A commit of digits alone reads as a number.
        if (value.is_scalar() && !value.raw().empty())
            gate_.baseline = value.raw();
        else
            problems_.wrong(value, key_text(key), "production, alias:NAME, a run, a branch or a commit");
    } else if (key == "severity") {
        const auto severity = word ? parse_gate_severity(*word) : std::nullopt;
        if (!severity) problems_.wrong(value, key_text(key), "error or warn");
        gate_.severity = severity.value_or(GateSeverity::error);
    } else if (key == "on_incomparable") {
        const auto what = word ? parse_on_incomparable(*word) : std::nullopt;
        if (!what) problems_.wrong(value, key_text(key), "fail, warn or evaluate");
        gate_.on_incomparable = what.value_or(OnIncomparable::fail);
    } else {
        return false;
    }
    return true;
}

void GateReader::read_tolerance(const Node& node) {
    const auto number = node.scalar().number();
    if (number && std::isfinite(*number) && *number >= 0)
        gate_.tolerance = *number;
    else
        problems_.wrong(node, "gates: tolerance", "a number that is not below zero");
}

void GateReader::read_direction(const Node& node) {
    const std::string* word = node.scalar().as_string();
    for (const MetricDirection direction : {MetricDirection::higher, MetricDirection::lower})
        if (word && *word == to_string(direction)) gate_.direction = direction;
    if (gate_.direction == MetricDirection::unknown)
        problems_.wrong(node, "gates: direction", "higher or lower: which is better");
}

void GateReader::read_data(const Node& node) {
    gate_.data.emplace();
    for (const Node* item : problems_.texts(node, "gates: data", true))
        gate_.data->push_back(paths_.resolve(directory_, item->raw()));
}

void GateReader::read_confidence(const Node& node) {
    const auto number = node.scalar().number();
    if (number && *number > 0.5 && *number < 1)
        gate_.confidence = number;
    else
        problems_.wrong(node, "gates: confidence", "a number between 0.5 and 1, such as 0.95");
}

void GateReader::read_scores(const Node& node) {
    constexpr const char* shape =
        "a map such as {file: scores.csv, id: id, label: y, score: p} or {file: scores.csv, value: correct}";
    if (!node.is_map()) return problems_.wrong(node, "gates: scores", shape);
    GateScores scores;
    for (const Node::Entry& entry : node.entries()) {
        std::string* into = entry.key == "file"    ? &scores.file
                            : entry.key == "id"    ? &scores.id
                            : entry.key == "value" ? &scores.value
                            : entry.key == "label" ? &scores.label
                            : entry.key == "score" ? &scores.score
                                                   : nullptr;
        if (!into) {
            problems_.unknown_key(entry, "'scores'",
                                  std::vector<std::string>{"file", "id", "value", "label", "score"});
        } else if (const auto text = problems_.text(entry.value, "gates: scores: " + entry.key)) {
            *into = *text;
        }
    }
    const bool whole = !scores.value.empty() ? scores.label.empty() && scores.score.empty()
                                             : !scores.label.empty() && !scores.score.empty();
    if (scores.file.empty() || !whole) return problems_.wrong(node, "gates: scores", shape);
    scores.file = paths_.resolve(directory_, scores.file);
    gate_.scores = std::move(scores);
}

void GateReader::check(const Node& node, const std::set<std::string>& seen) {
    // As in the enumeration, whatever the order in the file.
    std::sort(gate_.limits.begin(), gate_.limits.end(),
              [](const GateLimit& a, const GateLimit& b) { return a.rule < b.rule; });
    if (gate_.metric.empty() && !seen.contains("metric"))
        problems_.add(node.position(), "a gate has no 'metric'");
    const auto is_limit = [](const std::string& key) { return parse_gate_rule(key).has_value(); };
    if (std::none_of(seen.begin(), seen.end(), is_limit))
        problems_.add(
            node.position(),
            "a gate has no limit; expected min, max, equals, max_drop, max_relative_drop or min_gain");
    if (gate_.tolerance > 0 && !seen.contains("equals"))
        problems_.add(node.position(), "'tolerance' belongs to 'equals', which this gate does not have");
    check_comparison(node, std::any_of(gate_.limits.begin(), gate_.limits.end(),
                                       [](const GateLimit& limit) { return compares(limit.rule); }));
}

void GateReader::check_comparison(const Node& node, bool compares) {
    const auto add = [&](std::string message) { problems_.add(node.position(), std::move(message)); };
    if (!compares) {
        if (!gate_.baseline.empty())
            add("a gate with a 'baseline' expects max_drop, max_relative_drop or min_gain");
        if (gate_.confidence || gate_.scores)
            add("'confidence' and 'scores' belong to a comparison with a 'baseline'");
        return;
    }
    if (gate_.baseline.empty()) add("a gate that compares expects a 'baseline', such as production");
    if (gate_.direction == MetricDirection::unknown) gate_.direction = metric_direction(gate_.metric);
    if (gate_.direction == MetricDirection::unknown && !gate_.metric.empty())
        add("it cannot be told whether '" + path::printable(gate_.metric) +
            "' is better when it is higher or lower; expected 'direction: higher' or 'direction: lower'");
    if (gate_.scores && !gate_.confidence) add("'scores' expects 'confidence', such as 0.95");
    if (gate_.scores && has_pattern(gate_)) add("'scores' are those of one metric, not of each slice");
}

void check_gates(Problems& problems, const Stage& stage) {
    std::string known;
    for (const Output& output : stage.outputs)
        if (output.role == OutputRole::metric)
            known += (known.empty() ? "" : ", ") + path::printable(output.path);
    const std::string shown = "stage '" + path::printable(stage.name) + "'";
    for (const Gate& gate : stage.gates) {
        const auto add = [&](std::string message) { problems.add(gate.position, std::move(message)); };
        if (known.empty()) {
            add(shown + " has gates, and no metrics");
            continue;
        }
        const std::string_view file = file_of(gate.metric);
        const auto is_it = [&](std::string_view wanted, bool metric) {
            return std::any_of(stage.outputs.begin(), stage.outputs.end(), [&](const Output& output) {
                return is_at(output.path, wanted) && (!metric || output.role == OutputRole::metric);
            });
        };
        if (!file.empty() && !is_it(file, true))
            add("'" + path::printable(file) + "' is no metric of " + shown + "; its metrics are " + known);
        for (const std::string& path : gate.data.value_or(std::vector<std::string>{})) {
            const auto is_path = [&](const Dependency& dependency) { return dependency.path == path; };
            if (std::none_of(stage.dependencies.begin(), stage.dependencies.end(), is_path))
                add("'" + path::printable(path) + "' of 'data' is no dependency of " + shown);
        }
        if (gate.scores && !is_it(gate.scores->file, false))
            add("the scores '" + path::printable(gate.scores->file) + "' are no output of " + shown);
    }
}

}  // namespace mlpipe::load
