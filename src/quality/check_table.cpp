#include "mlpipe/quality/check_table.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "column_judge.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"
#include "mlpipe/data/scan_table.hpp"
#include "reference_rows.hpp"
#include "row_keys.hpp"
#include "rule_verdict.hpp"
#include "uniqueness.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_columns_named = 5;

const SchemaRule* rule_of(const TableSchema& schema, RuleKind kind) {
    const auto found = std::find_if(schema.rules.begin(), schema.rules.end(),
                                    [&](const SchemaRule& rule) { return rule.kind == kind; });
    return found == schema.rules.end() ? nullptr : &*found;
}

std::vector<const SchemaRule*> leakage_rules(const TableSchema& schema) {
    std::vector<const SchemaRule*> rules;
    for (const SchemaRule& rule : schema.rules)
        if (is_leakage(rule.kind)) rules.push_back(&rule);
    return rules;
}

class TableCheck {
  public:
    TableCheck(const FileSystem& files, const CheckedTables& tables, const TableSchema& schema,
               const CheckOptions& options)
        : schema_(schema), options_(options), reader_(files, tables.data, table_options()) {
        personal_data_ = rule_of(schema, RuleKind::personal_data);
        for (const ColumnSchema& column : schema.columns)
            judges_.emplace_back(column, personal_data_ != nullptr, options.show_values);
        outcomes_.resize(judges_.size());
        add_uniqueness(schema.rules);
        for (const ColumnSchema& column : schema.columns) add_uniqueness(column.rules);
        if (reader_.columns()) note_columns(reader_.columns());
        if (auto rules = leakage_rules(schema); !rules.empty() && tables.against) {
            reference_.emplace(files, *tables.against, table_options(), std::move(rules), reader_.columns(),
                               options);
            leakage_.resize(reference_->rules().size());
        }
    }

    CheckResult judge() {
        scan_table(
            reader_, options_.threads, [this](const RowBlock& block) { return read(block); },
            [this](Part part) {
                options_.stop.pass();
                take(std::move(part));
            });
        CheckResult result;
        result.schema = schema_.file;
        result.rows = rows_;
        result.columns = names_.size();
        add_table_rules(result);
        for (std::size_t i = 0; i < judges_.size(); ++i) add_column_rules(result, i);
        if (personal_data_) add_personal_data(result);
        conclude(result);
        return result;
    }

  private:
    // What came of a block.
    struct Part {
        std::uint64_t rows = 0;
        ColumnNames names;
        std::vector<ColumnOutcome> columns;                              // by judge
        std::vector<std::pair<std::string, PersonalDataCounts>> others;  // columns that no judge has
        std::vector<Uniqueness::Part> keys;
        std::vector<RuleTally> leakage;
        RuleTally uneven;
    };

    TableOptions table_options() const {
        TableOptions table;
        if (schema_.missing) table.missing = *schema_.missing;
        table.python = options_.python;
        return table;
    }

    void add_uniqueness(const std::vector<SchemaRule>& rules) {
        for (const SchemaRule& rule : rules)
            if (rule.kind == RuleKind::unique || rule.kind == RuleKind::duplicates)
                uniqueness_.emplace_back(rule, options_.show_values);
    }

    void note_columns(const ColumnNames& names) {
        if (names == last_names_) return;
        last_names_ = names;
        for (const std::string& name : *names)
            if (known_.insert(name).second) names_.push_back(name);
    }

    bool is_declared(const std::string& name) const {
        return std::any_of(schema_.columns.begin(), schema_.columns.end(),
                           [&](const ColumnSchema& column) { return column.name == name; });
    }

