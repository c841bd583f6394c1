#include "column_reader.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/pattern.hpp"
#include "mlpipe/base/point_in_time.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::load {
namespace {

const std::vector<std::string> keys{"type",          "required", "nulls",    "nullable", "unique",
                                    "min",           "max",      "values",   "matches",  "increasing",
                                    "personal_data", "mostly",   "severity", "desc"};

bool is_bound(const SchemaRule& rule) {
    return rule.kind == RuleKind::min || rule.kind == RuleKind::max;
}

// Of times that stand in a table: those of a while ago ("7d") are none.
std::optional<std::int64_t> time_ns(const std::string& text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    return parse_point_in_time(text, 0);
}

}  // namespace

ColumnSchema ColumnReader::read(const Node::Entry& entry, const RuleDefaults& outer) {
    column_ = {};
    column_.name = entry.key;
    column_.position = entry.key_position;
    nulls_at_.reset();
    std::string outside = problems_.set_subject("column '" + path::printable(entry.key) + "'");
    defaults_ = entry.value.is_map() ? rules_.defaults(entry.value, outer) : outer;
    column_.severity = defaults_.severity;
    if (entry.value.is_string()) {
        read_type(Node::Entry{"type", entry.key_position, entry.value});
    } else if (entry.value.is_map()) {
        for (const Node::Entry& key : entry.value.entries()) read_key(key);
        check();
    } else if (!entry.value.is_null()) {
        problems_.wrong(entry.value, path::printable(entry.key),
                        "a type, or a map of rules such as {type: integer, min: 0}");
    }
    problems_.set_subject(std::move(outside));
    return std::move(column_);
}

void ColumnReader::read_key(const Node::Entry& entry) {
    if (entry.key == "type")
        read_type(entry);
    else if (entry.key == "required")
        column_.required = problems_.flag(entry.value, "required").value_or(true);
    else if (entry.key == "nulls" || entry.key == "nullable")
        read_nulls(entry);
    else if (entry.key == "unique")
        read_flag_rule(entry, RuleKind::unique);
    else if (entry.key == "min" || entry.key == "max")
        read_bound(entry, entry.key == "min" ? RuleKind::min : RuleKind::max);
    else if (entry.key == "values")
        read_values(entry);
    else if (entry.key == "matches")
        read_matches(entry);
    else if (entry.key == "increasing")
        read_increasing(entry);
    else if (entry.key == "personal_data")
        read_personal_data(entry.value);
    else if (entry.key == "desc")
        static_cast<void>(problems_.text(entry.value, "desc"));
    else if (entry.key != "mostly" && entry.key != "severity")
        problems_.unknown_key(entry, "column '" + path::printable(column_.name) + "'", keys);
}

