#include "dvc_keeping.hpp"

#include "dvc_lock_keeper.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"

namespace mlpipe {
namespace {

bool is_up_to_date(ExecutionStatus status) {
    return status == ExecutionStatus::ran || status == ExecutionStatus::restored ||
           status == ExecutionStatus::skipped;
}

void keep(Workspace& workspace, const DvcPlace& place, const RunRecord& record, const LockFile& lock,
          const StopPoint& stop, Reporter& reporter) {
    const auto tell = [&](RunNotice::Level level, const std::string& text) {
        reporter.handle(RunNotice{level, "", text});
    };
    DvcLockKeeper keeper(workspace, workspace.project, place, stop);
    for (const Execution& execution : record.executions) {
        const auto stage = workspace.planned.find(execution.stage);
        const auto known = lock.stages.find(execution.stage);
        if (stage && known != lock.stages.end() && is_up_to_date(execution.status))
            keeper.take(*stage, known->second.front());
    }
    const DvcLockKeeper::Written written = keeper.write();
    if (!written.busy.empty())
        tell(RunNotice::Level::warning, "dvc.lock stays as it is, as DVC is at work here: " + written.busy +
                                            "; the next 'mlpipe run' brings it up to date");
    for (const std::string& file : written.files)
        tell(RunNotice::Level::info, path::printable(workspace.project.shown(file)) + " is up to date");
}

}  // namespace

DvcPlace writable_dvc_place(const FileSystem& files, const Project& project, const std::string& purpose) {
    const auto place = find_dvc_place(files, project);
    if (!place)
        throw Error(ErrorKind::usage, purpose + ": there is no '.dvc' in this project; 'dvc init' makes one");
    const std::string cache = files.real_path(place->cache).value_or(place->cache);
    const std::string root = files.real_path(project.root).value_or(project.root);
    if (!path::contains(project.root, place->cache) || !path::contains(root, cache))
        throw Error(ErrorKind::usage,
                    purpose + ": DVC's cache is " + path::printable(place->cache) +
                        ", outside of the project, where mlpipe writes nothing; 'dvc cache dir .dvc/cache' "
                        "moves it into the project");
    return *place;
}

bool keeps_dvc_lock(const FileSystem& files, const Project& project, const RunOptions& options) {
    if (!project.config.keep_dvc_lock || options.replay || dialect_of(project.pipeline_file) != Dialect::dvc)
        return false;
    writable_dvc_place(files, project, "dvc.keep_lock");
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
        files.insert(path::join(dvc_folder(stage, project), dvc_lock_name));
    return files;
}

}  // namespace mlpipe
