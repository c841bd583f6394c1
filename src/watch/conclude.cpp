#include "conclude.hpp"

#include <algorithm>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/alarm_text.hpp"

namespace mlpipe::watch {
namespace {

constexpr double ns_per_s = 1e9;
constexpr std::size_t most_looks = 50;
// A project that is in use for so many looks in a row keeps the watch from looking.
constexpr unsigned most_skipped = 3;

class Concluding {
  public:
    Concluding(WatchState& state, const Look& look, const Rules& rules, const AlarmContext& context)
        : state_(state), look_(look), rules_(rules), context_(context) {}

    Conclusion conclude() {
        forget_what_is_gone();
        for (const StageFinding& finding : look_.findings) observe(finding);
        observe_itself();
        tell_of_alarms();
        tell_of_problems();
        tell_of_recovery();
        return std::move(conclusion_);
    }

  private:
    void forget_what_is_gone() {
        if (look_.monitors.empty()) return;
        std::erase_if(state_.stages, [&](const WatchedStage& watched) {
            return std::find(look_.monitors.begin(), look_.monitors.end(), watched.stage) ==
                   look_.monitors.end();
        });
    }

    void observe(const StageFinding& finding) {
        WatchedStage& watched = state_.stage(finding.stage);
        count(watched, finding.level);
        if (finding.level == FindingLevel::none) {
            if (watched.told_ns != 0) recovered_.push_back(finding.stage);
            watched = WatchedStage();
            watched.stage = finding.stage;
            return;
        }
        if (watched.consecutive < rules_.after) return conclusion_.waiting.push_back(finding.stage);
        conclusion_.drift = conclusion_.drift || finding.drift;
        if (!finding.drift && finding.level == FindingLevel::alarm) conclusion_.red = true;
        const bool red = std::any_of(finding.gates.begin(), finding.gates.end(),
                                     [](const GateResult& gate) { return blocks(gate); });
        conclusion_.red = conclusion_.red || red;
        if (is_due(watched)) alarming_.push_back(&finding);
    }

    void observe_itself() {
        if (look_.outcome == LookOutcome::skipped) ++state_.skipped;
        if (look_.outcome == LookOutcome::looked || look_.outcome == LookOutcome::failed) state_.skipped = 0;
        const bool blind = look_.outcome == LookOutcome::failed || state_.skipped >= most_skipped;
        if (!blind && look_.outcome != LookOutcome::looked) return;
        count(state_.itself, blind ? FindingLevel::alarm : FindingLevel::none);
        if (blind) {
            troubled_ = is_due(state_.itself);
            return;
        }
        can_look_again_ = state_.itself.told_ns != 0;
        state_.itself = WatchedStage();
    }

    void count(WatchedStage& watched, FindingLevel level) const {
        watched.level = level;
        if (level == FindingLevel::none) return;
        if (watched.consecutive++ == 0) watched.since_ns = look_.when_ns;
    }

    // Once the clock has gone back behind what was told, nobody knows how long ago that was.
    bool is_due(const WatchedStage& watched) const {
        if (watched.told_ns == 0 || watched.level > watched.told_level) return true;
        const double passed_s = static_cast<double>(look_.when_ns - watched.told_ns) / ns_per_s;
        return passed_s < 0 || passed_s >= rules_.cooldown_s;
    }

    Alarm begin(AlarmKind kind) const {
        Alarm alarm;
        alarm.kind = kind;
        alarm.id = std::string(to_string(kind)) + "-" + look_.tick;
        alarm.when_ns = look_.when_ns;
        alarm.pipeline = context_.pipeline;
        alarm.pipeline_file = context_.pipeline_file;
        alarm.run = look_.run;
        alarm.commit = look_.commit;
        return alarm;
    }

    void include(Alarm& alarm, WatchedStage& watched) const {
        if (alarm.consecutive <= watched.consecutive) {
            alarm.consecutive = watched.consecutive;
            alarm.since_ns = watched.since_ns;
        }
        if (context_.silence) return;
        if (watched.alarm.empty()) watched.alarm = alarm.id;
        if (watched.alarm != alarm.id && alarm.first.empty()) alarm.first = watched.alarm;
        watched.told_ns = look_.when_ns;
        watched.told_level = watched.level;
    }

    void tell_of_alarms() {
        if (alarming_.empty()) return;
        Alarm alarm = begin(AlarmKind::alarm);
        bool is_new = false;
        for (const StageFinding* finding : alarming_) {
            WatchedStage& watched = state_.stage(finding->stage);
            is_new = is_new || (finding->level == FindingLevel::alarm &&
                                (watched.told_ns == 0 || watched.told_level != FindingLevel::alarm));
            include(alarm, watched);
            alarm.stages.push_back(finding->stage);
            alarm.findings.push_back(*finding);
        }
        if (!rules_.retrain.empty() && is_new && !context_.silence && !state_.retraining) {
            state_.retraining = Retraining{alarm.id, look_.run, rules_.retrain};
            alarm.retrain = rules_.retrain;
        }
        tell(std::move(alarm));
    }

    void tell_of_problems() {
        if (!troubled_) return;
        Alarm alarm = begin(AlarmKind::problem);
        include(alarm, state_.itself);
        alarm.reasons = look_.problems;
        tell(std::move(alarm));
    }

    // Also during a silence: it is what its author waits for.
    void tell_of_recovery() {
        if (recovered_.empty() && !can_look_again_) return;
        Alarm alarm = begin(AlarmKind::recovery);
        alarm.stages = std::move(recovered_);
        if (can_look_again_) alarm.reasons = {"the watch can look again"};
        queue_alarm(state_, alarm);
        conclusion_.alarms.push_back(std::move(alarm));
    }

    void tell(Alarm alarm) {
        if (context_.find_live) alarm.live = context_.find_live();
        alarm.silenced = context_.silence;
        if (!alarm.silenced) queue_alarm(state_, alarm);
        conclusion_.alarms.push_back(std::move(alarm));
    }

    WatchState& state_;
    const Look& look_;
    const Rules& rules_;
    const AlarmContext& context_;
    Conclusion conclusion_;
    std::vector<const StageFinding*> alarming_;
    std::vector<std::string> recovered_;
    bool troubled_ = false, can_look_again_ = false;
};

void remember(WatchState& state, const Look& look) {
    state.looks.push_back({look.tick, look.run, look.when_ns, look.outcome, look_text(look)});
    if (state.looks.size() > most_looks)
        state.looks.erase(state.looks.begin(), state.looks.end() - static_cast<std::ptrdiff_t>(most_looks));
}

}  // namespace

std::string look_text(const Look& look) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    for (const StageFinding& finding : look.findings)
        if (finding.level != FindingLevel::none)
            add(finding.stage + ": " +
                (finding.reasons.empty() ? to_string(finding.level) : finding.reasons.front()));
    for (const std::string& problem : look.problems) add(problem);
    if (!text.empty()) return text;
    return look.findings.empty() ? "" : text::plural(look.findings.size(), "stage") + " as it should be";
}

void queue_alarm(WatchState& state, const Alarm& alarm) {
    state.pending.push_back({alarm.id, alarm.kind, to_value(alarm), alarm_text(alarm), 0, ""});
}

Conclusion conclude(WatchState& state, const Look& look, const Rules& rules, const AlarmContext& context) {
    Conclusion conclusion = Concluding(state, look, rules, context).conclude();
    remember(state, look);
    return conclusion;
}

}  // namespace mlpipe::watch
