#include "report_baselines.hpp"

#include <optional>
#include <unordered_set>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/lineage/lineage.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t looked_at_first = 50;
constexpr std::size_t run_commits_read = 20;

struct Previous {
    std::string name;
    Revision state;
};

// Whether `found` is a result that `run` may be measured by.
bool is_before(const RunRecord& found, const RunRecord& run) {
    return found.status == RunStatus::succeeded && !found.reproduction && found.pipeline == run.pipeline &&
           found.pipeline_file == run.pipeline_file;
}

// Where each search begins anew the newest runs are enough almost always.
std::optional<RunRecord> run_before(Lineage& lineage, const RunRecord& run, std::size_t limit) {
    RunFilter filter;
    filter.status = RunStatus::succeeded;
    filter.limit = limit;
    for (const RunSummary& summary : lineage.runs(filter)) {
        if (summary.id >= run.id || summary.pipeline != run.pipeline) continue;
        auto found = lineage.run(summary.id);
        if (found && is_before(*found, run)) return found;
    }
    return std::nullopt;
}

// A fresh clone has no lineage, but perhaps run commits: the newest one whose code the run's own stems from.
std::optional<Revision> run_commit_before(Revisions& revisions, const RunRecord& run) {
    const Commits& git = *revisions.commits();
    std::vector<RunReference> others = git.runs();
    std::erase_if(others, [&](const RunReference& other) { return other.run >= run.id; });
    if (others.empty() || !run.head || !git.resolve(*run.head)) return std::nullopt;
    const std::vector<std::string> past = git.reachable(*run.head);
    const std::unordered_set<std::string> stems_from(past.begin(), past.end());
    std::size_t read = 0;
    for (auto other = others.rbegin(); other != others.rend() && read < run_commits_read; ++other) {
        const std::vector<std::string> parents = git.info(other->commit).parents;
        if (parents.empty() || !stems_from.contains(parents.front())) continue;
        ++read;
        try {
            auto found = revisions.find_if_any(other->commit);
            if (found && found->run && is_before(*found->run, run)) return found;
        } catch (const Error&) {
            // Of a newer mlpipe, or damaged: others may do.
        }
    }
    return std::nullopt;
}

// The lock file that was committed with the code that the run began with.
std::optional<Previous> lock_before(Revisions& revisions, const RunRecord& run) {
    if (!run.head || !revisions.resolve_commit(*run.head)) return std::nullopt;
    auto found = revisions.find_if_any(*run.head);
    if (!found || found->run || found->stages.empty()) return std::nullopt;
    return Previous{"the lock of " + run.head->substr(0, 12), std::move(*found)};
}

std::optional<Previous> previous(Revisions& revisions, const RunRecord& run) {
    if (Lineage* lineage = revisions.lineage()) {
        auto found = run_before(*lineage, run, looked_at_first);
        if (!found) found = run_before(*lineage, run, 0);
        if (found) return Previous{"the previous run", revisions.of_run(std::move(*found))};
    }
    if (revisions.commits() == nullptr || revisions.commits()->own()) return std::nullopt;
    if (auto found = run_commit_before(revisions, run))
        return Previous{"the previous run", std::move(*found)};
    return lock_before(revisions, run);
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
        if (const auto before = previous(revisions, report.run)) collector.add(before->name, before->state);
    }
    return collector.states();
}

}  // namespace mlpipe
