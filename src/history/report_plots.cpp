#include "report_plots.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "live_metrics_of.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/history/plots.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_live_plots = 24;
constexpr std::size_t most_image_bytes = 4 << 20;  // of all together: a report is sent around

// One a metric, with a series for each state that has it.
std::vector<Plot> live_plots(Revisions& revisions, const std::vector<Revision>& states) {
    std::vector<Plot> plots;
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    for (const Revision& state : states) {
        for (const LiveMetric& metric : live_metrics_of(revisions, state)) {
            const auto [place, added] = places.emplace(std::pair(metric.stage, metric.name), plots.size());
            if (added) {
                Plot plot;
                plot.path = metric.stage + ": " + metric.name;
                plot.x_label = "step";
                plot.y_label = metric.name;
                plots.push_back(std::move(plot));
            }
            PlotSeries series{state.label, metric.name, {}};
            for (const auto& [step, value] : metric.points) series.points.emplace_back(step, value);
            plots[place->second].series.push_back(std::move(series));
        }
    }
    return plots;
}

void leave_out_large_images(PlotSet& plots) {
    std::size_t taken = 0;
    for (Plot& plot : plots.plots) {
        std::size_t left_out = 0;
        std::erase_if(plot.images, [&](const PlotImage& image) {
            const bool fits = taken + image.bytes.size() <= most_image_bytes;
            if (fits) taken += image.bytes.size();
            left_out += fits ? 0 : 1;
            return !fits;
        });
        if (left_out > 0)
            plot.notes.push_back(text::plural(left_out, "image") +
                                 " would make the report too large; 'mlpipe plots' shows all");
    }
}

}  // namespace

void add_plots(Revisions& revisions, const std::vector<Revision>& states, RunReport& report) {
    report.plots = read_plots(revisions, states, {});
    leave_out_large_images(report.plots);
    std::vector<Plot> live = live_plots(revisions, states);
    if (live.size() > most_live_plots) {
        report.notes.push_back(std::to_string(live.size() - most_live_plots) +
                               " of the metrics that stages measured while they ran are not drawn");
        live.resize(most_live_plots);
    }
    std::move(live.begin(), live.end(), std::back_inserter(report.plots.plots));
}

}  // namespace mlpipe
