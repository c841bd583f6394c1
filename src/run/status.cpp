#include "mlpipe/run/status.hpp"

#include <algorithm>

#include "dvc_evidence.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

class StatusReader {
  public:
    StatusReader(Workspace& workspace, const RunOptions& options, ExpectedContents expected)
        : workspace_(workspace),
          planned_(workspace.planned),
          dvc_evidence_(workspace, options, nullptr),
          expected_(std::move(expected)),
          decisions_(planned_.pipeline.stages.size()) {}

    StageStatus read(StageId stage) {
        StageStatus status{planned_.pipeline.stages[stage].name, {}, false};
        try {
            if (const auto waits = upstream_decision(stage)) {
                status.decision = *waits;
            } else {
                judge(stage, status);
            }
        } catch (const PipelineError&) {
            throw;
        } catch (const Error& error) {
            // One stage that cannot be looked at must not hide the others.
            status.decision = {DecisionKind::blocked, error.what(), {}};
        }
        if (status.decision.kind == DecisionKind::unknown) add_own_changes(stage, status.decision);
        decisions_[stage] = status.decision.kind;
        return status;
    }

  private:
    const std::string& name(StageId stage) const { return planned_.pipeline.stages[stage].name; }

    // What is already settled by the stages before this one.
    std::optional<Decision> upstream_decision(StageId stage) const {
        std::optional<Decision> unknown;
        if (planned_.pipeline.stages[stage].frozen) return std::nullopt;
        for (const Graph::Edge& edge : planned_.graph.upstream(stage)) {
            if (!decisions_[edge.stage]) continue;
            switch (*decisions_[edge.stage]) {
                case DecisionKind::blocked:
                    return Decision{DecisionKind::blocked, name(edge.stage) + " is blocked", {}};
                case DecisionKind::held:
                    return Decision{DecisionKind::blocked, name(edge.stage) + " is held back", {}};
                case DecisionKind::run:
                    if (!edge.order_only)
                        unknown = {DecisionKind::unknown,
                                   "depends on " + name(edge.stage) + ", which would run",
                                   {}};
                    break;
                case DecisionKind::unknown:
                    if (!edge.order_only && !unknown)
                        unknown = {DecisionKind::unknown, "depends on " + name(edge.stage), {}};
                    break;
                case DecisionKind::skip:
                case DecisionKind::restore:
                case DecisionKind::absent:
                    break;
            }
        }
        return unknown;
    }

    // Whether the stage reads a part of what the other makes, a directory around it, or its values. What
    // these will be once it is restored, `expected_` does not tell.
    bool reads_around(StageId stage, StageId maker) const {
        const Stage& reader = planned_.pipeline.stages[stage];
        const auto& outputs = planned_.pipeline.stages[maker].outputs;
        return std::any_of(outputs.begin(), outputs.end(), [&](const Output& output) {
            const auto overlaps = [&](const std::string& path) { return path::overlap(output.path, path); };
            return std::any_of(reader.dependencies.begin(), reader.dependencies.end(),
                               [&](const Dependency& dependency) {
                                   return dependency.path != output.path && overlaps(dependency.path);
                               }) ||
                   std::any_of(reader.parameters.begin(), reader.parameters.end(),
                               [&](const ParameterUse& use) { return overlaps(use.file); });
        });
    }

    // What has changed in the stage itself, whatever comes of those before it.
    void add_own_changes(StageId stage, Decision& decision) {
        const auto known = workspace_.lock.stages.find(name(stage));
        if (known == workspace_.lock.stages.end()) return;
        StageInputs before = known->second.front().inputs, after;
        // What will be made anew is not read for this.
        ExpectedContents expected = expected_;
        for (const Dependency& dependency : planned_.pipeline.stages[stage].dependencies)
            if (!is_settled(dependency.path)) expected.try_emplace(dependency.path);
        try {
            after = workspace_.observer.observe_inputs(stage, expected);
        } catch (const Error&) {
            return;  // what it reads is not there yet
        }
        for (StageInputs* inputs : {&before, &after}) {
            std::erase_if(inputs->dependencies,
                          [this](const ArtifactAt& one) { return !is_settled(one.path); });
            std::erase_if(inputs->parameters,
                          [this](const ParameterValue& one) { return !is_settled(one.file); });
        }
        decision.changes = changes(before, after);
        if (!decision.changes.empty()) decision.reason += "; " + summary(decision.changes);
    }

