#include "mlpipe/plan/decide.hpp"

#include <algorithm>

#include "mlpipe/plan/fingerprint.hpp"
#include "output_state.hpp"

namespace mlpipe {
namespace {

class Decider {
  public:
    explicit Decider(const DecisionFacts& facts) : facts_(facts) {
        if (facts.lock) changes_ = changes(facts.lock->inputs, *facts.inputs);
    }

    DecisionResult decide() {
        if (facts_.stage->frozen) return decide_frozen();
        if (facts_.forced) return run("forced");
        if (facts_.stage->always_changed) return run("runs always (always_changed)");
        if (facts_.stale) return run(*facts_.stale);
        if (only_latest_counts() && !facts_.latest_execution_matches) return run(why_not_latest());
        return decide_known();
    }

  private:
    DecisionResult answer(DecisionKind kind, std::string reason, const StageRecord* record) {
        return {{kind, std::move(reason), std::move(changes_)}, record};
    }
    DecisionResult run(std::string reason) { return answer(DecisionKind::run, std::move(reason), nullptr); }

    bool only_latest_counts() const { return facts_.stage->side_effects || facts_.inputs->outputs.empty(); }
    bool lock_has_key() const { return facts_.lock && facts_.lock->key == facts_.key; }
    const std::vector<OutputSpec>& outputs() const { return facts_.inputs->outputs; }
    OutputState state_against(const StageRecord& record) const {
        return compare_outputs(outputs(), facts_.present, record);
    }
    bool restorable(const StageRecord& record) const {
        return facts_.restorable && facts_.restorable(record);
    }

    // Successes with this key whose outputs are those declared, the lock's entry first, then the newest.
    std::vector<const StageRecord*> candidates() const {
        std::vector<const StageRecord*> found;
        if (lock_has_key() && declares(*facts_.lock, outputs())) found.push_back(facts_.lock);
        for (const StageRecord* record : facts_.records)
            if (record->key == facts_.key && declares(*record, outputs()) && record != facts_.lock)
                found.push_back(record);
        return found;
    }

    // What changed against the lock, before what follows from it.
    std::string with_changes(const std::string& otherwise, const std::string& consequence) const {
        if (!facts_.lock) return otherwise + consequence;
        if (lock_has_key()) return consequence.empty() ? "unchanged" : consequence;
        return (changes_.empty() ? "the stage key has a new form" : summary(changes_)) + consequence;
    }

    DecisionResult decide_known() {
        const std::vector<const StageRecord*> known = candidates();
        const bool lock_first = !known.empty() && known.front() == facts_.lock;
        if (lock_first) {
            const OutputState state = state_against(*facts_.lock);
            if (state.as_recorded()) return skip(*facts_.lock);
            if (may_restore(state, *facts_.lock)) return restore(*facts_.lock, state);
        }
        const auto others = known.begin() + (lock_first ? 1 : 0);
        for (auto record = others; record != known.end(); ++record)
            if (state_against(**record).as_recorded()) return skip(**record);
        for (auto record = others; record != known.end(); ++record) {
            const OutputState state = state_against(**record);
            if (may_restore(state, **record)) return restore(**record, state);
        }
        return run(why_run(known));
    }

    // An output that persists is only put back where nothing stands: the stage builds on what is there.
    bool may_restore(const OutputState& state, const StageRecord& record) const {
        return state.modified_persistent().empty() && restorable(record);
    }

    DecisionResult skip(const StageRecord& record) {
        std::string reason = "unchanged";
        if (&record != facts_.lock) {
            const std::string known = "the outputs are those of run " + record.run;
            reason = facts_.lock && !lock_has_key() ? with_changes("", "; " + known) : "unchanged: " + known;
        }
        return answer(DecisionKind::skip, reason + acceptance(record), &record);
    }

    static std::string acceptance(const StageRecord& record) {
        if (!record.accepted) return "";
        return " (accepted" + (record.accepted->by.empty() ? "" : " by " + record.accepted->by) + ": " +
               first_line(record.accepted->why) + ")";
    }

    DecisionResult restore(const StageRecord& record, const OutputState& state) {
        std::string reason = state.text() + "; the store has what was recorded";
        if (facts_.lock && !lock_has_key())
            reason = with_changes("", "; known from run " + record.run + ", restored");
        else if (!facts_.lock)
            reason = "known from run " + record.run + ": " + reason;
        return answer(DecisionKind::restore, reason + acceptance(record), &record);
    }

    std::string why_run(const std::vector<const StageRecord*>& known) const {
        if (facts_.lock && !lock_has_key()) return with_changes("", "");
        if (known.empty())
            return facts_.lock ? "the recorded outputs are not those it declares" : "never run here";
        const OutputState state = state_against(*known.front());
        const std::string persistent = state.modified_persistent();
        if (!persistent.empty()) return persistent + ", so nothing is restored";
        return state.text() + ", and what was recorded is not in the store";
    }

    std::string why_not_latest() const {
        const std::string why = facts_.stage->side_effects ? "has side effects" : "has no outputs";
        if (!facts_.lock && facts_.records.empty()) return "never run here";
        if (facts_.lock && !lock_has_key()) return with_changes("", "");
        return why + ", and its latest execution here was no success with these inputs";
    }

    DecisionResult decide_frozen() {
        const OutputState state = take_stock(outputs(), facts_.present);
        if (state.missing.empty())
            return answer(DecisionKind::skip, "frozen: outputs are taken as found", as_found());
        if (facts_.lock && declares(*facts_.lock, outputs()) && restorable(*facts_.lock))
            return answer(DecisionKind::restore,
                          "frozen, and " + state.text() + "; the store has what was recorded", facts_.lock);
        return answer(DecisionKind::blocked, "frozen, and " + state.text() + ", and cannot be restored",
                      nullptr);
    }

    const StageRecord* as_found() const {
        std::vector<const StageRecord*> known = facts_.records;
        if (facts_.lock) known.insert(known.begin(), facts_.lock);
        for (const StageRecord* record : known)
            if (declares(*record, outputs()) && state_against(*record).as_recorded()) return record;
        return nullptr;
    }

    const DecisionFacts& facts_;
    std::vector<Change> changes_;
};

}  // namespace

DecisionResult decide(const DecisionFacts& facts) {
    return Decider(facts).decide();
}

}  // namespace mlpipe
