#include "mlpipe/history/revision.hpp"

#include <algorithm>

#include "commit_file_system.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t id_date = 8;  // digits before the T of a run's id

std::map<std::string, StageRecord> stages_of(const RunRecord& run) {
    std::map<std::string, StageRecord> stages;
    for (const Execution& execution : run.executions) {
        if (execution.record) stages.emplace(execution.stage, *execution.record);
    }
    return stages;
}

std::map<std::string, StageRecord> stages_of(const LockFile& lock) {
    std::map<std::string, StageRecord> stages;
    for (const auto& [stage, sides] : lock.stages) stages.emplace(stage, sides.front());
    return stages;
}

}  // namespace

struct Revisions::State {
    explicit State(FileSystem& files, const Project& project)
        : pool(1), store(files, project.store_directory(), nullptr, pool), past(files, project) {}

    ThreadPool pool;
    Store store;
    PastRuns past;
    std::optional<std::optional<Commits>> commits;
    std::unique_ptr<Lineage> lineage;
    std::map<std::string, std::shared_ptr<const FileSystem>> trees;  // by commit
};

Revisions::Revisions(FileSystem& files, const Project& project)
    : files_(files), project_(project), state_(std::make_unique<State>(files, project)) {}

Revisions::~Revisions() = default;

Commits* Revisions::commits() {
    if (!state_->commits) state_->commits = Commits::open(files_, project_.root, project_.state_directory());
    return *state_->commits ? &**state_->commits : nullptr;
}

Lineage* Revisions::lineage() {
    if (!state_->lineage && files_.stat(project_.lineage_file()))
        state_->lineage = std::make_unique<Lineage>(project_.lineage_file(), Lineage::Mode::read_only);
    return state_->lineage.get();
}

Store& Revisions::store() {
    return state_->store;
}

std::shared_ptr<const FileSystem> Revisions::files_at(const std::string& commit) {
    auto& tree = state_->trees[commit];
    if (!tree) tree = std::make_shared<CommitFileSystem>(*commits(), commit);
    return tree;
}

Revision Revisions::work_tree() {
    Revision revision;
    revision.label = "workspace";
    revision.project = project_;
    revision.files = std::shared_ptr<const FileSystem>(&files_, [](const FileSystem*) {});
    if (Commits* git = commits(); git != nullptr && !git->own()) revision.commit = git->resolve("HEAD");
    if (!project_.pipeline_file.empty()) {
        const std::string lock = project_.pipeline_lock_file();
        revision.stages =
            stages_of(parse_lock(read_file_if_present(files_, lock).value_or(""), project_.shown(lock)));
    }
    return revision;
}

Revision Revisions::of_run(RunRecord run) {
    Revision revision;
    revision.kind = Revision::Kind::run;
    revision.label = run.id;
    revision.commit = run.commit;
    revision.project = project_;
    revision.project.pipeline_file = path::join(project_.root, run.pipeline_file);
    if (run.commit && commits() != nullptr && commits()->resolve(*run.commit))
        revision.files = files_at(*run.commit);
    revision.stages = stages_of(run);
    revision.run = std::move(run);
    return revision;
}

std::optional<RunRecord> Revisions::run_in(const std::string& commit) {
    const auto place = commits()->path_in_tree(project_.state_directory() + "/run.json");
    const auto document = place ? commits()->read(commit, *place) : std::nullopt;
    if (!document) return std::nullopt;
    RunRecord run = parse_run_record(parse_json(*document, "run.json of " + commit.substr(0, 12)));
    run.commit = commit;
    return run;
}

Revision Revisions::of_commit(const std::string& name, const std::string& commit) {
    if (auto run = run_in(commit)) return of_run(std::move(*run));
    Revision revision;
    revision.kind = Revision::Kind::commit;
    revision.label = name;
    revision.commit = commit;
    revision.project = project_;
    revision.files = files_at(commit);
    if (project_.pipeline_file.empty()) {
        const auto file = default_pipeline_file(*revision.files, project_.root);
        if (!file) return revision;
        revision.project.pipeline_file = *file;
    }
    const std::string lock = revision.project.pipeline_lock_file();
    revision.stages = stages_of(parse_lock(read_file_if_present(*revision.files, lock).value_or(""),
                                           project_.shown(lock) + " of " + commit.substr(0, 12)));
    return revision;
}

std::optional<std::string> Revisions::resolve_commit(const std::string& name) {
    return commits() == nullptr ? std::nullopt : commits()->resolve(name);
}

std::optional<Revision> Revisions::find_if_any(const std::string& name) {
    if (name.empty() || name == "workspace") return work_tree();
    const auto is_run = [&] { return lineage() != nullptr && lineage()->run(name).has_value(); };
    // A run's id never looks like what git calls things; its beginning may look like a short hex id.
    if (name == "latest" && lineage() != nullptr) return of_run(state_->past.find(name));
    if (name.size() > id_date && name[id_date] == 'T' && is_run()) return of_run(state_->past.find(name));
    if (const auto commit = resolve_commit(name)) return of_commit(name, *commit);
    if (is_run()) return of_run(state_->past.find(name));
    return std::nullopt;
}

Revision Revisions::find(const std::string& name) {
    if (auto revision = find_if_any(name)) return std::move(*revision);
    throw Error(ErrorKind::usage, "'" + path::printable(name) +
                                      "' is neither a run nor a commit, branch or tag of git; 'mlpipe runs' "
                                      "lists the runs");
}

Revision Revisions::base() {
    std::optional<Revision> head;
    if (commits() != nullptr && !commits()->own()) head = find_if_any("HEAD");
    if (head && !head->stages.empty()) return std::move(*head);
    RunFilter newest;
    newest.limit = 1;
    if (!state_->past.list(newest).empty()) return of_run(state_->past.find("latest"));
    if (head) return std::move(*head);
    throw Error(ErrorKind::usage,
                "there is nothing to compare with: no commit, and no run; 'mlpipe run' makes one");
}

}  // namespace mlpipe
