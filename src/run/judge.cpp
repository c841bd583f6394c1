#include "judge.hpp"

#include <algorithm>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {

std::optional<LatestExecution> History::latest(const std::string& stage) {
    if (!latest_) {
        Lineage* lineage = open_();
        latest_ = lineage == nullptr ? std::unordered_map<std::string, LatestExecution>{}
                                     : lineage->latest_executions(pipeline_file_);
    }
    const auto found = latest_->find(stage);
    if (found == latest_->end()) return std::nullopt;
    return found->second;
}

std::optional<std::int64_t> History::last_success_ns(const StageKey& key) {
    Lineage* lineage = open_();
    return lineage == nullptr ? std::nullopt : lineage->last_success_ns(key);
}

std::optional<std::int64_t> run_time_ns(const std::string& id) {
    // 20261123T131502123Z-7f3a9c
    if (id.size() < 19 || id[8] != 'T' || id[18] != 'Z') return std::nullopt;
    return parse_time(id.substr(0, 4) + "-" + id.substr(4, 2) + "-" + id.substr(6, 2) + "T" +
                      id.substr(9, 2) + ":" + id.substr(11, 2) + ":" + id.substr(13, 2) + "." +
                      id.substr(15, 3) + "Z");
}

Judge::Judge(const Pipeline& pipeline, const LockFile& lock, const Store& store, History& history,
             const RunOptions& options, const Selection& selection, std::int64_t now_ns,
             std::function<std::optional<std::string>()> branch)
    : pipeline_(pipeline),
      lock_(lock),
      store_(store),
      history_(history),
      options_(options),
      selection_(selection),
      now_ns_(now_ns),
      branch_(std::move(branch)),
      force_stages_(options.force_stages.begin(), options.force_stages.end()) {}

const StageRecord* Judge::lock_entry(const std::string& stage, const StageKey& key) const {
    const auto found = lock_.stages.find(stage);
    if (found == lock_.stages.end()) return nullptr;
    for (const StageRecord& side : found->second) {
        if (side.key == key) return &side;
    }
    return &found->second.front();
}

std::vector<StageRecord> Judge::other_records(StageId stage, const Observation& observation,
                                              const StageRecord* lock) const {
    std::vector<StageRecord> records;
    for (const std::string& text : store_.records(observation.key)) {
        try {
            StageRecord record = parse_stage_record(parse_json(text, "a stage record"));
            if (record.key != observation.key || (lock != nullptr && record == *lock)) continue;
            records.push_back(std::move(record));
        } catch (const Error&) {
            // A damaged record is `verify`'s to report; for a decision it is as good as absent.
        }
    }
    const auto& refresh = pipeline_.stages[stage].refresh;
    std::erase_if(records, [&](const StageRecord& record) {
        const auto made_ns = run_time_ns(record.run);
        return refresh && made_ns && static_cast<double>(now_ns_ - *made_ns) / 1e9 > refresh->age_s;
    });
    std::sort(records.begin(), records.end(),
              [](const StageRecord& left, const StageRecord& right) { return left.run > right.run; });
    return records;
}

std::optional<std::string> Judge::stale(const Stage& stage, const StageKey& key, const StageRecord* lock) {
    if (!stage.refresh) return std::nullopt;
    if (stage.refresh->always) return "refresh: always";
    std::optional<std::int64_t> last = history_.last_success_ns(key);
    if (lock != nullptr && lock->key == key) last = std::max(last, run_time_ns(lock->run));
    if (!last) return std::nullopt;
    const double age_s = static_cast<double>(now_ns_ - *last) / 1e9;
    if (age_s <= stage.refresh->age_s) return std::nullopt;
    return "last refreshed " + text::format_duration(age_s) + " ago, refresh is " +
           text::format_duration(stage.refresh->age_s);
}

bool Judge::forced(StageId stage) const {
    const std::string& name = pipeline_.stages[stage].name;
    if (force_stages_.contains(name)) return true;
    return options_.force && (options_.selection.targets.empty() || selection_.named[stage]);
}