    Part read(const RowBlock& block) const {
        Part part;
        part.rows = block.rows();
        part.names = block.names();
        for (const ColumnJudge& judge : judges_)
            part.columns.push_back(judge.judge(block, column_of(block, judge.column().name)));
        if (personal_data_) look_for_personal_data(block, part);
        for (const Uniqueness& key : uniqueness_) part.keys.push_back(key.read(block));
        if (reference_) part.leakage = reference_->judge(block, options_.show_values);
        part.uneven.judged = block.rows();
        for (const UnevenRow& row : block.uneven()) part.uneven.fail(row.line, "", false);
        return part;
    }

    void look_for_personal_data(const RowBlock& block, Part& part) const {
        for (std::size_t index = 0; index < block.names()->size(); ++index) {
            const std::string& name = (*block.names())[index];
            if (is_declared(name)) continue;
            const RowBlock::Column& column = block.column(index);
            PersonalDataCounts counts;
            for (std::size_t row = 0; row < block.rows(); ++row)
                if (column.kinds[row] != CellKind::missing) counts.look_at(column.cells[row]);
            part.others.emplace_back(name, counts);
        }
    }

    void take(Part part) {
        rows_ += part.rows;
        note_columns(part.names);
        for (std::size_t i = 0; i < judges_.size(); ++i)
            judges_[i].append(outcomes_[i], std::move(part.columns[i]));
        for (std::size_t i = 0; i < uniqueness_.size(); ++i) uniqueness_[i].take(part.keys[i]);
        for (std::size_t i = 0; i < leakage_.size(); ++i) leakage_[i].add(part.leakage[i]);
        for (const auto& [name, counts] : part.others) others_[name].add(counts);
        uneven_.add(part.uneven);
    }

    // Why a rule that names columns cannot be judged; empty: it can.
    std::string missing_column(const SchemaRule& rule) const {
        for (const std::string& name : rule.texts)
            if (!known_.contains(name)) return "there is no column '" + printable(name) + "'";
        return {};
    }

    std::string extra_columns() const {
        std::vector<std::string> extra;
        for (const std::string& name : names_)
            if (!is_declared(name)) extra.push_back(name);
        if (extra.empty()) return {};
        std::string text = text::plural(extra.size(), "column") + " that the schema does not name: ";
        for (std::size_t i = 0; i < extra.size() && i < most_columns_named; ++i)
            text += (i == 0 ? "'" : ", '") + printable(extra[i]) + "'";
        return text + (extra.size() > most_columns_named ? ", ..." : "");
    }

    std::string rows_text(bool holds) const { return holds ? "" : "there are " + text::plural(rows_, "row"); }

    RuleResult table_rule(const SchemaRule& rule) const {
        const auto rows = static_cast<double>(rows_);
        switch (rule.kind) {
            case RuleKind::min_rows:
                return rule_result(rule, nullptr, rows_text(rows >= rule.limit));
            case RuleKind::max_rows:
                return rule_result(rule, nullptr, rows_text(rows <= rule.limit));
            case RuleKind::extra_columns:
                return rule_result(rule, nullptr, extra_columns());
            case RuleKind::uneven_rows:
                return rule_result(rule, nullptr, uneven_);
            case RuleKind::unique:
            case RuleKind::duplicates:
                return key_rule(rule, nullptr);
            default:
                return leakage_rule(rule);
        }
    }

    RuleResult key_rule(const SchemaRule& rule, const ColumnSchema* column) const {
        if (const std::string problem = missing_column(rule); !problem.empty())
            return rule_result(rule, column, problem);
        const auto found = std::find_if(uniqueness_.begin(), uniqueness_.end(),
                                        [&](const Uniqueness& key) { return &key.rule() == &rule; });
        return rule_result(rule, column, found->tally());
    }

