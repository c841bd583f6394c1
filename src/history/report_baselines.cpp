#include "report_baselines.hpp"

#include <optional>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/lineage/lineage.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t looked_at_first = 50;

// Where each search begins anew the newest runs are enough almost always.
std::optional<RunRecord> run_before(Lineage& lineage, const RunRecord& run, std::size_t limit) {
    RunFilter filter;
    filter.status = RunStatus::succeeded;
    filter.limit = limit;
    for (const RunSummary& summary : lineage.runs(filter)) {
        if (summary.id >= run.id || summary.pipeline != run.pipeline) continue;
        auto found = lineage.run(summary.id);
        if (found && !found->reproduction && found->pipeline_file == run.pipeline_file) return found;
    }
    return std::nullopt;
}

std::optional<Revision> previous(Revisions& revisions, const RunRecord& run) {
    Lineage* lineage = revisions.lineage();
    if (lineage == nullptr) return std::nullopt;
    auto found = run_before(*lineage, run, looked_at_first);
    if (!found) found = run_before(*lineage, run, 0);
    return found ? std::optional(revisions.of_run(std::move(*found))) : std::nullopt;
}

std::map<std::string, Reference> artifacts_of(const Revision& revision) {
    std::map<std::string, Reference> found;
    for (const auto& [stage, record] : revision.stages) {
        for (const auto* artifacts : {&record.outputs, &record.inputs.dependencies})
            for (const ArtifactAt& artifact : *artifacts) found.emplace(artifact.path, artifact.reference);
    }
    return found;
}

class Collector {
  public:
    Collector(Revisions& revisions, const Revision& revision, World& world, RunReport& report)
        : revisions_(revisions), revision_(revision), world_(world), report_(report) {}

    void add(const std::string& name, const Revision& baseline) {
        RunReport::Baseline found;
        found.name = name;
        found.same_run = baseline.run && baseline.run->id == report_.run.id;
        found.artifacts = artifacts_of(baseline);
        found.difference = compare(revisions_, baseline, revision_, world_);
        found.difference.metrics =
            compare_metrics(revisions_.metrics(baseline), revisions_.metrics(revision_), true);
        for (std::string& note : found.difference.notes) report_.notes.push_back(std::move(note));
        found.difference.notes.clear();
        report_.baselines.push_back(std::move(found));
        states_.push_back(baseline);
        states_.back().label = name;
    }

    void add_production() {
        if (!world_.find_baseline) return;
        Baseline production;
        try {
            production = world_.find_baseline(revision_.project, {"production", "", ""});
        } catch (const Error& error) {
            production.reason = error.what();
        }
        if (production.outcome == Baseline::Outcome::unknown)
            report_.notes.push_back("not compared with production: " + production.reason);
        if (production.outcome != Baseline::Outcome::found) return;
        const GateBaseline& identity = production.identity;
        const std::string name = "production " + identity.version;
        if (const auto made = state_of(identity)) {
            add(name, *made);
        } else {
            RunReport::Baseline found;
            found.name = name;
            found.difference.from = {name, "version", {}};
            found.difference.to = name_of(revision_);
            report_.baselines.push_back(std::move(found));
        }
        prefer(production.metrics, report_.baselines.back().difference.metrics);
    }

    std::vector<Revision> states() { return std::move(states_); }

  private:
    // What a version was registered with is what counts, whatever its run knows.
    void prefer(const MetricValues& registered, std::vector<MetricChange>& changes) {
        std::map<std::string, double> before;
        for (const MetricChange& change : changes)
            if (change.before) before.emplace(change.name, *change.before);
        for (const auto& [name, value] : registered) before.insert_or_assign(name, value);
        changes = compare_metrics({before.begin(), before.end()}, revisions_.metrics(revision_), true);
    }

    std::optional<Revision> state_of(const GateBaseline& identity) {
        for (const std::string& name : {identity.run, identity.commit}) {
            if (name.empty()) continue;
            if (auto found = revisions_.find_if_any(name)) return found;
        }
        return std::nullopt;
    }

    Revisions& revisions_;
    const Revision& revision_;
    World& world_;
    RunReport& report_;
    std::vector<Revision> states_;
};

}  // namespace

std::vector<Revision> add_baselines(Revisions& revisions, const Revision& revision,
                                    const ReportQuestion& question, World& world, RunReport& report) {
    Collector collector(revisions, revision, world, report);
    if (!question.against.empty()) collector.add(question.against, revisions.find(question.against));
    collector.add_production();
    if (question.against.empty()) {
        if (const auto before = previous(revisions, report.run)) collector.add("the previous run", *before);
    }
    return collector.states();
}

}  // namespace mlpipe
