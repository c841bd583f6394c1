#include "dvc_lock_keeper.hpp"

#include <algorithm>

#include "dvc_at_work.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

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

}  // namespace

DvcLockKeeper::DvcLockKeeper(Workspace& workspace, const Project& dvc, const DvcPlace& place,
                             const StopPoint& stop)
    : workspace_(workspace),
      dvc_(dvc),
      place_(place),
      stop_(stop),
      md5s_(dvc.md5_cache_file()),
      digests_(workspace.world.files, &workspace.stat_cache, workspace.hash_pool, place.root, stop, &md5s_),
      reader_(workspace.world.files, dvc, digests_),
      cache_(workspace.world.files, workspace.hash_pool, place.cache,
             working_directory(workspace.world.files, dvc), stop) {}

bool DvcLockKeeper::take(StageId id, const StageRecord& record) {
    const Stage& stage = workspace_.planned.pipeline.stages[id];
    digests_.forget();
    auto found = reader_.read(stage);
    if (!found || !is_as_recorded(id, record)) return false;
    for (const auto& [path, content] : found->cached)
        if (!cache_.add(path, content)) return false;
    states_[dvc_folder(stage, dvc_)].push_back(std::move(found->state));
    return true;
}

// What DVC is told is what the run found: nothing was written since.
bool DvcLockKeeper::is_as_recorded(StageId stage, const StageRecord& record) {
    const auto now = workspace_.observer.observe(stage, {}, false);
    return now->missing.empty() && now->key == record.key &&
           same_outputs(now->inputs, now->outputs, record) && digests_.unchanged();
}

DvcLockKeeper::LockText DvcLockKeeper::lock_text(const std::string& folder) const {
    LockText text;
    text.file = path::join(folder, dvc_lock_name);
    text.before = read_file_if_present(workspace_.world.files, text.file).value_or("");
    text.after = format_dvc_lock(text.before, dvc_.shown(text.file), states_.at(folder));
    return text;
}

DvcLockKeeper::Written DvcLockKeeper::write() {
    Written written;
    md5s_.save();
    std::map<std::string, LockText> changed;  // by folder
    for (const auto& [folder, states] : states_)
        if (LockText text = lock_text(folder); text.after != text.before)
            changed.emplace(folder, std::move(text));
    if (cache_.empty() && changed.empty()) return written;
    const auto held = DvcRepositoryLock::acquire(workspace_.world.files, place_.root, stop_, written.busy);
    if (!held) return written;
    cache_.commit();
    FileSystem& files = workspace_.world.files;
    for (auto& [folder, text] : changed) {
        // A DVC may have written it before it gave the lock away.
        if (read_file_if_present(files, text.file).value_or("") != text.before) text = lock_text(folder);
        write_file_atomically(files, text.file, text.after, Durability::synced, 0644,
                              working_directory(files, dvc_));
        written.files.push_back(text.file);
    }
    return written;
}

}  // namespace mlpipe
