#include "run_commit.hpp"

#include <algorithm>
#include <set>

#include "commit_message.hpp"
#include "dvc_keeping.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/live_metrics.hpp"
#include "mlpipe/run/metric_values.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_named = 3;

std::string names_of(const std::vector<std::string>& paths) {
    std::string names;
    for (std::size_t i = 0; i < paths.size() && i < most_named; ++i)
        names += (i == 0 ? "" : ", ") + path::printable(paths[i]);
    if (paths.size() > most_named) names += " and " + std::to_string(paths.size() - most_named) + " more";
    return names;
}

}  // namespace

RunCommit::RunCommit(Workspace& workspace, Reporter& reporter) : workspace_(workspace), reporter_(reporter) {}

void RunCommit::tell(RunNotice::Level level, std::string text) {
    reporter_.handle(RunNotice{level, "", std::move(text)});
}

SnapshotOptions RunCommit::snapshot_options() const {
    const Project& project = workspace_.project;
    SnapshotOptions options;
    options.limit = project.config.snapshot_limit;
    options.exclude = project.config.snapshot_exclude;
    const PlannedPipeline& planned = workspace_.planned;
    std::set<std::string> sources;
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        const Stage& stage = planned.pipeline.stages[id];
        for (const Output& output : stage.outputs) options.leave_out.push_back(project.absolute(output.path));
        if (!planned.selection.selected[id]) continue;
        for (const Dependency& dependency : stage.dependencies) {
            if (planned.graph.makers(dependency.path).empty()) sources.insert(dependency.path);
        }
    }
    for (const std::string& path : sources) options.include.push_back(project.absolute(path));
    return options;
}

void RunCommit::take_snapshot(RunRecord& record) {
    record.branch = workspace_.branch();
    if (!workspace_.world.open_repository) return;
    try {
        repository_ = workspace_.world.open_repository(workspace_.project);
        record.head = repository_->head();
        snapshot_ = repository_->snapshot(snapshot_options());
        tell_of_snapshot();
    } catch (const Error& error) {
        snapshot_.reset();
        tell(RunNotice::Level::warning, std::string("this run will not be committed: ") + error.what());
    }
}

void RunCommit::tell_of_snapshot() {
    if (repository_->created()) {
        tell(RunNotice::Level::info,
             "there is no git repository here: runs are committed to one of mlpipe's own, " +
                 workspace_.project.shown(workspace_.project.state_directory() + "/repo.git"));
    }
    for (const std::string& note : snapshot_->notes) tell(RunNotice::Level::warning, note);
    if (snapshot_->left_out.empty()) return;
    std::vector<std::string> named;
    for (const LeftOut& left : snapshot_->left_out)
        named.push_back(left.path + " (" + text::format_bytes(left.size) + ")");
    tell(RunNotice::Level::info, "not in the run's commit, as it is larger than `snapshot.limit`: " +
                                     names_of(named) + "; `snapshot.exclude` leaves it out silently");
}

void RunCommit::tell_of_changes() {
    // What stages write is theirs to change, and the lock is ours.
    std::set<std::string> expected{workspace_.project.pipeline_lock_file()};
    std::vector<std::string> changed;
    for (const std::string& path : repository_->changed_since_snapshot()) {
        const std::string absolute = path::join(repository_->tree_root(), path);
        const std::string local = path::relative(absolute, workspace_.planned.pipeline.directory);
        if (expected.contains(absolute) || path::name(path) == ".gitignore" ||
            !workspace_.planned.graph.makers(local).empty())
            continue;
        changed.push_back(workspace_.project.shown(absolute));
    }
    if (changed.empty()) return;
    tell(RunNotice::Level::warning,
         names_of(changed) + " changed while the run went on; its commit has what stood there at the start");
}

std::vector<AddedFile> RunCommit::added_files(const RunRecord& record) const {
    const Project& project = workspace_.project;
    std::vector<AddedFile> added{
        {project.state_directory() + "/run.json", canonical_json(to_value(record)) + "\n"}};
    for (const Execution& execution : record.executions) {
        if (!execution.record || execution.status == ExecutionStatus::failed) continue;
        for (const OutputSpec& output : execution.record->inputs.outputs) {
            if (output.role != OutputRole::metric) continue;
            const std::string absolute = project.absolute(output.path);
            if (auto content = read_metrics_file(workspace_.world.files, absolute))
                added.push_back({absolute, std::move(*content)});
        }
    }
    return added;
}

void RunCommit::give_up(const Error& error) {
    snapshot_.reset();
    tell(RunNotice::Level::warning, std::string("this run could not be committed: ") + error.what());
}

void RunCommit::prepare(const RunRecord& record, const std::string& live_metrics) {
    if (!snapshot_) return;
    try {
        tell_of_changes();
        added_ = added_files(record);
        if (!live_metrics.empty())
            added_.push_back({workspace_.project.state_directory() + "/" + std::string(live_metrics_document),
                              live_metrics});
        message_ = commit_message(record);
    } catch (const Error& error) {
        give_up(error);
    }
}

void RunCommit::commit(RunRecord& record) {
    if (!snapshot_) return;
    try {
        record.commit = repository_->commit_run(record.id, added_, message_, record.started_ns);
    } catch (const Error& error) {
        give_up(error);
    }
}

std::vector<std::string> RunCommit::branch_files() const {
    const Project& project = workspace_.project;
    std::set<std::string> files{project.pipeline_file, project.pipeline_lock_file()};
    files.merge(kept_dvc_locks(project, workspace_.planned.pipeline));
    for (const Stage& stage : workspace_.planned.pipeline.stages) {
        for (const ParameterUse& use : stage.parameters) {
            if (workspace_.planned.graph.makers(use.file).empty()) files.insert(project.absolute(use.file));
        }
        for (const Output& output : stage.outputs) {
            const std::string absolute = project.absolute(output.path);
            const bool small = output.role == OutputRole::metric && !output.cache &&
                               read_metrics_file(workspace_.world.files, absolute).has_value();
            if (small) files.insert(absolute);
            // Where the run has written that git is to ignore a cached output.
            for (std::string folder(path::parent(absolute)); output.cache;
                 folder = std::string(path::parent(folder))) {
                if (!path::contains(project.root, folder)) break;
                const std::string ignore_file = folder + "/.gitignore";
                if (!workspace_.world.files.link_stat(ignore_file)) continue;
                files.insert(ignore_file);
                break;
            }
        }
    }
    std::erase_if(files, [&](const std::string& file) { return !workspace_.world.files.link_stat(file); });
    return {files.begin(), files.end()};
}

void RunCommit::commit_to_branch(const RunRecord& record, const std::string& message) {
    if (!workspace_.project.in_git || !workspace_.world.open_repository) {
        throw Error(ErrorKind::usage, "--commit: there is no git repository to commit to");
    }
    if (record.status != RunStatus::succeeded) {
        return tell(RunNotice::Level::warning,
                    "nothing is committed to the branch, as the run did not succeed");
    }
    if (!repository_) repository_ = workspace_.world.open_repository(workspace_.project);
    const auto commit =
        repository_->commit_files(branch_files(), message.empty() ? commit_message(record) : message);
    const std::string where = workspace_.branch().value_or("a detached HEAD");
    tell(RunNotice::Level::info,
         commit ? "committed to " + where + ": " + commit->substr(0, 12) : "nothing to commit to " + where);
}

}  // namespace mlpipe
