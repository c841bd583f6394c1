#include "mlpipe/watch/watch.hpp"

#include <algorithm>
#include <random>

#include "alert_command.hpp"
#include "conclude.hpp"
#include "live_model.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/listening.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/report/alarm_text.hpp"
#include "mlpipe/watch/findings.hpp"
#include "mlpipe/watch/schedule.hpp"
#include "retraining.hpp"
#include "watched_stages.hpp"

namespace mlpipe {
namespace {

using namespace watch;

constexpr double default_cooldown_s = 24 * 3600;
constexpr double longest_patience_s = 600;
// The machine may be suspended, or its clock set, while the watch waits.
constexpr std::int64_t longest_wait_ns = 15'000'000'000;

// For a run of somebody else to end, before a slot is skipped.
double patience_s(const WatchRequest& request) {
    return std::min(request.settings.every_s.value_or(0) / 2, longest_patience_s);
}

Rules rules_of(const WatchRequest& request) {
    return {request.settings.after.value_or(1), request.settings.cooldown_s.value_or(default_cooldown_s),
            request.retrain};
}

}  // namespace

struct Watch::State {
    State(const Project& project_, const WatchRequest& request_, WatchWorld world_)
        : project(project_),
          request(request_),
          world(std::move(world_)),
          files(world.world.files, project_),
          lock(files.lock()),
          memory(files.state().value_or(WatchState())),
          command(world.world, files.directory(), request.working_directory, world.interrupt),
          rules(rules_of(request)) {
        world.interrupt.on_request([](int) {});
        memory.pipeline_file = path::printable(project.shown(project.pipeline_file));
        memory.every_s = request.settings.every_s;
        memory.cooldown_s = rules.cooldown_s;
    }

    const Project& project;
    const WatchRequest request;
    WatchWorld world;
    WatchFiles files;
    const FileLock lock;
    WatchState memory;  // as it is on the disk, but for the settings of this call
    AlertCommand command;
    const Rules rules;

    // What the user has asked for must be possible; what is wrong with the files is told by the look.
    void check() const;
    void recover();
    LookReport look(const std::string& tick, const std::optional<Slot>& slot);
    bool wait(std::int64_t ns);

  private:
    Pipeline load() const;
    std::string pipeline_name() const;
    Look carry_out(const BegunLook& begun, LookReport& report);
    Look find_begun(const BegunLook& begun) const;
    Look look_of(const Pipeline& pipeline, const RunRecord& run, const std::string& tick) const;
    void finish(const Look& look, const std::optional<Slot>& slot, LookReport& report);
    void deliver(LookReport& report);
    void retrain_if_due(LookReport& report);
    std::optional<Silence> silence() const;
    void save(WatchState next);
};

void Watch::State::save(WatchState next) {
    files.write(next);
    memory = std::move(next);
}

Pipeline Watch::State::load() const {
    return load_pipeline(world.world.files, project.pipeline_file, project.shown(project.pipeline_file),
                         project.root);
}

std::string Watch::State::pipeline_name() const {
    try {
        return load().name;
    } catch (const Error&) {
        return std::string(path::name(path::parent(project.pipeline_file)));
    }
}

void Watch::State::check() const {
    try {
        const Pipeline pipeline = load();
        watched_stages(pipeline, request.stages);
        if (!request.retrain.empty()) check_retraining(world.world.files, project, pipeline, request.retrain);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::usage) throw;
    }
}

bool Watch::State::wait(std::int64_t ns) {
    const std::chrono::nanoseconds time(std::min(ns, longest_wait_ns));
    return world.wait ? world.wait(time) : wait_unless_interrupted(world.interrupt, time);
}

