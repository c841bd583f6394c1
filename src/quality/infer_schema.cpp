#include "mlpipe/quality/infer_schema.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"
#include "mlpipe/document/node.hpp"
#include "table_summary.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_values = 20;
constexpr std::size_t longest_value = 40;
constexpr std::uint64_t fewest_rows_for_unique = 20;
// Each value must stand for some rows, else it is no category.
constexpr std::uint64_t rows_per_value = 10;
constexpr double margin = 0.1;  // of the range, on both sides

std::string word(const std::string& text) {
    const bool plain = !text.empty() && text.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == text.npos;
    const Value read = plain ? parse_yaml_value(text) : Value();
    return read.as_string() && *read.as_string() == text ? text : canonical_json(text);
}

// Down to a number of two digits, of which there are 10 to 100 in the range.
double rounded_down(double number, double range) {
    const double step = std::pow(10, std::floor(std::log10(range)) - 1);
    return std::floor(number / step) * step;
}

std::string number_text(double number) {
    // The product of a step has digits that nobody wrote.
    char text[32];
    constexpr double most_whole = 1e15;  // that a double holds with all its digits
    const bool whole = std::trunc(number) == number && std::abs(number) < most_whole;
    std::snprintf(text, sizeof text, whole ? "%.0f" : "%.12g", number);
    return text;
}

// An infinite end is none.
struct Range {
    double min = -HUGE_VAL, max = HUGE_VAL;
};

// A little wider than what was seen; what never was below zero stays so.
Range wider_range(double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) return {};
    const double range = high > low ? high - low : std::max(std::abs(high), 1.0);
    Range wide{rounded_down(low - margin * range, range), -rounded_down(-(high + margin * range), range)};
    if (low >= 0) wide.min = std::max(0.0, wide.min);
    if (high <= 0) wide.max = std::min(0.0, wide.max);
    return wide;
}

// 0.013 becomes 0.02: the next share of one digit that is half as much again at most.
std::string share_of_nulls(std::uint64_t missing, std::uint64_t rows) {
    const double share = 1.2 * static_cast<double>(missing) / static_cast<double>(rows);
    const double step = std::pow(10, std::floor(std::log10(share)));
    const double rounded = std::ceil(share / step) * step;
    return rounded < 0.95 ? number_text(rounded) : "";
}

class SchemaText {
  public:
    SchemaText(const TableSummary& table, const std::string& shown) : table_(table) {
        text_ =
            "# What " + printable(shown) + " held: " + text::plural(table.rows, "row") + " and " +
            text::plural(table.columns.size(), "column") +
            ".\n# Ranges are a little wider than what was seen. Read it over, and tighten what you know.\n";
    }

    std::string write() {
        if (table_.rows > 1) text_ += "rows: {min: " + number_text(fewest_rows()) + "}\n";
        if (table_.uneven) text_ += "uneven_rows: allow  # some rows have more or fewer cells than columns\n";
        const bool key = std::any_of(table_.columns.begin(), table_.columns.end(),
                                     [&](const ColumnSummary& column) { return is_key(column); });
        if (!key && !table_.repeated && table_.rows >= fewest_rows_for_unique)
            text_ += "duplicates: forbid\n";
        text_ += "personal_data: forbid\ncolumns:\n";
        for (const ColumnSummary& column : table_.columns) add(column);
        if (table_.columns.empty()) text_ += "  {}\n";
        return std::move(text_);
    }

  private:
    // Half of them, to one digit.
    double fewest_rows() const {
        const double half = static_cast<double>(table_.rows) / 2;
        const double step = std::pow(10, std::floor(std::log10(half)));
        return std::max(1.0, std::floor(half / step) * step);
    }

    bool is_key(const ColumnSummary& column) const {
        return column.type != CellType::none && column.type != CellType::boolean && !column.nested &&
               !column.repeated && column.present == table_.rows && table_.rows >= fewest_rows_for_unique;
    }

    void add(const ColumnSummary& column) {
        if (!is_utf8(column.name)) {
            text_ += "  # a column whose name is not UTF-8 is left out\n";
            return;
        }
        rules_.clear();
        comment_.clear();
        const bool typed = column.type != CellType::none && !column.nested;
        if (typed) rules_.push_back("type: " + std::string(to_word(column.type)));
        add_nulls(column);
        if (is_key(column)) rules_.push_back("unique: true");
        if (typed) add_range(column);
        const auto found = column.personal.found();
        if (!found.empty()) {
            rules_.push_back("personal_data: allow");
            for (const auto& [kind, cells] : found) comment_ += (comment_.empty() ? "holds " : ", ") + kind;
        } else {
            add_values(column);
        }
        if (column.present == 0) comment_ = "all cells were missing";
        std::string line = "  " + word(column.name) + ": {";
        for (std::size_t i = 0; i < rules_.size(); ++i) line += (i == 0 ? "" : ", ") + rules_[i];
        text_ += line + "}" + (comment_.empty() ? "" : "  # " + comment_) + "\n";
    }

    void add_nulls(const ColumnSummary& column) {
        const std::uint64_t missing = table_.rows - column.present;
        if (missing == 0) {
            rules_.push_back("nulls: forbid");
            return;
        }
        if (const std::string share = share_of_nulls(missing, table_.rows); !share.empty())
            rules_.push_back("nulls: " + share);
    }

    void add_range(const ColumnSummary& column) {
        if (!column.low || !column.high) return;
        if (column.type == CellType::time) {
            const auto day = [](const CellOrder& time) { return format_time(time.whole).substr(0, 10); };
            comment_ = "from " + day(*column.low) + " to " + day(*column.high);
        }
        if (column.type != CellType::integer && column.type != CellType::number) return;
        const double low = column.low->number, high = column.high->number;
        Range range = is_complete(column) ? Range{low, high} : wider_range(low, high);
        // New keys are further on.
        if (is_key(column)) range = {low < 0 ? -HUGE_VAL : range.min, HUGE_VAL};
        const bool whole = column.type == CellType::integer;
        if (std::isfinite(range.min))
            rules_.push_back("min: " + number_text(whole ? std::floor(range.min) : range.min));
        if (std::isfinite(range.max))
            rules_.push_back("max: " + number_text(whole ? std::ceil(range.max) : range.max));
    }

    // Months and hours: all whole numbers of the range are there, many times.
    bool is_complete(const ColumnSummary& column) const {
        return column.type == CellType::integer && !column.many_texts && !is_key(column) &&
               column.high->number - column.low->number + 1 == static_cast<double>(column.texts.size()) &&
               column.present >= rows_per_value * column.texts.size();
    }

    void add_values(const ColumnSummary& column) {
        if (column.type != CellType::text || column.nested || column.many_texts || column.texts.empty())
            return;
        if (column.texts.size() > most_values || column.present < rows_per_value * column.texts.size())
            return;
        std::string list;
        for (const std::string& text : column.texts) {
            if (!is_utf8(text) || text.size() > longest_value) return;
            list += (list.empty() ? "" : ", ") + word(text);
        }
        rules_.push_back("values: [" + list + "]");
    }

    const TableSummary& table_;
    std::string text_;
    std::vector<std::string> rules_;
    std::string comment_;
};

}  // namespace

std::string infer_schema(const FileSystem& files, const TableFile& data, const std::string& shown,
                         const CheckOptions& options) {
    return SchemaText(summarise(files, data, options), shown).write();
}

}  // namespace mlpipe
