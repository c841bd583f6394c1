#include "mlpipe/quality/prediction_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/data/cell.hpp"
#include "mlpipe/quality/bootstrap.hpp"

namespace mlpipe {
namespace {

using Rows = std::vector<LabelledPrediction>;
using Metrics = std::vector<PredictionMetric>;

constexpr std::size_t most_classes = 20;  // that numbers are taken for, if the task is not said

PredictionMetric ratio(std::string name, double part, double whole, const char* problem) {
    if (whole == 0) return {std::move(name), std::nullopt, problem};
    return {std::move(name), part / whole, ""};
}

// "1" and "1.0" are one label, and so are "true" and "True".
std::string label_of(const std::string& text) {
    if (const auto number = number_of(text)) return text::format_number(*number);
    if (const auto flag = boolean_of(text)) return *flag ? "true" : "false";
    return text;
}

class PositiveLabel {
  public:
    explicit PositiveLabel(const std::string& said) : said_(label_of(said)), is_said_(!said.empty()) {}
    bool is_said() const { return is_said_; }
    bool operator()(const std::string& text) const {
        if (is_said_) return label_of(text) == said_;
        return number_of(text) == 1.0 || boolean_of(text).value_or(false);
    }

  private:
    std::string said_;
    bool is_said_;
};

bool is_zero_or_one(const std::string& text) {
    const auto number = number_of(text);
    return boolean_of(text).has_value() || number == 0.0 || number == 1.0;
}

bool looks_like_regression(const Rows& rows) {
    std::set<double> distinct;
    for (const LabelledPrediction& row : rows) {
        const auto label = number_of(row.label), prediction = number_of(row.prediction);
        if (!label || !prediction || row.probability) return false;
        if (*label != std::floor(*label) || *prediction != std::floor(*prediction)) return true;
        if (distinct.size() <= most_classes) distinct.insert(*label);
    }
    return distinct.size() > most_classes;
}

double number_in(const std::string& text, const char* what) {
    const auto number = number_of(text);
    if (!number || !std::isfinite(*number))
        throw Error(ErrorKind::usage, std::string("the ") + what + " '" + path::printable(text) +
                                          "' is no number, as a regression has them; --task classification "
                                          "says that it is none");
    return *number;
}

Metrics regression_metrics(const Rows& rows) {
    const auto count = static_cast<double>(rows.size());
    double sum = 0, absolute = 0, squares = 0, spread = 0;
    for (const LabelledPrediction& row : rows) {
        const double label = number_in(row.label, "label");
        const double error = number_in(row.prediction, "prediction") - label;
        sum += label;
        absolute += std::abs(error);
        squares += error * error;
    }
    for (const LabelledPrediction& row : rows) spread += std::pow(*number_of(row.label) - sum / count, 2);
    PredictionMetric r2 = ratio("r2", squares, spread, "all labels are the same");
    if (r2.value) r2.value = 1 - *r2.value;
    return {{"mae", absolute / count, ""}, {"rmse", std::sqrt(squares / count), ""}, std::move(r2)};
}

// The probability of the positive class, never quite 0 or 1, whose logarithm would be infinite.
double clipped(double probability) {
    constexpr double least = std::numeric_limits<double>::epsilon();
    return std::clamp(probability, least, 1 - least);
}

void add_probability_metrics(const Rows& rows, const PositiveLabel& is_positive, Metrics& metrics) {
    std::vector<bool> positive;
    std::vector<double> scores;
    double loss = 0, squares = 0;
    for (const LabelledPrediction& row : rows) {
        if (!row.probability) continue;
        positive.push_back(is_positive(row.label));
        scores.push_back(*row.probability);
        loss -= std::log(clipped(positive.back() ? scores.back() : 1 - scores.back()));
        squares += std::pow(scores.back() - (positive.back() ? 1 : 0), 2);
    }
    if (scores.empty()) return;
    const auto count = static_cast<double>(scores.size());
    const bool both = std::find(positive.begin(), positive.end(), !positive.front()) != positive.end();
    metrics.push_back({"auc", std::nullopt, "all labels are the same"});
    if (both) metrics.back() = {"auc", area_under_curve(positive, scores), ""};
    metrics.push_back({"log_loss", loss / count, ""});
    metrics.push_back({"brier", squares / count, ""});
}

Metrics binary_metrics(const Rows& rows, const PositiveLabel& is_positive) {
    double right = 0, true_positives = 0, predicted = 0, positives = 0;
    for (const LabelledPrediction& row : rows) {
        const bool positive = is_positive(row.label);
        const bool said = row.prediction.empty() ? *row.probability >= 0.5 : is_positive(row.prediction);
        right += positive == said ? 1 : 0;
        true_positives += positive && said ? 1 : 0;
        predicted += said ? 1 : 0;
        positives += positive ? 1 : 0;
    }
    Metrics metrics;
    add_probability_metrics(rows, is_positive, metrics);
    metrics.push_back({"accuracy", right / static_cast<double>(rows.size()), ""});
    metrics.push_back(ratio("precision", true_positives, predicted, "nothing was predicted to be positive"));
    metrics.push_back(ratio("recall", true_positives, positives, "no label is positive"));
    return metrics;
}

Metrics classification_metrics(const Rows& rows, const PositiveLabel& is_positive) {
    const bool has_probability =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.probability.has_value(); });
    const bool two_classes = std::all_of(rows.begin(), rows.end(), [](const auto& row) {
        return is_zero_or_one(row.label) && (row.prediction.empty() || is_zero_or_one(row.prediction));
    });
    if (is_positive.is_said() || two_classes) return binary_metrics(rows, is_positive);
    if (has_probability)
        throw Error(ErrorKind::usage,
                    "it cannot be told which label the probability is of: labels are neither 0 "
                    "and 1 nor false and true; --positive LABEL says it");
    double right = 0;
    for (const LabelledPrediction& row : rows)
        right += label_of(row.label) == label_of(row.prediction) ? 1 : 0;
    return {{"accuracy", right / static_cast<double>(rows.size()), ""}};
}

}  // namespace

const char* to_string(PredictionTask task) {
    return task == PredictionTask::regression ? "regression" : "classification";
}

std::vector<PredictionMetric> prediction_metrics(const std::vector<LabelledPrediction>& rows,
                                                 const PredictionMetricsOptions& options) {
    if (rows.empty()) return {};
    const PredictionTask task = options.task.value_or(
        looks_like_regression(rows) ? PredictionTask::regression : PredictionTask::classification);
    if (task == PredictionTask::regression) return regression_metrics(rows);
    return classification_metrics(rows, PositiveLabel(options.positive));
}

}  // namespace mlpipe