Look Watch::State::look_of(const Pipeline& pipeline, const RunRecord& run, const std::string& tick) const {
    Look look;
    look.tick = tick;
    look.when_ns = run.started_ns;
    look.run = run.id;
    look.commit = run.commit.value_or("");
    if (run.status == RunStatus::interrupted || run.status == RunStatus::running) {
        look.outcome = LookOutcome::interrupted;
        return look;
    }
    RunFindings found =
        find_in_run(world.world.files, project, pipeline, watched_stages(pipeline, request.stages), run);
    look.findings = std::move(found.stages);
    look.problems = std::move(found.problems);
    look.outcome = look.problems.empty() ? LookOutcome::looked : LookOutcome::failed;
    return look;
}

Look Watch::State::carry_out(const BegunLook& begun, LookReport& report) {
    Look look;
    look.tick = begun.tick;
    look.when_ns = world.world.clock.now_ns();
    try {
        const Pipeline pipeline = load();
        RunOptions options;
        options.selection.targets = watched_stages(pipeline, request.stages);
        options.force_stages = ingest_stages(world.world.files, project, pipeline, options, false);
        options.hold_side_effects = true;
        options.keep_going = true;
        options.jobs = request.jobs;
        options.wait_s = begun.slot ? std::max(request.wait_s, patience_s(request)) : request.wait_s;
        options.arguments = request.arguments;
        options.cause = RunCause{RunCause::Kind::watch, begun.tick, "", ""};
        const std::unique_ptr<Reporter> reporter = world.make_reporter();
        return look_of(pipeline, run(project, options, world.world, *reporter, world.interrupt), begun.tick);
    } catch (const Error& error) {
        report.error = error.kind();
        look.outcome = error.kind() == ErrorKind::interrupted ? LookOutcome::interrupted
                       : error.kind() == ErrorKind::locked    ? LookOutcome::skipped
                                                              : LookOutcome::failed;
        look.problems = {error.what()};
        return look;
    }
}

LookReport Watch::State::look(const std::string& tick, const std::optional<Slot>& slot) {
    LookReport report;
    deliver(report);
    WatchState next = memory;
    next.begun = BegunLook{tick, slot};
    save(std::move(next));
    const Look look = carry_out(*memory.begun, report);
    report.look = {look.tick, look.run, look.when_ns, look.outcome, look_text(look)};
    if (look.outcome != LookOutcome::interrupted) finish(look, slot, report);
    return report;
}

// A look that was killed may have come to the end of its run all the same.
Look Watch::State::find_begun(const BegunLook& begun) const {
    Look look;
    look.tick = begun.tick;
    look.outcome = LookOutcome::interrupted;
    const auto run =
        find_run(world.world.files, project, RunCause{RunCause::Kind::watch, begun.tick, "", ""});
    if (!run) return look;
    try {
        return look_of(load(), *run, begun.tick);
    } catch (const Error& error) {
        look.run = run->id;
        look.when_ns = run->started_ns;
        look.outcome = LookOutcome::failed;
        look.problems = {"what run " + run->id + " has found cannot be told any more: " + error.what()};
        return look;
    }
}

void Watch::State::recover() {
    LookReport report;
    if (const std::optional<BegunLook> begun = memory.begun) {
        const Look look = find_begun(*begun);
        if (look.outcome != LookOutcome::interrupted) return finish(look, begun->slot, report);
        WatchState next = memory;
        next.begun.reset();
        save(std::move(next));
    }
    deliver(report);
    retrain_if_due(report);
}

std::optional<Silence> Watch::State::silence() const {
    try {
        return files.silence_at(world.world.clock.now_ns());
    } catch (const Error& error) {
        // Who cannot tell whether to be silent is not.
        world.tell(std::string("note: ") + error.what() + "\n");
        return std::nullopt;
    }
}

void Watch::State::finish(const Look& look, const std::optional<Slot>& slot, LookReport& report) {
    AlarmContext context{pipeline_name(), memory.pipeline_file, silence(), {}};
    context.find_live = [&] {
        return find_live_model(
            world.registry, {request.model, context.pipeline, request.releases, request.releases_elsewhere});
    };
    WatchState next = memory;
    const Conclusion conclusion = conclude(next, look, rules, context);
    next.begun.reset();
    if (slot) next.slot = slot;
    save(std::move(next));

    report.look = memory.looks.back();
    report.alarms = conclusion.alarms;
    report.drift = conclusion.drift;
    report.red = conclusion.red;
    report.waiting = conclusion.waiting;
    for (const Alarm& alarm : conclusion.alarms)
        if (alarm.silenced)
            world.tell("silenced until " + format_time(alarm.silenced->until_ns) + ": " +
                       alarm_subject(alarm) + "\n");
    deliver(report);
    retrain_if_due(report);
}

