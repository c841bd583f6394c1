#include "live_metrics_watch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"

namespace mlpipe {
namespace {

constexpr std::int64_t look_interval_ns = 1'000'000'000;
// Of all metrics of a run together, so that its commit stays small.
constexpr std::size_t most_points_kept = 20'000;

// Every other one, and the last.
void thin_out(LiveMetric& metric) {
    const auto last = metric.points.back();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < metric.points.size(); i += 2) metric.points[kept++] = metric.points[i];
    metric.points.resize(kept);
    if (metric.points.back() != last) metric.points.push_back(last);
}

std::size_t points_of(const LiveMetrics& metrics) {
    std::size_t points = 0;
    for (const LiveMetric& metric : metrics) points += metric.points.size();
    return points;
}

}  // namespace

LiveMetricsWatch::LiveMetricsWatch(FileSystem& files, const Clock& clock, Reporter& reporter,
                                   std::string directory)
    : files_(files), clock_(clock), reporter_(reporter), directory_(std::move(directory)) {}

void LiveMetricsWatch::begin(const std::string& stage, unsigned attempt) {
    watched_.erase(stage);
    watched_.emplace(
        stage, Watched{attempt, LiveMetricsFile(files_, directory_ + "/" + live_metrics_name(stage, attempt)),
                       clock_.steady_ns() + look_interval_ns});
}

void LiveMetricsWatch::tell(const std::string& stage, Watched& watched, bool last) {
    if (const std::string problem = watched.file.take_problem(); !problem.empty())
        reporter_.handle(RunNotice{RunNotice::Level::warning, stage, problem});
    if (!watched.file.empty())
        reporter_.handle(StageMeasured{stage, watched.file.step(), watched.file.newest(), last});
}

void LiveMetricsWatch::give_up(const std::string& stage, const std::string& why) {
    reporter_.handle(RunNotice{RunNotice::Level::warning, stage, "its live metrics cannot be read: " + why});
    watched_.erase(stage);
}

void LiveMetricsWatch::look() {
    if (watched_.empty()) return;
    const std::int64_t now = clock_.steady_ns();
    for (auto next = watched_.begin(); next != watched_.end();) {
        const auto watched = next++;
        if (now < watched->second.next_look_ns) continue;
        watched->second.next_look_ns = now + look_interval_ns;
        try {
            LiveMetricsFile& file = watched->second.file;
            if (file.read_on()) tell(watched->first, watched->second, false);
        } catch (const Error& error) {
            give_up(std::string(watched->first), error.what());
        }
    }
}

void LiveMetricsWatch::end(const std::string& stage) {
    const auto watched = watched_.find(stage);
    if (watched == watched_.end()) return;
    try {
        LiveMetricsFile& file = watched->second.file;
        file.read_to_the_end();
        tell(stage, watched->second, true);
        LiveMetrics metrics = file.metrics(stage, watched->second.attempt);
        std::move(metrics.begin(), metrics.end(), std::back_inserter(measured_));
    } catch (const Error& error) {
        return give_up(stage, error.what());
    }
    watched_.erase(watched);
}

std::string LiveMetricsWatch::document() const {
    if (measured_.empty()) return {};
    LiveMetrics kept = measured_;
    // Below two points nothing can be left out.
    while (points_of(kept) > std::max(most_points_kept, 2 * kept.size()))
        for (LiveMetric& metric : kept) thin_out(metric);
    return canonical_json(to_value(kept)) + "\n";
}

void LiveMetricsWatch::keep() const {
    if (measured_.empty()) return;
    try {
        write_file_atomically(files_, directory_ + "/" + std::string(live_metrics_document), document(),
                              Durability::lazy);
    } catch (const Error& error) {
        reporter_.handle(
            RunNotice{RunNotice::Level::warning, "",
                      std::string("the live metrics of this run could not be kept: ") + error.what()});
    }
}

}  // namespace mlpipe
