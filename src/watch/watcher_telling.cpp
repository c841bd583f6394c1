// What a look comes to: its conclusion, what is told of it, and the run that it may ask for.
#include "live_model.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/alarm_text.hpp"
#include "retraining.hpp"
#include "watcher.hpp"

namespace mlpipe::watch {

std::optional<Silence> Watcher::silence() const {
    try {
        return files_.silence_at(world_.world.clock.now_ns());
    } catch (const Error& error) {
        // Who cannot tell whether to be silent is not.
        world_.tell(std::string("note: ") + error.what() + "\n");
        return std::nullopt;
    }
}

void Watcher::finish(const Look& look, const std::optional<Slot>& slot, LookReport& report) {
    AlarmContext context{pipeline_name(), memory_.pipeline_file, silence(), {}};
    context.find_live = [&] {
        return find_live_model(world_.registry, {request_.model, context.pipeline, request_.releases,
                                                 request_.releases_elsewhere});
    };
    WatchState next = memory_;
    const Conclusion conclusion = conclude(next, look, rules_, context);
    next.begun.reset();
    if (slot) next.slot = slot;
    save(std::move(next));

    report.look = memory_.looks.back();
    report.alarms = conclusion.alarms;
    report.drift = conclusion.drift;
    report.red = conclusion.red;
    report.waiting = conclusion.waiting;
    for (const Alarm& alarm : conclusion.alarms)
        if (alarm.silenced)
            world_.tell("silenced until " + format_time(alarm.silenced->until_ns) + ": " +
                        alarm_subject(alarm) + "\n");
    deliver(report);
    retrain_if_due(report);
}

// In the order in which it happened: nobody is to hear of an end before the beginning.
void Watcher::deliver(LookReport& report) {
    while (!memory_.pending.empty()) {
        const PendingAlert alert = memory_.pending.front();
        if (alert.tries == 0) world_.tell(alert.text + "\n");
        const std::string problem =
            request_.settings.on_alert ? command_.tell(*request_.settings.on_alert, alert) : "";
        WatchState next = memory_;
        if (problem.empty()) {
            next.pending.erase(next.pending.begin());
            save(std::move(next));
            continue;
        }
        ++next.pending.front().tries;
        next.pending.front().error = path::printable(problem.substr(0, problem.find('\n')));
        save(std::move(next));
        report.untold.push_back(alert.id + " could not be told: the command " + problem);
        world_.tell(report.untold.back() + "\nIt is tried again at the next look.\n");
        return;
    }
}

void Watcher::retrain_if_due(LookReport& report) {
    if (!memory_.retraining) return;
    const Retraining due = *memory_.retraining;
    report.retraining = retrain(due, project_, request_, world_);
    if (!report.retraining) {
        world_.tell("The project is in use: retraining " + path::printable(due.target) +
                    " waits for the next look.\n");
        return;
    }
    // One that was cut off is recorded as such, and told by the next watch.
    if (!report.retraining->interrupted) conclude_retraining(due, *report.retraining, report);
}

void Watcher::conclude_retraining(const Retraining& due, const RetrainingReport& ended, LookReport& report) {
    WatchState next = memory_;
    next.retraining.reset();
    if (ended.problem.empty()) {
        save(std::move(next));
        return world_.tell("Retrained " + path::printable(due.target) + " in run " + ended.run +
                           ", because of " + due.alarm + ".\n");
    }
    Alarm alarm;
    alarm.kind = AlarmKind::problem;
    alarm.id = "retraining-" + due.alarm;
    alarm.when_ns = world_.world.clock.now_ns();
    alarm.pipeline = pipeline_name();
    alarm.pipeline_file = memory_.pipeline_file;
    alarm.run = ended.run;
    alarm.first = due.alarm;
    alarm.reasons = {"retraining " + due.target + (ended.gate_failed ? " did not pass: " : ": ") +
                     ended.problem};
    queue_alarm(next, alarm);
    save(std::move(next));
    report.alarms.push_back(std::move(alarm));
    deliver(report);
}

}  // namespace mlpipe::watch
