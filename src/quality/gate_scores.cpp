#include "gate_scores.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/table.hpp"

namespace mlpipe {
namespace {

// Scores are often written with a few digits only.
constexpr double most_apart = 1e-3;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorKind::failed, why);
}

class ScoreTable {
  public:
    ScoreTable(const GateScores& scores, const std::string& content, std::string shown)
        : scores_(scores), shown_(std::move(shown)), table_(parse_table(content, scores.file, true)) {
        if (table_.rows.size() < 2) refuse(shown_ + " has fewer than two rows");
    }

    std::size_t size() const { return table_.rows.size(); }

    std::vector<double> numbers(const std::string& name) const {
        const std::size_t column = place(name);
        std::vector<double> numbers;
        numbers.reserve(size());
        for (std::size_t row = 0; row < size(); ++row) {
            const auto number = table_.rows[row][column].number();
            if (!number || !std::isfinite(*number))
                refuse("row " + std::to_string(row + 1) + " of " + shown_ + " has no number under '" +
                       path::printable(name) + "'");
            numbers.push_back(*number);
        }
        return numbers;
    }

    std::vector<bool> labels() const {
        std::vector<bool> positive;
        for (const double label : numbers(scores_.label)) {
            if (label != 0 && label != 1)
                refuse(shown_ + ": a label is 0 or 1, not " + text::format_number(label));
            positive.push_back(label == 1);
        }
        return positive;
    }

    // The rows in the order in which `other` has the same examples.
    std::vector<std::size_t> rows_like(const ScoreTable& other) const {
        std::vector<std::size_t> rows(size());
        if (size() != other.size())
            refuse(shown_ + " has " + text::plural(size(), "row") + ", " + other.shown_ + " has " +
                   std::to_string(other.size()) + ": they are not the same examples");
        std::unordered_map<std::string, std::size_t> known;
        const std::size_t column = scores_.id.empty() ? 0 : place(scores_.id);
        for (std::size_t row = 0; row < size(); ++row) {
            rows[row] = row;
            if (!scores_.id.empty() && !known.emplace(canonical_json(table_.rows[row][column]), row).second)
                refuse("two rows of " + shown_ + " have the same '" + path::printable(scores_.id) + "'");
        }
        if (scores_.id.empty()) return rows;
        const std::size_t others = other.place(scores_.id);
        for (std::size_t row = 0; row < size(); ++row) {
            const auto found = known.find(canonical_json(other.table_.rows[row][others]));
            if (found == known.end())
                refuse(shown_ + " has no row for " + path::printable(scores_.id) + " " +
                       canonical_json(other.table_.rows[row][others]));
            rows[row] = found->second;
        }
        return rows;
    }

  private:
    std::size_t place(const std::string& name) const {
        const auto found = std::find(table_.columns.begin(), table_.columns.end(), name);
        if (found == table_.columns.end())
            refuse(shown_ + " has no column '" + path::printable(name) + "'" +
                   text::did_you_mean(name, table_.columns));
        return static_cast<std::size_t>(found - table_.columns.begin());
    }

    const GateScores& scores_;
    std::string shown_;
    DataTable table_;
};

template <typename Item>
std::vector<Item> reordered(const std::vector<Item>& items, const std::vector<std::size_t>& rows) {
    std::vector<Item> result;
    result.reserve(items.size());
    for (const std::size_t row : rows) result.push_back(items[row]);
    return result;
}

void check_value(double of_scores, double value, const std::string& file) {
    if (std::abs(of_scores - value) <= most_apart * std::max(1.0, std::abs(value))) return;
    refuse("the scores in " + path::printable(file) + " give " + text::format_number(of_scores) +
           ", and the metric is " + text::format_number(value) + ": they are not those of this metric");
}

}  // namespace

GateInterval interval_of_scores(const GateScores& scores, const std::string& candidate,
                                const std::string& baseline, double value, double confidence,
                                const StopPoint& stop) {
    const std::string file = path::printable(scores.file);
    const ScoreTable now(scores, candidate, file), then(scores, baseline, file + " of the baseline");
    const std::vector<std::size_t> rows = then.rows_like(now);
    if (!scores.value.empty()) {
        const PairedValues pairs{now.numbers(scores.value), reordered(then.numbers(scores.value), rows)};
        check_value(mean(pairs.candidate), value, scores.file);
        return drop_interval(pairs, confidence, stop);
    }
    const PairedScores pairs{now.labels(), now.numbers(scores.score),
                             reordered(then.numbers(scores.score), rows)};
    if (pairs.positive != reordered(then.labels(), rows))
        refuse("the labels in " + file + " are not those of the baseline: they are not the same examples");
    const GateInterval interval = drop_interval(pairs, confidence, stop);
    check_value(area_under_curve(pairs.positive, pairs.candidate), value, scores.file);
    return interval;
}

}  // namespace mlpipe
