#include "mlpipe/run/live_metrics.hpp"

#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view step_name = "step";
constexpr std::size_t most_at_once = 1 << 20;     // bytes, so that who else waits is not kept
constexpr std::size_t longest_line = 64 << 10;    // bytes
constexpr std::size_t longest_name = 200;         // bytes
constexpr std::size_t most_metrics = 100;         // of an attempt
constexpr std::size_t most_points = 500;          // kept of a metric, and at times twice as many
constexpr std::size_t most_attempts_tried = 100;  // of a run that is not over, whose record does not say

std::optional<LiveMetrics> kept_metrics(const FileSystem& files, const std::string& path) {
    try {
        const auto text = read_file_if_present(files, path);
        if (text) return parse_live_metrics(parse_json(*text, path));
    } catch (const Error&) {
        // What is damaged is as good as absent: nothing else rests on it.
    }
    return std::nullopt;
}

// The last attempt that has written some.
std::string last_file(const FileSystem& files, const std::string& directory, const Execution& execution,
                      unsigned& attempt) {
    attempt = execution.attempts > 0 ? execution.attempts : most_attempts_tried;
    for (; attempt > 0; --attempt) {
        std::string path = directory + "/" + live_metrics_name(execution.stage, attempt);
        if (files.stat(path)) return path;
        if (execution.attempts > 0) break;
    }
    return {};
}

}  // namespace

std::string live_metrics_name(const std::string& stage, unsigned attempt) {
    return file_name_of(stage) + "." + std::to_string(attempt) + ".metrics.jsonl";
}

LiveMetricsFile::LiveMetricsFile(const FileSystem& files, std::string path)
    : files_(files), path_(std::move(path)) {}

LiveMetricsFile::~LiveMetricsFile() = default;
LiveMetricsFile::LiveMetricsFile(LiveMetricsFile&&) noexcept = default;

std::size_t LiveMetricsFile::read_some() {
    if (!reader_) {
        const auto stat = files_.stat(path_);
        if (!stat || stat->type != FileType::file) return 0;
        reader_ = files_.open_read(path_);
    }
    std::array<char, 1 << 14> buffer;
    const std::size_t count = reader_->read(std::as_writable_bytes(std::span(buffer)));
    std::string_view text(buffer.data(), count);
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        pending_ += text.substr(0, end);
        take(std::exchange(pending_, {}));
        text.remove_prefix(end + 1);
    }
    // Of a line that is too long enough is kept to see that it is.
    if (pending_.size() <= longest_line) pending_ += text;
    return count;
}

bool LiveMetricsFile::read_on() {
    std::uint64_t before = 0, after = 0;
    for (const Series& series : series_) before += series.count;
    for (std::size_t taken = 0; taken < most_at_once;) {
        const std::size_t count = read_some();
        if (count == 0) break;
        taken += count;
    }
    for (const Series& series : series_) after += series.count;
    return after > before;
}

void LiveMetricsFile::read_to_the_end() {
    while (read_some() > 0) {
    }
    if (!pending_.empty()) take(std::exchange(pending_, {}));
}

void LiveMetricsFile::complain(std::string problem) {
    if (!std::exchange(complained_, true)) problem_ = std::move(problem);
}

std::string LiveMetricsFile::take_problem() {
    return std::exchange(problem_, {});
}

void LiveMetricsFile::take(std::string_view line) {
    ++lines_;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    const std::string where = "line " + std::to_string(lines_) + " of its live metrics ";
    if (line.size() > longest_line) return complain(where + "is too long, and left out as all such lines");
    Value object;
    try {
        object = parse_json(line, "line");
    } catch (const Error&) {
        return complain(where + "is no JSON, and left out as all such lines");
    }
    const Value::Map* entries = object.as_map();
    if (entries == nullptr) return complain(where + "is no JSON object, and left out as all such lines");
    const Value* step = object.find(step_name);
    const auto given = step ? step->number() : std::nullopt;
    if (given && std::isfinite(*given)) step_ = given;
    for (const auto& [name, value] : *entries) {
        if (name == step_name) continue;
        if (const auto number = value.number())
            take_value(name, *number, given);
        else if (!value.is_null())  // nothing was measured, or no finite number
            complain(where + "holds what is no number, '" + name.substr(0, longest_name) +
                     "', which is left out as all such values");
    }
}

void LiveMetricsFile::take_value(const std::string& name, double value, std::optional<double> step) {
    if (!std::isfinite(value) || (step && !std::isfinite(*step))) return;
    if (name.size() > longest_name)
        return complain("line " + std::to_string(lines_) +
                        " of its live metrics has a name that is too long");
    const auto [place, added] = places_.emplace(name, series_.size());
    if (added) {
        if (series_.size() == most_metrics) {
            places_.erase(place);
            return complain("only its first " + std::to_string(most_metrics) + " live metrics are kept");
        }
        series_.push_back({name, 0, 1, {}, {}});
    }
    Series& series = series_[place->second];
    series.last = {step.value_or(static_cast<double>(series.count)), value};
    if (series.count++ % series.stride != 0) return;
    series.points.push_back(series.last);
    if (series.points.size() < 2 * most_points) return;
    for (std::size_t i = 0; i < most_points; ++i) series.points[i] = series.points[2 * i];
    series.points.resize(most_points);
    series.stride *= 2;
}

MetricValues LiveMetricsFile::newest() const {
    MetricValues values;
    for (const Series& series : series_) values.emplace_back(series.name, series.last.second);
    return values;
}

LiveMetrics LiveMetricsFile::metrics(const std::string& stage, unsigned attempt) const {
    LiveMetrics found;
    for (const Series& series : series_) {
        LiveMetric metric{stage, attempt, series.name, series.count, series.points};
        if (metric.points.empty() || metric.points.back() != series.last)
            metric.points.push_back(series.last);
        found.push_back(std::move(metric));
    }
    return found;
}

LiveMetrics live_metrics_here(const FileSystem& files, const Project& project, const RunRecord& run) {
    if (!is_run_id(run.id)) return {};
    const std::string directory = project.run_directory(run.id);
    if (auto kept = kept_metrics(files, directory + "/" + std::string(live_metrics_document))) return *kept;
    LiveMetrics found;
    // A run that came to its end would have kept them.
    if (run.status != RunStatus::running && run.status != RunStatus::interrupted) return found;
    for (const Execution& execution : run.executions) {
        const bool begun = execution.attempts > 0 || execution.status == ExecutionStatus::running ||
                           execution.status == ExecutionStatus::interrupted;
        if (!begun) continue;
        unsigned attempt = 0;
        const std::string path = last_file(files, directory, execution, attempt);
        if (path.empty()) continue;
        LiveMetricsFile file(files, path);
        file.read_to_the_end();
        for (LiveMetric& metric : file.metrics(execution.stage, attempt)) found.push_back(std::move(metric));
    }
    return found;
}

}  // namespace mlpipe
