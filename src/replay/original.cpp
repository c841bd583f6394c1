#include "mlpipe/replay/original.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/graph.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw Error(ErrorKind::usage, "cannot repeat '" + path::printable(name) + "': " + why);
}

// Whether the run tried to bring the stage up to date, and how that ended.
std::optional<bool> attempted(const Revision& revision, const std::string& stage) {
    if (!revision.run) return revision.stages.contains(stage) ? std::optional(true) : std::nullopt;
    for (const Execution& execution : revision.run->executions) {
        if (execution.stage != stage) continue;
        if (execution.record) return true;
        if (execution.status == ExecutionStatus::failed && execution.attempts > 0) return false;
    }
    return std::nullopt;
}

void collect_stages(Original& original) {
    const Graph graph(original.pipeline, original.revision.project.shown(original.pipeline.file));
    for (const StageId id : graph.order()) {
        const Stage& declared = original.pipeline.stages[id];
        const auto succeeded = attempted(original.revision, declared.name);
        if (!succeeded) continue;
        RecordedStage stage{declared.name, declared, *succeeded, {}};
        if (const auto found = original.revision.stages.find(declared.name);
            found != original.revision.stages.end())
            stage.record = found->second;
        auto& into = declared.side_effects || declared.frozen ? original.left_out : original.stages;
        into.push_back(std::move(stage));
    }
}

// What is not asked for is not repeated; what others read of it comes from the store.
void keep_only(Original& original, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return;
    std::vector<std::string> known;
    for (const RecordedStage& stage : original.stages) known.push_back(stage.name);
    for (const std::string& name : wanted) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const bool left_out = std::any_of(original.left_out.begin(), original.left_out.end(),
                                          [&](const RecordedStage& stage) { return stage.name == name; });
        refuse(original.revision.label,
               left_out
                   ? "stage '" + path::printable(name) + "' has side effects or is frozen"
                   : "it has no stage '" + path::printable(name) + "'" + text::did_you_mean(name, known));
    }
    std::vector<RecordedStage> kept;
    for (RecordedStage& stage : original.stages) {
        const bool asked = std::find(wanted.begin(), wanted.end(), stage.name) != wanted.end();
        (asked ? kept : original.left_out).push_back(std::move(stage));
    }
    original.stages = std::move(kept);
}

void add_environment(Original& original, const RunRecord& run) {
    original.environment_known = true;
    original.environment.machine = run.machine;
    auto& known = original.environment.interpreters;
    for (const InterpreterEnvironment& interpreter : run.interpreters) {
        if (std::find(known.begin(), known.end(), interpreter) == known.end()) known.push_back(interpreter);
    }
}

// The run of the results themselves, which a run that skipped a stage only points to.
std::optional<RunRecord> find_run(Revisions& revisions, const std::string& id) {
    if (Lineage* lineage = revisions.lineage()) {
        if (auto run = lineage->run(id)) return run;
    }
    if (!revisions.resolve_commit(id)) return std::nullopt;
    return revisions.find(id).run;
}

void find_environment(Revisions& revisions, Original& original) {
    std::set<std::string> makers;
    for (const RecordedStage& stage : original.stages) {
        if (!stage.record.run.empty()) makers.insert(stage.record.run);
    }
    const auto& own = original.revision.run;
    if (own) makers.erase(own->id);
    // Oldest first, so that the machine is that of the newest.
    for (const std::string& id : makers) {
        if (const auto run = find_run(revisions, id)) add_environment(original, *run);
    }
    if (own) add_environment(original, *own);
    if (original.run.empty() && makers.size() == 1 && original.environment_known)
        original.run = *makers.begin();
}

bool is_foreign(Revisions& revisions, const Original& original) {
    Lineage* lineage = revisions.lineage();
    if (lineage == nullptr || original.run.empty()) return true;
    const auto run = lineage->run(original.run);
    return !run || run->instance != lineage->instance();
}

}  // namespace

Original find_original(Revisions& revisions, const std::string& commit,
                       const std::vector<std::string>& stages) {
    Original original;
    original.revision = revisions.find(commit);
    Revision& revision = original.revision;
    if (revision.kind == Revision::Kind::work_tree)
        refuse(commit, "it is the working tree, which 'mlpipe run' runs");
    if (revision.run) original.run = revision.run->id;
    if (!revision.commit || !revision.files)
        refuse(commit,
               "its code is not known, for it has no commit that is here; 'mlpipe pull' may bring it");
    auto pipeline = revisions.pipeline(revision);
    if (!pipeline) {
        const std::string& file = revision.project.pipeline_file;
        refuse(commit, "it has no " + (file.empty() ? "pipeline file" : revision.project.shown(file)));
    }
    original.pipeline = std::move(*pipeline);
    if (!revision.run && revision.stages.empty())
        refuse(commit, "it has no " + revision.project.shown(revision.project.pipeline_lock_file()));
    collect_stages(original);
    keep_only(original, stages);
    if (original.stages.empty()) refuse(commit, "no stage of it has a result");
    find_environment(revisions, original);
    original.foreign = is_foreign(revisions, original);
    return original;
}

}  // namespace mlpipe
