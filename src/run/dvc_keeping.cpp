#include "dvc_keeping.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dvc_at_work.hpp"
#include "dvc_cache_writer.hpp"
#include "dvc_place.hpp"
#include "dvc_stage_reader.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"

namespace mlpipe {
namespace {

constexpr const char* lock_name = "dvc.lock";

bool same_outputs(const StageInputs& inputs, const std::vector<std::optional<HashedPath>>& now,
                  const StageRecord& record) {
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto recorded =
            std::find_if(record.outputs.begin(), record.outputs.end(),
                         [&](const ArtifactAt& one) { return one.path == inputs.outputs[i].path; });
        if (!now[i] || recorded == record.outputs.end() ||
            !now[i]->reference.same_content(recorded->reference))
            return false;
    }
    return true;
}

class Keeping {
  public:
    Keeping(Workspace& workspace, const DvcPlace& place, const StopPoint& stop)
        : workspace_(workspace),
          md5s_(workspace.project.md5_cache_file()),
          digests_(workspace.world.files, &workspace.stat_cache, workspace.hash_pool, place.root, stop,
                   &md5s_),
          reader_(workspace.world.files, workspace.project, digests_),
          cache_(workspace.world.files, workspace.hash_pool, place.cache,
                 working_directory(workspace.world.files, workspace.project), stop) {}

    void take(StageId id, const StageRecord& record) {
        const Stage& stage = workspace_.planned.pipeline.stages[id];
        digests_.forget();
        auto found = reader_.read(stage);
        if (!found || !is_as_recorded(id, record)) return;
        for (const auto& [path, content] : found->cached)
            if (!cache_.add(path, content)) return;
        states_[dvc_folder(stage, workspace_.project)].push_back(std::move(found->state));
    }

    void save_digests() { md5s_.save(); }
    bool has_changes() const { return !cache_.empty() || !changed_files().empty(); }

    // Returns which dvc.lock files were written.
    std::vector<std::string> write() {
        cache_.commit();
        FileSystem& files = workspace_.world.files;
        std::vector<std::string> written;
        for (const auto& [file, text] : changed_files()) {
            write_file_atomically(files, file, text, Durability::synced, 0644,
                                  working_directory(files, workspace_.project));
            written.push_back(file);
        }
        return written;
    }

  private:
    // By their path, with their new text.
    std::map<std::string, std::string> changed_files() const {
        std::map<std::string, std::string> changed;
        for (const auto& [folder, states] : states_) {
            const std::string file = path::join(folder, lock_name);
            const std::string before = read_file_if_present(workspace_.world.files, file).value_or("");
            std::string after = format_dvc_lock(before, workspace_.project.shown(file), states);
            if (after != before) changed.emplace(file, std::move(after));
        }
        return changed;
    }

    // What DVC is told is what the run found: nothing was written since.
    bool is_as_recorded(StageId stage, const StageRecord& record) {
        const auto now = workspace_.observer.observe(stage, {}, false);
        return now->missing.empty() && now->key == record.key &&
               same_outputs(now->inputs, now->outputs, record) && digests_.unchanged();
    }

    Workspace& workspace_;
    StatCache md5s_;
    DvcDigests digests_;
    DvcStageReader reader_;
    DvcCacheWriter cache_;
    std::map<std::string, std::vector<DvcStageState>> states_;  // by the folder of their dvc.yaml
};

bool is_up_to_date(ExecutionStatus status) {
    return status == ExecutionStatus::ran || status == ExecutionStatus::restored ||
           status == ExecutionStatus::skipped;
}

void keep(Workspace& workspace, const DvcPlace& place, const RunRecord& record, const LockFile& lock,
          const StopPoint& stop, Reporter& reporter) {
    const auto tell = [&](RunNotice::Level level, const std::string& text) {
        reporter.handle(RunNotice{level, "", text});
    };
    Keeping keeping(workspace, place, stop);
    for (const Execution& execution : record.executions) {
        const auto stage = workspace.planned.find(execution.stage);
        const auto known = lock.stages.find(execution.stage);
        if (stage && known != lock.stages.end() && is_up_to_date(execution.status))
            keeping.take(*stage, known->second.front());
    }
    keeping.save_digests();
    if (!keeping.has_changes()) return;
    std::string who;
    const auto held = DvcRepositoryLock::acquire(workspace.world.files, place.root, stop, who);
    if (!held)
        return tell(RunNotice::Level::warning, "dvc.lock stays as it is, as DVC is at work here: " + who +
                                                   "; the next 'mlpipe run' brings it up to date");
    for (const std::string& file : keeping.write())
        tell(RunNotice::Level::info, path::printable(workspace.project.shown(file)) + " is up to date");
}

}  // namespace

bool keeps_dvc_lock(const FileSystem& files, const Project& project, const RunOptions& options) {
    if (!project.config.keep_dvc_lock || options.replay || dialect_of(project.pipeline_file) != Dialect::dvc)
        return false;
    const auto place = find_dvc_place(files, project);
    if (!place)
        throw Error(
            ErrorKind::usage,
            "dvc.keep_lock: there is no '.dvc' in this project; 'dvc init' makes one, or remove the key "
            "from .mlpipe/config.yaml");
    const std::string cache = files.real_path(place->cache).value_or(place->cache);
    const std::string root = files.real_path(project.root).value_or(project.root);
    if (!path::contains(project.root, place->cache) || !path::contains(root, cache))
        throw Error(
            ErrorKind::usage,
            "dvc.keep_lock: DVC's cache is " + path::printable(place->cache) +
                ", outside of the project, where mlpipe writes nothing; 'dvc cache dir .dvc/cache' moves it "
                "into the project, or remove the key from .mlpipe/config.yaml");
    return true;
}

void keep_dvc_lock(Workspace& workspace, const RunRecord& record, const LockFile& lock,
                   const Interrupt& interrupt, Reporter& reporter) {
    const auto place = find_dvc_place(workspace.world.files, workspace.project);
    if (!place) return;
    try {
        // Of two requests the first ends the run; DVC is told what has finished.
        keep(workspace, *place, record, lock, StopPoint(&interrupt, 2), reporter);
    } catch (const Error& error) {
        reporter.handle(RunNotice{RunNotice::Level::warning, "",
                                  std::string("dvc.lock is not brought up to date: ") + error.what()});
    }
}

std::set<std::string> kept_dvc_locks(const Project& project, const Pipeline& pipeline) {
    std::set<std::string> files;
    if (!project.config.keep_dvc_lock || dialect_of(project.pipeline_file) != Dialect::dvc) return files;
    for (const Stage& stage : pipeline.stages)
        files.insert(path::join(dvc_folder(stage, project), lock_name));
    return files;
}

}  // namespace mlpipe
