// Predictions and the labels that arrive later, brought together by an id. Knows nothing of files or metrics.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/data/table_reader.hpp"

namespace mlpipe {

// A table with the names of the columns that are meant; an empty name: the table has none.
struct PredictionTable {
    std::string name;  // of the file, for errors
    std::function<std::unique_ptr<TableReader>()> open;
    std::string id, prediction, probability;
    bool is_log = false;  // may lack the prediction or the probability, but not both
};
struct LabelTable {
    std::string name;
    std::function<std::unique_ptr<TableReader>()> open;
    std::string id, label;
};

struct LabelledPrediction {
    std::string label;
    std::string prediction;             // empty where the table has none
    std::optional<double> probability;  // of the positive class
};

struct LabelledPredictions {
    std::vector<LabelledPrediction> rows;  // in the order in which the ids were first predicted
    std::uint64_t predictions = 0;         // distinct ids
    std::uint64_t predictions_without_label = 0, labels_without_prediction = 0;
    std::uint64_t duplicate_predictions = 0, duplicate_labels = 0;  // rows whose id was there before
};

// Of several rows with one id the last counts. A row without an id, or without the value that it is read for, is passed
// over. Throws Error(usage) for a column that is not there, Error(failed) for a probability that is no number from 0 to 1, and
// what opening and reading throw. Takes the memory of both tables' columns.
LabelledPredictions join_labels(const PredictionTable& predictions, const LabelTable& labels,
                                const StopPoint& stop);

}  // namespace mlpipe
