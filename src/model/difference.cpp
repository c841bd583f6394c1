#include "mlpipe/model/difference.hpp"

#include <cmath>
#include <map>
#include <tuple>

#include "json_fields.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// Names and messages are bytes; JSON carries UTF-8 only.
Value text_value(std::string_view bytes) {
    return path::is_utf8(bytes) ? Value(bytes) : Value(path::printable(bytes));
}

template <typename T>
Value or_null(const std::optional<T>& value) {
    return value ? Value(*value) : Value();
}

Value count_value(const std::optional<std::size_t>& count) {
    return count ? Value(static_cast<std::int64_t>(*count)) : Value();
}

template <typename Item>
Value list_of(const std::vector<Item>& items, Value (*one)(const Item&)) {
    Value::List list;
    for (const Item& item : items) list.push_back(one(item));
    return list;
}

Value as_value(const CodeChange& change) {
    return Value::Map{json_fields::path_entry("path", change.path),
                      {"change", Value(to_string(change.change))},
                      {"added", count_value(change.added)},
                      {"removed", count_value(change.removed)}};
}

Value as_value(const FileDifference& file) {
    return Value::Map{json_fields::path_entry("path", file.path), {"change", Value(to_string(file.change))}};
}

Value as_value(const DataChange& change) {
    Value value = Value::Map{json_fields::path_entry("path", change.path),
                             {"role", Value(change.output ? "output" : "source")},
                             {"stage", text_value(change.stage)}};
    value.set("before", change.before ? to_value(*change.before) : Value());
    value.set("after", change.after ? to_value(*change.after) : Value());
    value.set("files", change.files ? list_of(*change.files, as_value) : Value());
    return value;
}

Value as_value(const Change& change) {
    return Value::Map{{"field", text_value(change.field)},
                      {"name", text_value(change.name)},
                      {"before", text_value(change.before)},
                      {"after", text_value(change.after)}};
}

Value as_value(const StageChange& change) {
    return Value::Map{{"stage", text_value(change.stage)},
                      {"change", Value(to_string(change.change))},
                      {"changes", list_of(change.changes, as_value)}};
}

Value notes_value(const std::vector<std::string>& notes) {
    Value::List list;
    for (const std::string& note : notes) list.push_back(text_value(note));
    return list;
}

}  // namespace

const char* to_string(Existence change) {
    switch (change) {
        case Existence::added:
            return "added";
        case Existence::removed:
            return "removed";
        case Existence::changed:
            break;
    }
    return "changed";
}

bool MetricChange::same() const {
    if (!before || !after) return !before && !after;
    return *before == *after || (std::isnan(*before) && std::isnan(*after));
}

std::optional<double> MetricChange::change() const {
    if (!before || !after) return std::nullopt;
    return same() ? 0 : *after - *before;
}

std::optional<double> MetricChange::relative() const {
    const std::optional<double> difference = change();
    if (!difference || *before == 0) return std::nullopt;
    return *difference / std::abs(*before);
}

std::optional<bool> MetricChange::better() const {
    const std::optional<double> difference = change();
    if (!difference || same() || std::isnan(*difference)) return std::nullopt;
    switch (direction()) {
        case MetricDirection::higher:
            return *difference > 0;
        case MetricDirection::lower:
            return *difference < 0;
        case MetricDirection::unknown:
            break;
    }
    return std::nullopt;
}

bool Difference::empty() const {
    return code.empty() && parameters.empty() && metrics.empty() && data.empty() && environment.empty() &&
           stages.empty();
}

std::vector<ParameterChange> compare_parameters(const std::vector<ParameterValue>& before,
                                                const std::vector<ParameterValue>& after, bool all) {
    const auto place = [](const ParameterValue& value) { return std::tie(value.file, value.key); };
    std::vector<ParameterChange> found;
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        const bool take_left =
            right == after.end() || (left != before.end() && place(*left) <= place(*right));
        const bool take_right =
            left == before.end() || (right != after.end() && place(*right) <= place(*left));
        ParameterChange change;
        const ParameterValue& named = take_left ? *left : *right;
        change.file = named.file;
        change.key = named.key;
        if (take_left) change.before = (left++)->value;
        if (take_right) change.after = (right++)->value;
        if (all || !change.same()) found.push_back(std::move(change));
    }
    return found;
}

std::vector<MetricChange> compare_metrics(const MetricValues& before, const MetricValues& after, bool all) {
    std::map<std::string, MetricChange> changes;
    for (const auto& [name, value] : before) changes[name].before = value;
    for (const auto& [name, value] : after) changes[name].after = value;
    std::vector<MetricChange> found;
    for (auto& [name, change] : changes) {
        change.name = name;
        if (all || !change.same()) found.push_back(std::move(change));
    }
    return found;
}

Value to_value(const StateName& state) {
    return Value::Map{
        {"name", text_value(state.label)}, {"kind", Value(state.kind)}, {"commit", or_null(state.commit)}};
}

Value to_value(const ParameterChange& change) {
    return Value::Map{json_fields::path_entry("file", change.file),
                      {"key", text_value(change.key)},
                      {"before", or_null(change.before)},
                      {"after", or_null(change.after)}};
}

Value to_value(const MetricChange& change) {
    const std::optional<bool> better = change.better();
    return Value::Map{{"name", text_value(change.name)},
                      {"before", or_null(change.before)},
                      {"after", or_null(change.after)},
                      {"change", or_null(change.change())},
                      {"relative", or_null(change.relative())},
                      {"direction", Value(to_string(change.direction()))},
                      {"verdict", better ? Value(*better ? "better" : "worse") : Value()}};
}

Value to_value(const Difference& difference) {
    return Value::Map{{"from", to_value(difference.from)},
                      {"to", to_value(difference.to)},
                      {"code", list_of(difference.code, as_value)},
                      {"parameters", list_of(difference.parameters, to_value)},
                      {"metrics", list_of(difference.metrics, to_value)},
                      {"data", list_of(difference.data, as_value)},
                      {"environment", list_of(difference.environment, as_value)},
                      {"stages", list_of(difference.stages, as_value)},
                      {"notes", notes_value(difference.notes)}};
}

}  // namespace mlpipe
