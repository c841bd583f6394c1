// dvc.lock and DVC's cache brought up to date with stages that are. Reads what stands in the workspace; writes both at once,
// while no DVC is at work. Main thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "dvc_cache_writer.hpp"
#include "dvc_place.hpp"
#include "dvc_stage_reader.hpp"
#include "workspace.hpp"

namespace mlpipe {

class DvcLockKeeper {
  public:
    // `workspace`: whose records say what is up to date. `dvc`: the project of the dvc.yaml that has the same stages, which
    // is the workspace's own, or the one that its pipeline was written as. Everything must outlive it.
    DvcLockKeeper(Workspace& workspace, const Project& dvc, const DvcPlace& place, const StopPoint& stop);

    // Takes the stage in if all is as `record` has it. False where it is not, any more.
    bool take(StageId stage, const StageRecord& record);

    struct Written {
        std::vector<std::string> files;  // the dvc.lock files that have changed, absolute
        std::string busy;                // which DVC is at work, so that nothing was written; empty: none
    };
    Written write();

  private:
    bool is_as_recorded(StageId stage, const StageRecord& record);
    struct LockText {
        std::string file, before, after;
    };
    LockText lock_text(const std::string& folder) const;

    Workspace& workspace_;
    const Project& dvc_;
    const DvcPlace place_;
    const StopPoint stop_;
    StatCache md5s_;
    DvcDigests digests_;
    DvcStageReader reader_;
    DvcCacheWriter cache_;
    std::map<std::string, std::vector<DvcStageState>> states_;  // by the folder of their dvc.yaml
};

}  // namespace mlpipe
