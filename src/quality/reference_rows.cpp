#include "reference_rows.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/utf8.hpp"
#include "mlpipe/data/scan_table.hpp"
#include "row_keys.hpp"

namespace mlpipe {
namespace {

std::optional<CellOrder> moment_of(std::string_view cell) {
    const auto time = time_order(cell);
    return time ? time : number_order(cell);
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Of the cells of the column that have a place in time.
template <typename Take>
void each_moment(const RowBlock& block, const std::string& name, Take take) {
    const auto index = column_of(block, name);
    if (!index) return;
    const RowBlock::Column& column = block.column(*index);
    for (std::size_t row = 0; row < block.rows(); ++row) {
        if (column.kinds[row] == CellKind::missing || column.kinds[row] == CellKind::nested) continue;
        if (const auto moment = moment_of(column.cells[row])) take(row, *moment, column.cells[row]);
    }
}

}  // namespace

ReferenceRows::ReferenceRows(const FileSystem& files, const TableFile& file, const TableOptions& table,
                             std::vector<const SchemaRule*> rules, const ColumnNames& columns,
                             const CheckOptions& options)
    : rules_(std::move(rules)), shown_(rules_.empty() ? "" : rules_.front()->text), keys_(rules_.size()) {
    TableReader reader(files, file, table);
    if (columns && reader.columns()) {
        common_.emplace();
        for (const std::string& name : *columns)
            if (has(*reader.columns(), name)) common_->push_back(name);
    }
    if (reader.columns()) names_ = *reader.columns();
    scan_table(
        reader, options.threads, [&](const RowBlock& block) { return read(block); },
        [&](Part part) {
            options.stop.pass();
            take(std::move(part));
        });
}

ReferenceRows::Part ReferenceRows::read(const RowBlock& block) const {
    Part part;
    part.keys.resize(rules_.size());
    part.names = block.names();
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const SchemaRule& rule = *rules_[i];
        if (rule.kind == RuleKind::shared_rows) part.rows = whole_rows(block, common_);
        if (rule.kind == RuleKind::shared_keys) part.keys[i] = keys_of_rows(block, rule.texts);
        if (rule.kind == RuleKind::time_overlap)
            each_moment(block, rule.texts.front(),
                        [&](std::size_t, const CellOrder& moment, std::string_view) {
                            if (!part.latest || *part.latest < moment) part.latest = moment;
                        });
    }
    return part;
}

void ReferenceRows::take(Part part) {
    for (const Fingerprint& row : part.rows) rows_.insert(row);
    for (std::size_t i = 0; i < rules_.size(); ++i)
        for (const auto& key : part.keys[i])
            if (key) keys_[i].insert(*key);
    if (part.latest && (!latest_ || *latest_ < *part.latest)) latest_ = part.latest;
    for (const std::string& name : *part.names)
        if (!has(names_, name)) names_.push_back(name);
}

std::vector<RuleTally> ReferenceRows::judge(const RowBlock& block, bool keep_values) const {
    std::vector<RuleTally> tallies(rules_.size());
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const SchemaRule& rule = *rules_[i];
        RuleTally& tally = tallies[i];
        if (rule.kind == RuleKind::shared_rows) {
            const auto rows = whole_rows(block, common_);
            tally.judged = rows.size();
            for (std::size_t row = 0; row < rows.size(); ++row)
                if (rows_.contains(rows[row])) tally.fail(block.line(row), "", false);
        } else if (rule.kind == RuleKind::shared_keys) {
            const auto keys = keys_of_rows(block, rule.texts);
            for (std::size_t row = 0; row < keys.size(); ++row) {
                if (!keys[row]) continue;
                ++tally.judged;
                if (keys_[i].contains(*keys[row]))
                    tally.fail(block.line(row), key_text(block, rule.texts, row), keep_values);
            }
        } else {
            each_moment(block, rule.texts.front(),
                        [&](std::size_t row, const CellOrder& moment, std::string_view cell) {
                            ++tally.judged;
                            if (latest_ && moment <= *latest_) tally.fail(block.line(row), cell, keep_values);
                        });
        }
    }
    return tallies;
}

std::string ReferenceRows::problem(const SchemaRule& rule) const {
    if (rule.kind == RuleKind::shared_rows)
        return common_ && common_->empty() ? "no column is in both tables" : "";
    for (const std::string& name : rule.texts)
        if (!has(names_, name)) return "there is no column '" + printable(name) + "' in " + printable(shown_);
    return rule.kind == RuleKind::time_overlap && !latest_
               ? "column '" + printable(rule.texts.front()) + "' of " + printable(shown_) + " holds no time"
               : "";
}

}  // namespace mlpipe
