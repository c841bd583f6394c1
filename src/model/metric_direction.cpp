#include "mlpipe/model/metric_direction.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mlpipe {
namespace {

constexpr std::array<std::string_view, 24> higher_words = {
    "acc",  "accuracy",  "ap",     "auc", "aucpr",  "auroc", "bleu",        "dice",
    "f1",   "f2",        "fscore", "iou", "kappa",  "map",   "mcc",         "mrr",
    "ndcg", "precision", "prauc",  "r2",  "recall", "rouge", "sensitivity", "specificity"};
constexpr std::array<std::string_view, 20> lower_words = {
    "brier",   "cer",  "crossentropy", "deviance", "ece", "err", "error",      "errors", "fnr",   "fpr",
    "logloss", "loss", "mae",          "mape",     "mse", "nll", "perplexity", "rmse",   "rmsle", "wer"};

template <typename Words>
bool holds(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_word(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

MetricDirection direction_of_part(std::string_view part) {
    MetricDirection found = MetricDirection::unknown;
    std::string word;
    const auto end_word = [&] {
        if (holds(lower_words, word)) found = MetricDirection::lower;
        if (holds(higher_words, word) && found == MetricDirection::unknown) found = MetricDirection::higher;
        word.clear();
    };
    for (char letter : part) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        if (is_word(letter)) {
            word += letter;
        } else {
            end_word();
        }
    }
    end_word();
    return found;
}

}  // namespace

const char* to_string(MetricDirection direction) {
    switch (direction) {
        case MetricDirection::higher:
            return "higher";
        case MetricDirection::lower:
            return "lower";
        case MetricDirection::unknown:
            break;
    }
    return "unknown";
}

MetricDirection metric_direction(std::string_view name) {
    if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos)
        name.remove_prefix(colon + 1);
    while (!name.empty()) {
        const std::size_t dot = name.rfind('.');
        const std::string_view part = dot == std::string_view::npos ? name : name.substr(dot + 1);
        if (const MetricDirection found = direction_of_part(part); found != MetricDirection::unknown)
            return found;
        name = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    }
    return MetricDirection::unknown;
}

}  // namespace mlpipe
