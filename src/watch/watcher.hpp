// The steps of a watch, each noted before it is taken: see mlpipe/watch/watch.hpp.
#pragma once
#include <optional>
#include <string>

#include "alert_command.hpp"
#include "conclude.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/watch/watch.hpp"

namespace mlpipe::watch {

class Watcher {
  public:
    Watcher(const Project& project, const WatchRequest& request, WatchWorld world);

    const WatchState& memory() const { return memory_; }
    const WatchRequest& request() const { return request_; }
    const WatchWorld& world() const { return world_; }

    // Throws Error(usage) for what cannot be asked for; what is wrong with the files is told by the look.
    void check() const;
    // Concludes, tells and runs what a killed watch has left.
    LookReport recover();
    LookReport look(const std::string& tick, const std::optional<Slot>& slot);

  private:
    Pipeline load() const;
    std::string pipeline_name() const;
    Look carry_out(const BegunLook& begun, LookReport& report);
    Look look_of(const Pipeline& pipeline, const RunRecord& run, const std::string& tick) const;
    Look find_begun(const BegunLook& begun) const;
    void finish(const Look& look, const std::optional<Slot>& slot, LookReport& report);
    void deliver(LookReport& report);
    void retrain_if_due(LookReport& report);
    void conclude_retraining(const Retraining& due, const RetrainingReport& ended, LookReport& report);
    std::optional<Silence> silence() const;
    void save(WatchState next);

    const Project& project_;
    const WatchRequest request_;
    WatchWorld world_;
    WatchFiles files_;
    const FileLock lock_;
    const Rules rules_;
    WatchState memory_;  // as it is on the disk, but for the settings of this call
    AlertCommand command_;
};

}  // namespace mlpipe::watch
