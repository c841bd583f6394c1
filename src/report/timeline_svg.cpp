#include "timeline_svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "graph_svg.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/html.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// More bars than this share lanes, as the stages shared the machine.
constexpr std::size_t most_rows = 40;
// Pixels.
constexpr std::size_t axis_height = 22, row_height = 34, lane_height = 24;
constexpr std::size_t most_ticks = 5;

struct Bar {
    std::size_t stage = 0;
    double begin_s = 0, end_s = 0;  // since the run began
    std::size_t lane = 0;
};

std::vector<Bar> bars_of(const RunReport& report) {
    std::vector<Bar> bars;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const Execution& execution = report.run.executions[stage];
        const bool running = execution.status == ExecutionStatus::running;
        const std::int64_t end = running ? report.collected_ns : execution.finished_ns;
        if (execution.started_ns == 0 || end <= execution.started_ns) continue;
        if (execution.attempts == 0 && execution.status != ExecutionStatus::restored && !running) continue;
        bars.push_back({stage, seconds_between(report.run.started_ns, execution.started_ns),
                        seconds_between(report.run.started_ns, end), 0});
    }
    std::stable_sort(bars.begin(), bars.end(),
                     [](const Bar& a, const Bar& b) { return a.begin_s < b.begin_s; });
    return bars;
}

// Each in the first lane that is free; how many there are.
std::size_t share_lanes(std::vector<Bar>& bars) {
    std::vector<double> free_at;
    for (Bar& bar : bars) {
        const auto lane =
            std::find_if(free_at.begin(), free_at.end(), [&](double since) { return since <= bar.begin_s; });
        bar.lane = static_cast<std::size_t>(lane - free_at.begin());
        if (lane == free_at.end()) free_at.push_back(0);
        free_at[bar.lane] = bar.end_s;
    }
    return free_at.size();
}

std::string percent(double share) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.2f%%", 100 * share);
    return buffer;
}

double tick_step(double all_s) {
    for (double unit = 1e-3; unit < 60; unit *= 10)
        for (const double step : {unit, 2 * unit, 5 * unit})
            if (step <= 30 && all_s / step <= most_ticks) return step;
    for (const double step : {60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0})
        if (all_s / step <= most_ticks) return step;
    return 86400 * std::ceil(all_s / 86400 / most_ticks);
}

std::string tick_text(double seconds, double step) {
    if (step >= 3600) return text::format_number(seconds / 3600) + " h";
    if (step >= 60) return text::format_number(seconds / 60) + " min";
    return number_text(seconds) + " s";
}

std::string axis(double all_s, std::size_t height) {
    const double step = tick_step(all_s);
    std::string svg = "<g class=\"axis\">";
    for (int tick = 0; tick * step <= all_s; ++tick) {
        const double share = tick * step / all_s;
        const std::string x = percent(share);
        svg += "<line x1=\"" + x + "\" x2=\"" + x + "\" y1=\"16\" y2=\"" + std::to_string(height) +
               "\"/><text x=\"" + x + "\" y=\"11\"" +
               (tick == 0      ? ""
                : share > 0.95 ? " text-anchor=\"end\""
                               : " text-anchor=\"middle\"") +
               ">" + tick_text(tick * step, step) + "</text>";
    }
    return svg + "</g>\n";
}

std::string row_svg(const RunReport& report, const Bar& bar, std::size_t row, double all_s) {
    const std::size_t y = axis_height + row * row_height;
    const double begin = bar.begin_s / all_s, end = bar.end_s / all_s;
    const std::string name = html_text(report.run.executions[bar.stage].stage);
    const bool from_the_end = begin > 0.5;
    return "<text x=\"" + percent(from_the_end ? end : begin) + "\" y=\"" + std::to_string(y + 14) + "\"" +
           (from_the_end ? " text-anchor=\"end\"" : "") + ">" + name + " <tspan>" +
           text::format_duration(bar.end_s - bar.begin_s) + "</tspan></text><rect class=\"" +
           state_class(report, bar.stage) + "\" x=\"" + percent(begin) + "\" y=\"" + std::to_string(y + 19) +
           "\" width=\"" + percent(std::max(end - begin, 0.004)) + "\" height=\"9\" rx=\"2\"/>\n";
}

std::string lane_svg(const RunReport& report, const Bar& bar, double all_s) {
    const std::string name = html_text(report.run.executions[bar.stage].stage);
    const double begin = bar.begin_s / all_s, share = (bar.end_s - bar.begin_s) / all_s;
    std::string svg = "<svg x=\"" + percent(begin) + "\" y=\"" +
                      std::to_string(axis_height + bar.lane * lane_height) + "\" width=\"" +
                      percent(std::max(share, 0.001)) + "\" height=\"20\"><title>" + name + ", " +
                      text::format_duration(bar.end_s - bar.begin_s) + "</title><rect class=\"" +
                      state_class(report, bar.stage) + "\" width=\"100%\" height=\"20\"/>";
    if (share > 0.03) svg += "<text x=\"4\" y=\"14\">" + name + "</text>";
    return svg + "</svg>\n";
}

}  // namespace

std::string timeline_svg(const RunReport& report) {
    std::vector<Bar> bars = bars_of(report);
    if (bars.empty()) return {};
    double all_s = 0;
    for (const Bar& bar : bars) all_s = std::max(all_s, bar.end_s);
    const bool rows = bars.size() <= most_rows;
    const std::size_t height =
        axis_height + (rows ? bars.size() * row_height : share_lanes(bars) * lane_height) + 4;
    std::string svg = "<svg class=\"timeline\" role=\"img\" aria-label=\"When each of " +
                      text::plural(bars.size(), "stage") + " ran, of " + text::format_duration(all_s) +
                      " in all; the list of stages has the times\" width=\"100%\" height=\"" +
                      std::to_string(height) + "\">\n" + axis(all_s, height);
    for (std::size_t row = 0; row < bars.size(); ++row)
        svg += rows ? row_svg(report, bars[row], row, all_s) : lane_svg(report, bars[row], all_s);
    return svg + "</svg>\n";
}

}  // namespace mlpipe
