// How good predictions were, now that their labels are known. Pure; any thread. docs/monitoring.md has the formulas, which are
// those of scikit-learn.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/quality/join_labels.hpp"

namespace mlpipe {

enum class PredictionTask { classification, regression };
const char* to_string(PredictionTask task);

struct PredictionMetricsOptions {
    std::optional<PredictionTask> task;  // absent: as labels and predictions look
    std::string positive;                // which label is the positive one; empty: 1 or true
};

struct PredictionMetric {
    std::string name;  // "auc", "log_loss", "brier", "accuracy", "precision", "recall", "mae", "rmse", "r2"
    std::optional<double> value;  // absent where these rows have none
    std::string problem;          // why; one line
};

// Of classification: accuracy; precision and recall where one class is the positive one (at a probability of 0.5 where there is
// no prediction); auc, log_loss and brier where there are probabilities. Of regression: mae, rmse, r2. None without rows.
// Throws Error(usage) where it cannot be told which label is the positive one, or a regression holds what is no number.
std::vector<PredictionMetric> prediction_metrics(const std::vector<LabelledPrediction>& rows,
                                                 const PredictionMetricsOptions& options);

}  // namespace mlpipe
