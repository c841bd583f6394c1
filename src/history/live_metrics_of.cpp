#include "live_metrics_of.hpp"

#include <map>
#include <set>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/run/live_metrics.hpp"

namespace mlpipe {
namespace {

// Results of more runs than this are not gone after.
constexpr std::size_t most_runs = 50;

LiveMetrics committed(const Revision& revision) {
    if (!revision.files) return {};
    const std::string path = revision.project.state_directory() + "/" + std::string(live_metrics_document);
    try {
        const auto text = read_file_if_present(*revision.files, path);
        return text ? parse_live_metrics(parse_json(*text, path)) : LiveMetrics();
    } catch (const Error&) {
        return {};  // damaged is as good as absent: nothing else rests on it
    }
}

LiveMetrics of_run(Revisions& revisions, const Revision& revision) {
    if (!revision.run) return {};
    LiveMetrics found = live_metrics_here(revisions.files(), revision.project, *revision.run);
    return found.empty() ? committed(revision) : found;
}

}  // namespace

LiveMetrics live_metrics_of(Revisions& revisions, const Revision& revision) {
    LiveMetrics found = of_run(revisions, revision);
    std::set<std::string> known;
    for (const LiveMetric& metric : found) known.insert(metric.stage);
    std::map<std::string, std::set<std::string>> elsewhere;  // stages by the run that made their results
    for (const auto& [stage, record] : revision.stages) {
        const bool own = revision.run && record.run == revision.run->id;
        if (!own && !record.run.empty() && !known.contains(stage)) elsewhere[record.run].insert(stage);
    }
    if (elsewhere.size() > most_runs) return found;
    for (const auto& [run, stages] : elsewhere) {
        const auto other = revisions.find_if_any(run);
        if (!other) continue;
        for (LiveMetric& metric : of_run(revisions, *other))
            if (stages.contains(metric.stage)) found.push_back(std::move(metric));
    }
    return found;
}

}  // namespace mlpipe