// In the order in which it happened: nobody is to hear of an end before the beginning.
void Watch::State::deliver(LookReport& report) {
    while (!memory.pending.empty()) {
        const PendingAlert alert = memory.pending.front();
        if (alert.tries == 0) world.tell(alert.text + "\n");
        const std::string problem =
            request.settings.on_alert ? command.tell(*request.settings.on_alert, alert) : "";
        WatchState next = memory;
        if (problem.empty()) {
            next.pending.erase(next.pending.begin());
            save(std::move(next));
            continue;
        }
        ++next.pending.front().tries;
        next.pending.front().error = path::printable(problem);
        save(std::move(next));
        report.untold.push_back(alert.id + " could not be told: the command " + problem);
        world.tell(report.untold.back() + "\nIt is tried again at the next look.\n");
        return;
    }
}

void Watch::State::retrain_if_due(LookReport& report) {
    if (!memory.retraining) return;
    const Retraining due = *memory.retraining;
    report.retraining = retrain(due, project, request, world);
    if (!report.retraining) {
        world.tell("The project is in use: retraining " + path::printable(due.target) +
                   " waits for the next look.\n");
        return;
    }
    const RetrainingReport& ended = *report.retraining;
    // Its run says so, and the next watch tells it.
    if (ended.interrupted) return;
    WatchState next = memory;
    next.retraining.reset();
    if (ended.problem.empty()) {
        save(std::move(next));
        return world.tell("Retrained " + path::printable(due.target) + " in run " + ended.run +
                          ", because of " + due.alarm + ".\n");
    }
    Alarm alarm;
    alarm.kind = AlarmKind::problem;
    alarm.id = "retraining-" + due.alarm;
    alarm.when_ns = world.world.clock.now_ns();
    alarm.pipeline = pipeline_name();
    alarm.pipeline_file = memory.pipeline_file;
    alarm.run = ended.run;
    alarm.first = due.alarm;
    alarm.reasons = {"retraining " + due.target + " " + (ended.gate_failed ? "did not pass: " : ": ") +
                     ended.problem};
    queue_alarm(next, alarm);
    save(std::move(next));
    report.alarms.push_back(std::move(alarm));
    deliver(report);
}

Watch::Watch(const Project& project, const WatchRequest& request, WatchWorld world)
    : state_(std::make_unique<State>(project, request, std::move(world))) {}

Watch::~Watch() = default;

LookReport Watch::look() {
    state_->check();
    state_->recover();
    const Clock& clock = state_->world.world.clock;
    return state_->look(make_run_id(clock.now_ns(), std::random_device{}()), std::nullopt);
}

bool Watch::keep_watch() {
    state_->check();
    state_->recover();
    const std::int64_t every_ns = every_ns_of(*state_->request.settings.every_s);
    while (state_->world.interrupt.requests() == 0) {
        const Moment now = current_moment(state_->world.world.files, state_->world.world.clock);
        const NextSlot next = next_slot(state_->memory.slot, every_ns, now);
        if (next.wait_ns > 0) {
            if (!state_->wait(next.wait_ns)) return false;
            continue;
        }
        const LookReport report = state_->look(format_time(next.begin_ns), Slot{next.begin_ns, now});
        if (report.look.outcome == LookOutcome::interrupted) return true;
        if (report.look.outcome == LookOutcome::skipped)
            state_->world.tell("Skipped the look of " + format_time(next.begin_ns) + ": " + report.look.text +
                               "\n");
        if (report.retraining && report.retraining->interrupted) return true;
    }
    return false;
}

}  // namespace mlpipe
