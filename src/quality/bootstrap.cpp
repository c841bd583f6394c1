#include "mlpipe/quality/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t resamples = 2000;
constexpr std::uint64_t seed = 20211;

using Weights = std::vector<std::uint32_t>;  // how often each example was drawn

class Resampler {
  public:
    explicit Resampler(std::size_t size) : weights_(size) {}

    const Weights& draw() {
        std::fill(weights_.begin(), weights_.end(), 0);
        for (std::size_t i = 0; i < weights_.size(); ++i) ++weights_[below(weights_.size())];
        return weights_;
    }

  private:
    // The standard fixes what the engine gives, and leaves open what its distributions make of it.
    std::size_t below(std::uint64_t bound) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t end = most - most % bound;
        std::uint64_t number = engine_();
        while (number >= end) number = engine_();
        return static_cast<std::size_t>(number % bound);
    }

    std::mt19937_64 engine_{seed};
    Weights weights_;
};

// Between two neighbours in proportion.
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

// `drop_of` gives the drop of one resample, or nothing where it has none.
template <typename DropOf>
GateInterval interval(std::size_t size, double confidence, const StopPoint& stop, const DropOf& drop_of) {
    Resampler resampler(size);
    std::vector<double> drops;
    drops.reserve(resamples);
    while (drops.size() < resamples) {
        stop.pass();
        if (const std::optional<double> drop = drop_of(resampler.draw())) drops.push_back(*drop);
    }
    std::sort(drops.begin(), drops.end());
    const double tail = (1 - confidence) / 2;
    return {confidence, quantile(drops, tail), quantile(drops, 1 - tail)};
}

std::vector<std::size_t> order_of(const std::vector<double>& scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    return order;
}

// `order` is that of the scores. nullopt where one class has no weight.
std::optional<double> weighted_area(const std::vector<bool>& positive, const std::vector<double>& scores,
                                    const std::vector<std::size_t>& order, const Weights& weights) {
    double positives = 0, negatives = 0, won = 0;
    for (std::size_t i = 0; i < order.size();) {
        const double score = scores[order[i]];
        double tied_positives = 0, tied_negatives = 0;
        do {
            (positive[order[i]] ? tied_positives : tied_negatives) += weights[order[i]];
            ++i;
        } while (i < order.size() && scores[order[i]] == score);
        won += tied_positives * (negatives + tied_negatives / 2);
        positives += tied_positives;
        negatives += tied_negatives;
    }
    if (positives == 0 || negatives == 0) return std::nullopt;
    return won / (positives * negatives);
}

}  // namespace

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double area_under_curve(const std::vector<bool>& positive, const std::vector<double>& scores) {
    const auto area = weighted_area(positive, scores, order_of(scores), Weights(scores.size(), 1));
    return area.value_or(std::numeric_limits<double>::quiet_NaN());
}

GateInterval drop_interval(const PairedValues& values, double confidence, const StopPoint& stop) {
    const std::size_t size = values.candidate.size();
    std::vector<double> drops(size);
    for (std::size_t i = 0; i < size; ++i) drops[i] = values.baseline[i] - values.candidate[i];
    return interval(size, confidence, stop, [&](const Weights& weights) -> std::optional<double> {
        double sum = 0;
        for (std::size_t i = 0; i < size; ++i) sum += weights[i] * drops[i];
        return sum / static_cast<double>(size);
    });
}

GateInterval drop_interval(const PairedScores& scores, double confidence, const StopPoint& stop) {
    const auto positives = std::count(scores.positive.begin(), scores.positive.end(), true);
    if (positives == 0 || positives == static_cast<std::ptrdiff_t>(scores.positive.size()))
        throw Error(ErrorKind::failed, "all examples have the same label: there is no AUC to compare");
    const auto candidate_order = order_of(scores.candidate), baseline_order = order_of(scores.baseline);
    return interval(
        scores.positive.size(), confidence, stop, [&](const Weights& weights) -> std::optional<double> {
            const auto candidate = weighted_area(scores.positive, scores.candidate, candidate_order, weights);
            const auto baseline = weighted_area(scores.positive, scores.baseline, baseline_order, weights);
            if (!candidate || !baseline) return std::nullopt;
            return *baseline - *candidate;
        });
}

}  // namespace mlpipe