std::optional<std::string> Judge::held_back(StageId stage) {
    if (options_.replay && pipeline_.stages[stage].side_effects)
        return std::string("it has side effects, and a ") + (options_.rehearsal ? "test" : "replay") +
               " has none";
    if (options_.hold_side_effects && pipeline_.stages[stage].side_effects)
        return "it has side effects, and --hold-side-effects holds them back";
    const auto& when = pipeline_.stages[stage].when;
    if (!when || (selection_.named[stage] && !options_.selection.targets.empty())) return std::nullopt;
    if (when->manual) return "when: manual; name the stage to run it";
    if (when->branches.empty()) return std::nullopt;
    const auto branch = branch_();
    if (branch && std::find(when->branches.begin(), when->branches.end(), *branch) != when->branches.end()) {
        return std::nullopt;
    }
    std::string allowed;
    for (const std::string& name : when->branches) allowed += (allowed.empty() ? "" : ", ") + name;
    return "when: branch is " + allowed + ", this is " + branch.value_or("no branch");
}

bool Judge::only_missing(const Observation& observation, const StageRecord* lock) const {
    if (!options_.allow_missing || lock == nullptr || lock->key != observation.key) return false;
    if (!observation.unreadable_outputs.empty()) return false;
    bool any_absent = !observation.expected.empty();
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        const auto& present = observation.outputs[i];
        const std::string& path = observation.inputs.outputs[i].path;
        const auto recorded = std::find_if(lock->outputs.begin(), lock->outputs.end(),
                                           [&](const ArtifactAt& artifact) { return artifact.path == path; });
        if (recorded == lock->outputs.end()) return false;
        if (present && !present->reference.same_content(recorded->reference)) return false;
        if (!present) any_absent = true;
    }
    return any_absent;
}

Judgement Judge::judge(StageId stage, const Observation& observation) {
    const Stage& declared = pipeline_.stages[stage];
    if (!observation.missing.empty() && !declared.frozen) {
        std::string reason = observation.missing.front() + " is not there";
        if (observation.missing.size() > 1)
            reason += " (and " + std::to_string(observation.missing.size() - 1) + " more)";
        return {{DecisionKind::blocked, reason, {}}, std::nullopt};
    }
    DecisionFacts facts;
    facts.stage = &declared;
    facts.key = observation.key;
    facts.inputs = &observation.inputs;
    facts.lock = lock_entry(declared.name, observation.key);
    for (const auto& output : observation.outputs) {
        facts.present.push_back(output ? std::optional(output->reference) : std::nullopt);
    }
    facts.forced = forced(stage);
    facts.stale = stale(declared, observation.key, facts.lock);
    if (declared.side_effects || declared.outputs.empty()) {
        const auto latest = history_.latest(declared.name);
        facts.latest_execution_matches = latest && latest->succeeded && latest->key == observation.key;
    }
    std::vector<StageRecord> others;
    const auto is_present = [&](const ArtifactAt& artifact) {
        for (std::size_t i = 0; i < facts.present.size(); ++i) {
            if (observation.inputs.outputs[i].path != artifact.path) continue;
            return facts.present[i] && facts.present[i]->same_content(artifact.reference);
        }
        return false;
    };
    facts.restorable = [&](const StageRecord& record) {
        if (stored_.contains(record.key) && &record == facts.lock) return true;
        return std::all_of(record.outputs.begin(), record.outputs.end(), [&](const ArtifactAt& artifact) {
            return is_present(artifact) || store_.has_all(artifact.reference);
        });
    };
    const auto is_lock_in_place = [&] {
        return facts.lock != nullptr && facts.lock->key == observation.key &&
               std::all_of(facts.lock->outputs.begin(), facts.lock->outputs.end(), is_present);
    };
    if (!facts.forced && !is_lock_in_place()) {
        others = other_records(stage, observation, facts.lock);
        for (const StageRecord& record : others) facts.records.push_back(&record);
    }

    DecisionResult result = decide(facts);
    const bool idle = result.decision.kind == DecisionKind::skip;
    if (!idle && !facts.forced && only_missing(observation, facts.lock)) {
        return {{DecisionKind::absent, "unchanged, but not all of its files are here", {}}, *facts.lock};
    }
    const DecisionKind kind = result.decision.kind;
    const bool reusable = kind == DecisionKind::run && !facts.forced && !facts.stale &&
                          !declared.always_changed && !declared.side_effects && !declared.outputs.empty();
    const bool would_do = reusable || (kind == DecisionKind::blocked && declared.frozen);
    if (kind == DecisionKind::run) {
        if (const auto why = held_back(stage))
            return {{DecisionKind::held, *why, result.decision.changes}, std::nullopt, would_do};
    }
    Judgement judgement{std::move(result.decision), std::nullopt, would_do};
    if (result.record != nullptr) judgement.record = *result.record;
    return judgement;
}

}  // namespace mlpipe
