#include "mlpipe/run/pruning.hpp"

#include <unordered_set>

#include "garbage_roots.hpp"
#include "judge.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/git/run_repository.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

std::unordered_set<std::string> runs_needed(const FileSystem& files, const Project& project,
                                            Lineage& lineage) {
    std::unordered_set<std::string> needed;
    for_each_locked_record(files, project, [&](const StageRecord& record) { needed.insert(record.run); });
    for (std::string& run : lineage.latest_runs()) needed.insert(std::move(run));
    return needed;
}

// Runs come from other clones too: an id is not trusted to be a name.
void remove_logs(FileSystem& files, const Project& project, const std::string& run) {
    if (!run_time_ns(run) || run.find('/') != std::string::npos) return;
    const std::string directory = project.run_directory(run);
    if (files.stat(directory)) files.remove_tree(directory);
}

void remove_commits(FileSystem& files, const Project& project, const std::vector<std::string>& runs) {
    // Without either repository there is no run commit, and none is to be made for asking.
    if (!project.in_git && !files.stat(project.state_directory() + "/repo.git")) return;
    RunRepository repository = RunRepository::open(files, project.root, project.state_directory());
    for (const std::string& run : runs) repository.remove_run(run);
}

}  // namespace

struct RunPruning::State {
    State(const Project& project_, World& world, ProjectLock lock)
        : project(project_),
          files(world.files),
          held(std::move(lock)),
          lineage(project.lineage_file(), Lineage::Mode::read_write) {}
    Project project;
    FileSystem& files;
    ProjectLock held;
    Lineage lineage;
    Prunable found;
};

RunPruning::RunPruning(const Project& project, const PruneOptions& options, World& world,
                       Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    if (!world.files.stat(project.lineage_file()))
        throw Error(ErrorKind::usage, "there is no run in '" + project.root + "' yet");
    state_ =
        std::make_unique<State>(project, world, ProjectLock::acquire(project, options.wait_s, interrupt));
    RunFilter filter;
    filter.status = options.status;
    filter.none_is_running = true;
    filter.limit = 0;
    const std::int64_t now_ns = world.clock.now_ns();
    const auto needed = runs_needed(world.files, project, state_->lineage);
    std::size_t newer = 0;
    for (RunSummary& run : state_->lineage.runs(filter)) {
        const double age_s = static_cast<double>(now_ns - run.started_ns) / 1e9;
        if (options.older_than_s && age_s < *options.older_than_s) continue;
        if (options.keep && newer++ < *options.keep) continue;
        if (needed.contains(run.id))
            ++state_->found.needed;
        else
            state_->found.runs.push_back(std::move(run));
    }
}

RunPruning::~RunPruning() = default;

const Prunable& RunPruning::found() const {
    return state_->found;
}

// Lineage comes last: what was not finished is listed again.
void RunPruning::remove() {
    if (state_->found.runs.empty()) return;
    std::vector<std::string> ids;
    for (const RunSummary& run : state_->found.runs) {
        ids.push_back(run.id);
        remove_logs(state_->files, state_->project, run.id);
    }
    remove_commits(state_->files, state_->project, ids);
    state_->lineage.remove_runs(ids);
}

}  // namespace mlpipe
