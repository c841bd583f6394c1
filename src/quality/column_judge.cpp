#include "column_judge.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

#include "mlpipe/base/pattern.hpp"

namespace mlpipe {
namespace {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

using Texts = std::unordered_set<std::string, TextHash, std::equal_to<>>;

bool is_numeric(ColumnType type) {
    return type == ColumnType::integer || type == ColumnType::number;
}

bool is_of_type(std::string_view text, CellKind kind, ColumnType type) {
    if (kind == CellKind::nested) return type == ColumnType::any;
    switch (type) {
        case ColumnType::any:
            return true;
        case ColumnType::integer:
            return type_of(text, kind) == CellType::integer;
        case ColumnType::number:
            return number_of(text).has_value();
        case ColumnType::boolean:
            return kind == CellKind::boolean || boolean_of(text).has_value();
        case ColumnType::time:
            return time_of(text).has_value();
        case ColumnType::text:
            break;
    }
    return kind == CellKind::text;
}

}  // namespace

struct ColumnJudge::Rule {
    RuleKind kind = RuleKind::values;
    std::size_t place = 0;  // in the column
    CellOrder limit;
    std::optional<Pattern> pattern;
    Texts texts;
    std::vector<double> numbers;  // ascending
};

struct ColumnJudge::Cell {
    std::string_view text;
    bool of_type = false;
    std::optional<CellOrder> order;
};

ColumnJudge::ColumnJudge(const ColumnSchema& column, bool personal_data, bool keep_values)
    : column_(column), personal_data_(personal_data && !column.personal_data), keep_values_(keep_values) {
    for (std::size_t place = 0; place < column.rules.size(); ++place) {
        const SchemaRule& declared = column.rules[place];
        Rule rule;
        rule.kind = declared.kind;
        rule.place = place;
        switch (declared.kind) {
            case RuleKind::nulls:
                nulls_ = place;
                continue;
            case RuleKind::type:
                type_ = place;
                continue;
            case RuleKind::increasing:
                increasing_ = place;
                needs_order_ = true;
                continue;
            case RuleKind::min:
            case RuleKind::max:
                needs_order_ = true;
                rule.limit = column.type == ColumnType::time
                                 ? CellOrder{static_cast<double>(declared.limit_ns), declared.limit_ns}
                                 : CellOrder{declared.limit, 0};
                break;
            case RuleKind::matches:
                rule.pattern.emplace(declared.text);
                break;
            case RuleKind::values:
                needs_order_ = needs_order_ || is_numeric(column.type);
                rule.texts.insert(declared.texts.begin(), declared.texts.end());
                for (const std::string& text : declared.texts)
                    if (const auto number = number_of(text)) rule.numbers.push_back(*number);
                std::sort(rule.numbers.begin(), rule.numbers.end());
                break;
            default:
                continue;
        }
        rules_.push_back(std::move(rule));
    }
}

ColumnJudge::~ColumnJudge() = default;
ColumnJudge::ColumnJudge(ColumnJudge&&) noexcept = default;

ColumnJudge::Cell ColumnJudge::read(std::string_view text, CellKind kind) const {
    Cell cell{text, false, std::nullopt};
    if (needs_order_ && column_.type != ColumnType::integer) {
        // Its order tells of its type as well.
        if (kind != CellKind::nested) cell.order = cell_order(text, column_.type);
        cell.of_type = cell.order.has_value();
        return cell;
    }
    cell.of_type = is_of_type(text, kind, column_.type);
    if (needs_order_ && cell.of_type) cell.order = number_order(text);
    return cell;
}

bool ColumnJudge::passes(const Rule& rule, const Cell& cell) const {
    switch (rule.kind) {
        case RuleKind::min:
            return column_.type == ColumnType::time ? *cell.order >= rule.limit
                                                    : cell.order->number >= rule.limit.number;
        case RuleKind::max:
            return column_.type == ColumnType::time ? *cell.order <= rule.limit
                                                    : cell.order->number <= rule.limit.number;
        case RuleKind::matches:
            return rule.pattern->matches(cell.text);
        default:
            break;
    }
    if (is_numeric(column_.type))
        return std::binary_search(rule.numbers.begin(), rule.numbers.end(), cell.order->number);
    if (rule.texts.find(cell.text) != rule.texts.end()) return true;
    if (column_.type != ColumnType::boolean) return false;
    return std::any_of(rule.texts.begin(), rule.texts.end(),
                       [&](const std::string& text) { return boolean_of(text) == boolean_of(cell.text); });
}

void ColumnJudge::judge_order(ColumnOutcome& outcome, const Cell& cell, std::uint64_t line) const {
    RuleTally& tally = outcome.rules[*increasing_];
    ++tally.judged;
    ColumnOutcome::End end{*cell.order, line, keep_values_ ? std::string(cell.text) : std::string()};
    if (!outcome.first) {
        outcome.first = end;
    } else {
        const bool strict = column_.rules[*increasing_].strict;
        const CellOrder& before = outcome.last->order;
        if (strict ? end.order <= before : end.order < before) tally.fail(line, cell.text, keep_values_);
    }
    outcome.last = std::move(end);
}

ColumnOutcome ColumnJudge::judge(const RowBlock& block, std::optional<std::size_t> index) const {
    ColumnOutcome outcome;
    outcome.rules.resize(column_.rules.size());
    for (std::size_t row = 0; row < block.rows(); ++row) {
        const CellKind kind = index ? block.kind(row, *index) : CellKind::missing;
        if (nulls_) ++outcome.rules[*nulls_].judged;
        if (kind == CellKind::missing) {
            if (nulls_) outcome.rules[*nulls_].fail(block.line(row), "", keep_values_);
            continue;
        }
        const std::string_view text = block.cell(row, *index);
        if (personal_data_) outcome.personal.look_at(text);
        if (!type_ && rules_.empty() && !increasing_) continue;
        const Cell cell = read(text, kind);
        if (type_) {
            ++outcome.rules[*type_].judged;
            if (!cell.of_type) outcome.rules[*type_].fail(block.line(row), text, keep_values_);
        }
        if (!cell.of_type) continue;
        for (const Rule& rule : rules_) {
            RuleTally& tally = outcome.rules[rule.place];
            ++tally.judged;
            if (!passes(rule, cell)) tally.fail(block.line(row), text, keep_values_);
        }
        if (increasing_) judge_order(outcome, cell, block.line(row));
    }
    return outcome;
}

void ColumnJudge::append(ColumnOutcome& whole, ColumnOutcome next) const {
    if (whole.rules.empty()) whole.rules.resize(column_.rules.size());
    if (increasing_ && whole.last && next.first) {
        const CellOrder &before = whole.last->order, &after = next.first->order;
        const bool strict = column_.rules[*increasing_].strict;
        if (strict ? after <= before : after < before)
            whole.rules[*increasing_].fail(next.first->line, next.first->value, keep_values_);
    }
    for (std::size_t i = 0; i < whole.rules.size(); ++i) whole.rules[i].add(next.rules[i]);
    whole.personal.add(next.personal);
    if (!whole.first) whole.first = std::move(next.first);
    if (next.last) whole.last = std::move(next.last);
}

}  // namespace mlpipe
