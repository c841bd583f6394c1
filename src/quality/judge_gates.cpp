#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "comparability.hpp"
#include "compared_baseline.hpp"
#include "gate_scores.hpp"
#include "gate_text.hpp"
#include "metric_matches.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/quality/gates.hpp"

namespace mlpipe {
namespace {

// Decimal fractions are rarely what they seem: 0.71 - 0.70 is more than 0.01. Relative to the numbers compared.
constexpr double rounding = 1e-12;

bool exceeds(double number, double threshold, double scale) {
    return number > threshold + rounding * std::max({std::abs(scale), std::abs(threshold), 1e-300});
}

class GateJudge {
  public:
    GateJudge(const Gate& gate, const Candidate& candidate, const GateWorld& world)
        : gate_(gate), candidate_(candidate), world_(world), address_(gate_address(gate)) {}

    std::vector<GateResult> leave_undecided(const std::string& reason) {
        give_all(address_, {GateVerdict::undecided, reason});
        return std::move(results_);
    }

    std::vector<GateResult> judge() {
        try {
            for (const MetricMatch& match : find_metrics(candidate_.metrics, address_)) judge_metric(match);
            if (results_.empty()) give_all(address_, {GateVerdict::fail, missing_reason()});
            if (is_pattern(address_) && compares_somewhere()) miss_parts_of_baseline();
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            give_all(address_, {GateVerdict::fail, error.what()});
        }
        return std::move(results_);
    }

  private:
    bool compares_somewhere() const {
        return std::any_of(gate_.limits.begin(), gate_.limits.end(),
                           [](const GateLimit& limit) { return compares(limit.rule); });
    }

    std::string missing_reason() const {
        std::string reason = "there is no metric '" + path::printable(address_) + "'";
        for (const auto& [file, why] : candidate_.unreadable)
            reason += "; " + path::printable(file) + ": " + path::printable(why);
        return reason;
    }

    GateResult open(const std::string& metric, const GateLimit& limit) const {
        GateResult result;
        result.stage = candidate_.stage;
        result.metric = metric;
        result.rule = limit.rule;
        result.threshold = limit.threshold;
        result.position = gate_.position;
        return result;
    }

    void close(GateResult result, GateVerdict verdict, std::string reason) {
        // What only warns blocks nothing, whatever it found.
        const bool softened = gate_.severity == GateSeverity::warn && verdict != GateVerdict::pass;
        if (softened && verdict == GateVerdict::undecided) reason = "cannot be decided: " + reason;
        result.verdict = softened ? GateVerdict::warn : verdict;
        result.reason = std::move(reason);
        results_.push_back(std::move(result));
    }

    // By what is said of all metrics of the gate alike.
    void settle(GateResult result, GateVerdict verdict, const std::string& reason) {
        std::string text = value_text(result) + ": " + reason;
        close(std::move(result), verdict, std::move(text));
    }

    void give_all(const std::string& metric, const Obstacle& obstacle) {
        for (const GateLimit& limit : gate_.limits)
            close(open(metric, limit), obstacle.verdict, obstacle.reason);
    }

    void judge_metric(const MetricMatch& match) {
        for (const GateLimit& limit : gate_.limits) {
            GateResult result = open(match.name, limit);
            if (!std::isfinite(match.value())) {
                const std::string key = path::printable(metric_key(match.name));
                close(std::move(result), GateVerdict::fail,
                      key + " is " + (std::isnan(match.value()) ? "not a number" : "infinite"));
                continue;
            }
            result.value = match.value();
            compares(limit.rule) ? compare(std::move(result), match) : judge_absolute(std::move(result));
        }
    }

    void judge_absolute(GateResult result) {
        const double value = *result.value, threshold = result.threshold;
        const bool holds = result.rule == GateRule::min ? value >= threshold
                           : result.rule == GateRule::max
                               ? value <= threshold
                               : !exceeds(std::abs(value - threshold), gate_.tolerance, threshold);
        std::string text = absolute_text(result, gate_.tolerance, holds);
        close(std::move(result), holds ? GateVerdict::pass : GateVerdict::fail, std::move(text));
    }

    // Asked once, and only when a metric is there to be compared.
    const Baseline& baseline() {
        if (!compared_) compared_ = compared_baseline(gate_, candidate_, world_);
        return compared_->baseline;
    }

    void compare(GateResult result, const MetricMatch& match) {
        const Baseline& known = baseline();
        if (known.outcome == Baseline::Outcome::none)
            return settle(std::move(result), GateVerdict::pass, "no baseline yet: " + known.reason);
        result.baseline = known.identity;
        if (known.outcome == Baseline::Outcome::unknown)
            return settle(std::move(result), GateVerdict::undecided, known.reason);
        const auto then = value_then(match.name);
        if (then) result.baseline->value = then->value();
        if (is_same(candidate_, known))
            return settle(std::move(result), GateVerdict::pass,
                          "the candidate is " + baseline_label(known.identity));
        if (const auto& obstacle = compared_->obstacle)
            return settle(std::move(result), obstacle->verdict, obstacle->reason);
        if (!then || !std::isfinite(then->value())) return no_value_then(std::move(result));
        judge_difference(std::move(result), match, *then);
    }

    std::optional<MetricMatch> value_then(const std::string& name) {
        auto found = find_metrics(compared_->baseline.metrics, name);
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    }

    void no_value_then(GateResult result) {
        const std::string key = path::printable(metric_key(result.metric));
        const bool new_part =
            is_pattern(address_) && !find_metrics(compared_->baseline.metrics, address_).empty();
        const std::string label = baseline_label(*result.baseline);
        if (new_part)
            return close(std::move(result), GateVerdict::pass, label + " has no " + key + " to compare with");
        close(std::move(result), GateVerdict::undecided, "no value of " + key + " is known of " + label);
    }