    // Whether it stays as it stands: no stage that makes it would run, restore it, or may have to.
    bool is_settled(const std::string& path) const {
        const std::vector<StageId> makers = planned_.graph.makers(path);
        return std::all_of(makers.begin(), makers.end(), [this](StageId maker) {
            return !decisions_[maker] || decisions_[maker] == DecisionKind::skip;
        });
    }

    // As a run would, without writing: what DVC vouches for goes into the lock, and counts as if it were stored.
    void take_from_dvc(StageId stage) {
        const auto evidence = dvc_evidence_.find(stage);
        auto record = evidence ? dvc_evidence_.look(stage, *evidence, expected_) : std::nullopt;
        if (!record) return;
        workspace_.judge.take_as_stored(record->key);
        workspace_.lock.stages[name(stage)].assign(1, std::move(*record));
    }

    void judge(StageId stage, StageStatus& status) {
        std::optional<Decision> waits;
        bool around = false;
        for (const Graph::Edge& edge : planned_.graph.upstream(stage)) {
            if (decisions_[edge.stage] != DecisionKind::restore) continue;
            waits = {
                DecisionKind::unknown, "depends on " + name(edge.stage) + ", which would be restored", {}};
            if ((around = reads_around(stage, edge.stage))) break;
        }
        if (!around) take_from_dvc(stage);
        std::optional<Observation> observed;
        if (!around) observed = workspace_.observer.observe(stage, expected_, false);
        if (waits && (around || !observed->missing.empty())) {
            status.decision = *waits;
            return;
        }
        const Observation& observation = *observed;
        const Judgement judgement = workspace_.judge.judge(stage, observation);
        status.decision = judgement.decision;
        status.accepted = judgement.record && judgement.record->accepted;
        if (status.decision.kind == DecisionKind::absent)
            workspace_.expect_absent(stage, *judgement.record, expected_);
        if (status.decision.kind != DecisionKind::restore) return;
        for (const ArtifactAt& output : judgement.record->outputs) {
            expected_.insert_or_assign(output.path, output.reference);
        }
    }

    Workspace& workspace_;
    const PlannedPipeline& planned_;
    DvcEvidenceReader dvc_evidence_;
    ExpectedContents expected_;
    std::vector<std::optional<DecisionKind>> decisions_;
};

// Of the stages in `wanted`; what they depend on is looked at too.
std::vector<StageStatus> read(const Project& project, const PlannedPipeline& planned,
                              const RunOptions& options, World& world, const std::vector<bool>& wanted) {
    Workspace workspace(project, planned, options, world);
    StatusReader reader(workspace, options, workspace.check_sources());
    std::vector<StageStatus> all;
    for (const StageId stage : planned.graph.order()) {
        if (!planned.selection.selected[stage]) continue;
        StageStatus status = reader.read(stage);
        if (wanted[stage]) all.push_back(std::move(status));
    }
    workspace.stat_cache.save();
    return all;
}

}  // namespace

std::vector<std::string> lock_warnings(const Project& project, const FileSystem& files) {
    const std::string file = project.pipeline_lock_file();
    const auto text = read_file_if_present(files, file);
    return text ? parse_lock(*text, project.shown(file)).warnings : std::vector<std::string>{};
}

std::vector<StageStatus> status(const Project& project, const RunOptions& options, World& world) {
    const PlannedPipeline planned(project, options, world.files);
    return read(project, planned, options, world, planned.selection.selected);
}

std::vector<StageStatus> explain(const Project& project, const RunOptions& options, World& world) {
    PlannedPipeline planned(project, options, world.files);
    std::vector<bool> targets(planned.graph.size());
    targets.swap(planned.selection.named);
    return read(project, planned, options, world, targets);
}

}  // namespace mlpipe