    RuleResult leakage_rule(const SchemaRule& rule) const {
        if (!reference_) return rule_result(rule, nullptr, "there is no table to compare with");
        std::string problem = reference_->problem(rule);
        if (problem.empty())
            problem = rule.kind == RuleKind::shared_rows ? other_columns() : missing_column(rule);
        if (!problem.empty()) return rule_result(rule, nullptr, problem);
        const auto& rules = reference_->rules();
        const auto place = std::find(rules.begin(), rules.end(), &rule) - rules.begin();
        const RuleTally& tally = leakage_[static_cast<std::size_t>(place)];
        if (rule.kind == RuleKind::time_overlap && tally.judged == 0 && rows_ > 0)
            return rule_result(rule, nullptr, "no row has a time in column '" + rule.texts.front() + "'");
        return rule_result(rule, nullptr, tally);
    }

    // JSON lines do not say beforehand which columns there are: their rows are compared as wholes.
    std::string other_columns() const {
        if (reference_->knows_common_columns() ||
            std::set(names_.begin(), names_.end()) ==
                std::set(reference_->names().begin(), reference_->names().end()))
            return {};
        return "the tables have other columns, so that no rows could be found in both; a key tells them "
               "apart, or tables in CSV";
    }

    void add_table_rules(CheckResult& result) const {
        for (const SchemaRule& rule : schema_.rules)
            if (rule.kind != RuleKind::personal_data) result.rules.push_back(table_rule(rule));
    }

    void add_column_rules(CheckResult& result, std::size_t place) {
        const ColumnSchema& column = judges_[place].column();
        const bool present = known_.contains(column.name);
        if (column.required) {
            SchemaRule rule;
            rule.kind = RuleKind::required;
            rule.severity = column.severity;
            result.rules.push_back(rule_result(rule, &column, present ? "" : "there is no such column"));
        }
        if (!present) return;
        ColumnOutcome& outcome = outcomes_[place];
        outcome.rules.resize(column.rules.size());
        for (std::size_t i = 0; i < column.rules.size(); ++i) {
            const SchemaRule& rule = column.rules[i];
            result.rules.push_back(rule.kind == RuleKind::unique
                                       ? key_rule(rule, &column)
                                       : rule_result(rule, &column, std::move(outcome.rules[i])));
        }
    }

    // A column in which it is allowed is not looked at.
    void add_personal_data(CheckResult& result) {
        for (const std::string& name : names_) {
            const auto judge = std::find_if(judges_.begin(), judges_.end(), [&](const ColumnJudge& each) {
                return each.column().name == name;
            });
            if (judge != judges_.end() && judge->column().personal_data) continue;
            const PersonalDataCounts& counts =
                judge == judges_.end()
                    ? others_[name]
                    : outcomes_[static_cast<std::size_t>(judge - judges_.begin())].personal;
            result.rules.push_back(personal_data_result(*personal_data_, name, counts));
        }
        hide_values(result);
    }

    // Where personal data was found no rule shows any value.
    static void hide_values(CheckResult& result) {
        std::unordered_set<std::string> personal;
        for (const RuleResult& rule : result.rules)
            if (!rule.found.empty()) personal.insert(rule.column);
        for (RuleResult& rule : result.rules)
            if (rule.column.empty() ? !personal.empty() : personal.contains(rule.column)) rule.values.clear();
    }

    const TableSchema& schema_;
    const CheckOptions& options_;
    TableReader reader_;
    const SchemaRule* personal_data_ = nullptr;
    std::vector<ColumnJudge> judges_;
    std::vector<ColumnOutcome> outcomes_;  // by judge
    std::vector<Uniqueness> uniqueness_;
    std::optional<ReferenceRows> reference_;
    std::vector<RuleTally> leakage_;                              // as the reference's rules
    std::unordered_map<std::string, PersonalDataCounts> others_;  // by column
    RuleTally uneven_;
    std::uint64_t rows_ = 0;
    ColumnNames last_names_;
    std::vector<std::string> names_;
    std::unordered_set<std::string> known_;
};

}  // namespace

CheckResult check_table(const FileSystem& files, const CheckedTables& tables, const TableSchema& schema,
                        const CheckOptions& options) {
    return TableCheck(files, tables, schema, options).judge();
}

}  // namespace mlpipe
