// From an observation to a decision: gathers the lock's entry, the recorded successes and what lineage knows,
// and asks `plan`'s decide. Shared by run, status, why and --dry-run, so that they cannot disagree. Main
// thread; writes nothing.
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/decide.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/store/store.hpp"
#include "observation.hpp"

namespace mlpipe {

struct Judgement {
    Decision decision;
    std::optional<StageRecord> record;  // what to skip to, restore, or take as absent
    // A recorded success that the store does not have would change the decision.
    bool known_success_would_do = false;
};

// What lineage is asked while deciding, only when a stage needs it. `open` returns null where there is no
// database.
class History {
  public:
    History(std::function<Lineage*()> open, std::string pipeline_file)
        : open_(std::move(open)), pipeline_file_(std::move(pipeline_file)) {}
    std::optional<LatestExecution> latest(const std::string& stage);
    std::optional<std::int64_t> last_success_ns(const StageKey& key);

  private:
    std::function<Lineage*()> open_;
    std::string pipeline_file_;
    std::optional<std::unordered_map<std::string, LatestExecution>> latest_;
};

class Judge {
  public:
    // Everything but the options must outlive the judge. `branch` is asked only when a `when:` needs it.
    Judge(const Pipeline& pipeline, const LockFile& lock, const Store& store, History& history,
          const RunOptions& options, const Selection& selection, std::int64_t now_ns,
          std::function<std::optional<std::string>()> branch);

    Judgement judge(StageId stage, const Observation& observation);
    // The outputs of the lock's entry with this key will be in the store when a run asks for them.
    void take_as_stored(const StageKey& key) { stored_.insert(key); }
    const StageRecord* lock_entry(const std::string& stage, const StageKey& key) const;

  private:
    std::vector<StageRecord> other_records(StageId stage, const Observation& observation,
                                           const StageRecord* lock) const;
    std::optional<std::string> stale(const Stage& stage, const StageKey& key, const StageRecord* lock);
    bool forced(StageId stage) const;
    std::optional<std::string> held_back(StageId stage);
    bool only_missing(const Observation& observation, const StageRecord* lock) const;

    const Pipeline& pipeline_;
    const LockFile& lock_;
    const Store& store_;
    History& history_;
    RunOptions options_;
    const Selection& selection_;
    std::int64_t now_ns_;
    std::function<std::optional<std::string>()> branch_;
    std::set<std::string> force_stages_;
    std::set<StageKey> stored_;
};

// When the run of this id began; nullopt for what is no run id.
std::optional<std::int64_t> run_time_ns(const std::string& run_id);

}  // namespace mlpipe