    void judge_difference(GateResult result, const MetricMatch& now, const MetricMatch& then) {
        const bool higher = gate_.direction == MetricDirection::higher;
        const double loss = higher ? then.value() - now.value() : now.value() - then.value();
        const bool relative = result.rule == GateRule::max_relative_drop;
        const double scale = relative ? std::abs(then.value()) : 1;
        if (scale == 0)
            return close(std::move(result), loss > 0 ? GateVerdict::fail : GateVerdict::pass,
                         path::printable(metric_key(now.name)) + " was 0 in " +
                             baseline_label(*result.baseline) + ", is " + text::format_number(now.value()) +
                             ", and nothing is relative to 0");
        if (gate_.confidence) {
            try {
                result.interval = interval(now, then, higher, scale);
            } catch (const Error& error) {
                if (error.kind() == ErrorKind::interrupted) throw;
                return close(std::move(result), GateVerdict::undecided, error.what());
            }
        }
        const double drop = loss / scale;
        const double size = relative ? 1 : std::max(std::abs(then.value()), std::abs(now.value()));
        // A worse value must be proven where confidence is asked for, and so must a better one.
        bool holds;
        if (result.rule == GateRule::min_gain)
            holds = !exceeds(result.interval ? result.interval->high : drop, -result.threshold, size);
        else
            holds = !exceeds(result.interval ? result.interval->low : drop, result.threshold, size);
        std::string text = comparison_text(result, gate_.direction, drop, holds);
        if (result.baseline->evaluated) text += "; evaluated anew on this data";
        close(std::move(result), holds ? GateVerdict::pass : GateVerdict::fail, std::move(text));
    }

    GateInterval interval(const MetricMatch& now, const MetricMatch& then, bool higher, double scale) {
        GateInterval drop = gate_.scores ? interval_of_files(now) : interval_of_lists(now, then);
        if (!higher) std::tie(drop.low, drop.high) = std::pair(-drop.high, -drop.low);
        drop.low /= scale;
        drop.high /= scale;
        return drop;
    }

    GateInterval interval_of_files(const MetricMatch& now) {
        const std::string& file = gate_.scores->file;
        const auto mine = candidate_.read ? candidate_.read(file) : std::nullopt;
        if (!mine) throw Error(ErrorKind::failed, path::printable(file) + " cannot be read");
        const auto theirs = compared_->baseline.read ? compared_->baseline.read(file) : std::nullopt;
        if (!theirs)
            throw Error(ErrorKind::failed, path::printable(file) + " of " +
                                               baseline_label(compared_->baseline.identity) +
                                               " is not here: without it there is no interval");
        return interval_of_scores(*gate_.scores, *mine, *theirs, now.value(), *gate_.confidence, world_.stop);
    }

    GateInterval interval_of_lists(const MetricMatch& now, const MetricMatch& then) {
        const std::string key = path::printable(metric_key(now.name));
        if (!now.is_list || now.values.size() < 2)
            throw Error(ErrorKind::failed, key +
                                               " is one number: `confidence` needs `scores`, or a list of "
                                               "values over folds or seeds");
        if (!then.is_list || then.values.size() != now.values.size())
            throw Error(ErrorKind::failed, "the values of " + key + " and those of " +
                                               baseline_label(compared_->baseline.identity) +
                                               " cannot be paired: " + std::to_string(now.values.size()) +
                                               " and " + std::to_string(then.values.size()));
        return drop_interval(PairedValues{now.values, then.values}, *gate_.confidence, world_.stop);
    }

    // A part that the baseline has and the candidate lacks is a missing metric.
    void miss_parts_of_baseline() {
        const Baseline& known = baseline();
        if (known.outcome != Baseline::Outcome::found || compared_->obstacle || is_same(candidate_, known))
            return;
        const auto now = find_metrics(candidate_.metrics, address_);
        for (const MetricMatch& then : find_metrics(known.metrics, address_)) {
            const bool there = std::any_of(now.begin(), now.end(),
                                           [&](const MetricMatch& match) { return match.name == then.name; });
            if (there) continue;
            for (const GateLimit& limit : gate_.limits) {
                if (!compares(limit.rule)) continue;
                GateResult result = open(then.name, limit);
                result.baseline = known.identity;
                result.baseline->value = then.value();
                const std::string key = path::printable(metric_key(then.name));
                close(std::move(result), GateVerdict::fail,
                      "there is no " + key + ", which " + baseline_label(known.identity) + " has");
            }
        }
    }

    const Gate& gate_;
    const Candidate& candidate_;
    const GateWorld& world_;
    const std::string address_;
    std::optional<ComparedBaseline> compared_;
    std::vector<GateResult> results_;
};

}  // namespace

std::vector<GateResult> judge_gates(const std::vector<Gate>& gates, const Candidate& candidate,
                                    const GateWorld& world) {
    std::vector<GateResult> results;
    for (const Gate& gate : gates) {
        world.stop.pass();
        auto judged = GateJudge(gate, candidate, world).judge();
        std::move(judged.begin(), judged.end(), std::back_inserter(results));
    }
    return results;
}

bool has_metric(const Candidate& candidate, const Gate& gate) {
    return !find_metrics(candidate.metrics, gate_address(gate)).empty();
}

std::vector<GateResult> undecided_gates(const std::vector<Gate>& gates, const std::string& stage,
                                        const std::string& reason) {
    Candidate candidate;
    candidate.stage = stage;
    std::vector<GateResult> results;
    for (const Gate& gate : gates) {
        auto left = GateJudge(gate, candidate, {}).leave_undecided(reason);
        std::move(left.begin(), left.end(), std::back_inserter(results));
    }
    return results;
}

}  // namespace mlpipe