void ColumnReader::read_type(const Node::Entry& entry) {
    ReadRule read = rules_.read(entry, RuleKind::type, defaults_);
    if (!read.value) return;
    const std::string* word = read.value->scalar().as_string();
    const auto type = word ? parse_column_type(*word) : std::nullopt;
    if (!type) {
        static const std::vector<std::string> types{"integer", "number", "boolean", "time", "text"};
        const std::string guess = word ? text::did_you_mean(*word, types) : "";
        return problems_.wrong(*read.value, "type", "integer, number, boolean, time or text" + guess);
    }
    column_.type = *type;
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_nulls(const Node::Entry& entry) {
    if (nulls_at_)
        return problems_.add(entry.key_position, "'nulls' and 'nullable' of column '" +
                                                     path::printable(column_.name) +
                                                     "' say the same; expected one");
    nulls_at_ = entry.key_position;
    ReadRule read = rules_.read(entry, RuleKind::nulls, defaults_);
    if (!read.value) return;
    if (entry.key == "nullable") {
        if (problems_.flag(*read.value, "nullable").value_or(true)) return;
    } else {
        bool valid = false;
        const auto share = rules_.share(*read.value, "nulls", valid);
        if (!share) return;
        if (*share > 0) read.rule.mostly = 1 - *share;
    }
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_flag_rule(const Node::Entry& entry, RuleKind kind) {
    ReadRule read = rules_.read(entry, kind, defaults_);
    if (!read.value || !problems_.flag(*read.value, entry.key).value_or(false)) return;
    read.rule.texts = {column_.name};
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_bound(const Node::Entry& entry, RuleKind kind) {
    ReadRule read = rules_.read(entry, kind, defaults_);
    if (!read.value) return;
    const auto number = read.value->scalar().number();
    const std::string* text = read.value->scalar().as_string();
    const auto ns = text ? time_ns(*text) : std::nullopt;
    if (!ns && (!number || !std::isfinite(*number)))
        return problems_.wrong(*read.value, entry.key, "a number, or a time such as 2026-01-31");
    if (number) read.rule.limit = *number;
    if (ns) read.rule.limit_ns = *ns;
    read.rule.text = read.value->raw();
    // Which of the two, until the column's type is known.
    read.rule.strict = ns.has_value();
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_values(const Node::Entry& entry) {
    ReadRule read = rules_.read(entry, RuleKind::values, defaults_);
    if (!read.value) return;
    const auto is_value = [](const Node& item) { return item.is_scalar() && !item.is_null(); };
    if (!read.value->is_list() || read.value->items().empty() ||
        !std::all_of(read.value->items().begin(), read.value->items().end(), is_value))
        return problems_.wrong(*read.value, "values", "a list of values such as [AA, DL]");
    for (const Node& item : read.value->items()) read.rule.texts.push_back(item.raw());
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_matches(const Node::Entry& entry) {
    ReadRule read = rules_.read(entry, RuleKind::matches, defaults_);
    if (!read.value) return;
    const auto expression = problems_.text(*read.value, "matches");
    if (!expression) return;
    try {
        const Pattern pattern(*expression);
    } catch (const Error& error) {
        return problems_.add(read.value->position(), error.what());
    }
    read.rule.text = *expression;
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_increasing(const Node::Entry& entry) {
    ReadRule read = rules_.read(entry, RuleKind::increasing, defaults_);
    if (!read.value) return;
    const std::string* word = read.value->scalar().as_string();
    const bool* flag = read.value->scalar().as_bool();
    read.rule.strict = word && *word == "strict";
    if (!flag && !read.rule.strict)
        return problems_.wrong(*read.value, "increasing", "true, false or strict");
    if (flag && !*flag) return;
    column_.rules.push_back(std::move(read.rule));
}

void ColumnReader::read_personal_data(const Node& node) {
    const std::string* word = node.scalar().as_string();
    if (word && *word == "allow")
        column_.personal_data = true;
    else
        problems_.wrong(node, "personal_data", "allow: the rule itself is the table's");
}

// Bounds say what they bound.
void ColumnReader::find_type() {
    if (column_.type != ColumnType::any) return;
    const auto bound = std::find_if(column_.rules.begin(), column_.rules.end(), is_bound);
    if (bound == column_.rules.end()) return;
    column_.type = bound->strict ? ColumnType::time : ColumnType::number;
    SchemaRule type = *bound;
    type.kind = RuleKind::type;
    type.text.clear();
    type.strict = false;
    column_.rules.insert(column_.rules.begin(), std::move(type));
}

void ColumnReader::check() {
    find_type();
    const ColumnType type = column_.type;
    const std::string shown = "column '" + path::printable(column_.name) + "'";
    const bool ordered =
        type == ColumnType::integer || type == ColumnType::number || type == ColumnType::time;
    for (SchemaRule& rule : column_.rules) {
        if (is_bound(rule)) {
            if (rule.strict != (type == ColumnType::time) || !ordered)
                problems_.add(rule.position, "'" + std::string(to_string(rule.kind)) + "' of " + shown +
                                                 " does not fit its type, " + to_string(type));
            rule.strict = false;
        }
        if (rule.kind == RuleKind::increasing && !ordered)
            problems_.add(rule.position,
                          "'increasing' of " + shown + " expects its type: integer, number or time");
    }
    const auto of = [&](RuleKind kind) {
        return std::find_if(column_.rules.begin(), column_.rules.end(),
                            [&](const SchemaRule& rule) { return rule.kind == kind; });
    };
    const auto min = of(RuleKind::min), max = of(RuleKind::max);
    if (min == column_.rules.end() || max == column_.rules.end()) return;
    if (min->limit > max->limit || min->limit_ns > max->limit_ns)
        problems_.add(min->position, "'min' of " + shown + " is above its 'max'");
}

}  // namespace mlpipe::load
