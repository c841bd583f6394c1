#include "mlpipe/quality/join_labels.hpp"

#include <unordered_map>
#include <utility>

#include "chosen_columns.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/data/cell.hpp"

namespace mlpipe {
namespace {

using Labels = std::unordered_map<std::string, std::string>;

Labels read_labels(const LabelTable& table, const StopPoint& stop, LabelledPredictions& joined) {
    Labels labels;
    const auto reader = table.open();
    read_chosen_columns(*reader, table.name, {{table.id}, {table.label}}, stop, [&](ChosenRow row) {
        std::optional<std::string>&id = row.cells[0], &label = row.cells[1];
        if (!id || !label) return;
        if (!labels.insert_or_assign(std::move(*id), std::move(*label)).second) ++joined.duplicate_labels;
    });
    return labels;
}

double probability_of(const std::string& cell, const PredictionTable& table, std::uint64_t line) {
    const auto probability = number_of(cell);
    if (!probability || !(*probability >= 0 && *probability <= 1))
        throw Error(ErrorKind::failed, path::printable(table.name) + ":" + std::to_string(line) + ": '" +
                                           path::printable(cell) + "' in column '" +
                                           path::printable(table.probability) +
                                           "' is no probability: it has to be a number from 0 to 1");
    return *probability;
}

struct Predicted {
    std::string id;
    LabelledPrediction row;  // without a label
};

std::vector<Predicted> read_predictions(const PredictionTable& table, const StopPoint& stop,
                                        LabelledPredictions& joined) {
    std::vector<ChosenColumn> columns = {{table.id}};
    const std::size_t prediction = table.prediction.empty() ? 0 : columns.size();
    if (prediction > 0) columns.push_back({table.prediction, !table.is_log});
    const std::size_t probability = table.probability.empty() ? 0 : columns.size();
    if (probability > 0) columns.push_back({table.probability, !table.is_log});

    std::vector<Predicted> predictions;
    std::unordered_map<std::string, std::size_t> places;
    const auto reader = table.open();
    read_chosen_columns(*reader, table.name, columns, stop, [&](ChosenRow row) {
        const std::optional<std::string>& id = row.cells[0];
        // JSON tells an empty text from none; neither says what was predicted.
        const bool has_prediction =
            prediction > 0 && row.cells[prediction] && !row.cells[prediction]->empty();
        const bool has_probability = probability > 0 && row.cells[probability];
        if (!id || (!has_prediction && !has_probability)) return;
        Predicted predicted{*id, {}};
        if (has_prediction) predicted.row.prediction = std::move(*row.cells[prediction]);
        if (has_probability)
            predicted.row.probability = probability_of(*row.cells[probability], table, row.line);
        const auto [place, added] = places.emplace(*id, predictions.size());
        if (added) {
            predictions.push_back(std::move(predicted));
        } else {
            ++joined.duplicate_predictions;
            predictions[place->second] = std::move(predicted);
        }
    });
    return predictions;
}

}  // namespace

LabelledPredictions join_labels(const PredictionTable& predictions, const LabelTable& labels,
                                const StopPoint& stop) {
    LabelledPredictions joined;
    Labels known = read_labels(labels, stop, joined);
    for (Predicted& predicted : read_predictions(predictions, stop, joined)) {
        ++joined.predictions;
        const auto label = known.find(predicted.id);
        if (label == known.end()) {
            ++joined.predictions_without_label;
            continue;
        }
        predicted.row.label = std::move(label->second);
        joined.rows.push_back(std::move(predicted.row));
        known.erase(label);
    }
    joined.labels_without_prediction = known.size();
    return joined;
}

}  // namespace mlpipe
