#include "watcher.hpp"

#include <algorithm>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/watch/findings.hpp"
#include "retraining.hpp"
#include "watched_stages.hpp"

namespace mlpipe::watch {
namespace {

constexpr double default_cooldown_s = 24 * 3600;
constexpr double longest_patience_s = 600;

// For a run of somebody else to end, before a slot is skipped.
double patience_s(const WatchRequest& request) {
    return std::min(request.settings.every_s.value_or(0) / 2, longest_patience_s);
}

Rules rules_of(const WatchRequest& request) {
    return {request.settings.after.value_or(1), request.settings.cooldown_s.value_or(default_cooldown_s),
            request.retrain};
}

}  // namespace

Watcher::Watcher(const Project& project, const WatchRequest& request, WatchWorld world)
    : project_(project),
      request_(request),
      world_(std::move(world)),
      files_(world_.world.files, project),
      lock_(files_.lock()),
      rules_(rules_of(request)),
      memory_(files_.state().value_or(WatchState())),
      command_(world_.world, files_.directory(), request.working_directory, world_.interrupt) {
    world_.interrupt.on_request([](int) {});
    memory_.pipeline_file = path::printable(project.shown(project.pipeline_file));
    memory_.every_s = request.settings.every_s;
    memory_.cooldown_s = rules_.cooldown_s;
}

void Watcher::save(WatchState next) {
    files_.write(next);
    memory_ = std::move(next);
}

Pipeline Watcher::load() const {
    return load_pipeline(world_.world.files, project_.pipeline_file, project_.shown(project_.pipeline_file),
                         project_.root);
}

std::string Watcher::pipeline_name() const {
    try {
        return load().name;
    } catch (const Error&) {
        return std::string(path::name(path::parent(project_.pipeline_file)));
    }
}

void Watcher::check() const {
    try {
        const Pipeline pipeline = load();
        watched_stages(pipeline, request_.stages);
        if (!request_.retrain.empty())
            check_retraining(world_.world.files, project_, pipeline, request_.retrain);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::usage) throw;
    }
}

Look Watcher::look_of(const Pipeline& pipeline, const RunRecord& run, const std::string& tick) const {
    Look look;
    look.tick = tick;
    look.when_ns = run.started_ns;
    look.run = run.id;
    look.commit = run.commit.value_or("");
    look.monitors = watched_stages(pipeline, {});
    if (run.status == RunStatus::interrupted || run.status == RunStatus::running) {
        look.outcome = LookOutcome::interrupted;
        return look;
    }
    RunFindings found =
        find_in_run(world_.world.files, project_, pipeline, watched_stages(pipeline, request_.stages), run);
    look.findings = std::move(found.stages);
    look.problems = std::move(found.problems);
    look.outcome = look.problems.empty() ? LookOutcome::looked : LookOutcome::failed;
    return look;
}

Look Watcher::carry_out(const BegunLook& begun, LookReport& report) {
    Look look;
    look.tick = begun.tick;
    look.when_ns = world_.world.clock.now_ns();
    try {
        const Pipeline pipeline = load();
        RunOptions options;
        options.selection.targets = watched_stages(pipeline, request_.stages);
        options.force_stages = ingest_to_watch(project_, pipeline, options.selection.targets);
        options.hold_side_effects = true;
        options.keep_going = true;
        options.jobs = request_.jobs;
        options.wait_s = begun.slot ? std::max(request_.wait_s, patience_s(request_)) : request_.wait_s;
        options.arguments = request_.arguments;
        options.cause = RunCause{RunCause::Kind::watch, begun.tick, "", ""};
        const std::unique_ptr<Reporter> reporter = world_.make_reporter();
        return look_of(pipeline, run(project_, options, world_.world, *reporter, world_.interrupt),
                       begun.tick);
    } catch (const Error& error) {
        report.error = error.kind();
        look.outcome = error.kind() == ErrorKind::interrupted ? LookOutcome::interrupted
                       : error.kind() == ErrorKind::locked    ? LookOutcome::skipped
                                                              : LookOutcome::failed;
        look.problems = {error.what()};
        return look;
    }
}

LookReport Watcher::look(const std::string& tick, const std::optional<Slot>& slot) {
    LookReport report;
    WatchState next = memory_;
    next.begun = BegunLook{tick, slot};
    save(std::move(next));
    const Look look = carry_out(*memory_.begun, report);
    report.look = {look.tick, look.run, look.when_ns, look.outcome, look_text(look)};
    if (look.outcome != LookOutcome::interrupted) finish(look, slot, report);
    return report;
}

// A look that was killed may have come to the end of its run all the same.
Look Watcher::find_begun(const BegunLook& begun) const {
    Look look;
    look.tick = begun.tick;
    look.outcome = LookOutcome::interrupted;
    try {
        const RunCause cause{RunCause::Kind::watch, begun.tick, "", ""};
        const auto run = find_run(world_.world.files, project_, cause);
        if (!run) return look;
        look.run = run->id;
        look.when_ns = run->started_ns;
        return look_of(load(), *run, begun.tick);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        if (look.when_ns == 0) look.when_ns = world_.world.clock.now_ns();
        look.outcome = LookOutcome::failed;
        look.problems = {std::string("what the look before has found cannot be told any more: ") +
                         error.what()};
        return look;
    }
}

LookReport Watcher::recover() {
    LookReport report;
    if (const std::optional<BegunLook> begun = memory_.begun) {
        const Look look = find_begun(*begun);
        if (look.outcome != LookOutcome::interrupted) {
            finish(look, begun->slot, report);
            return report;
        }
        WatchState next = memory_;
        next.begun.reset();
        save(std::move(next));
    }
    deliver(report);
    retrain_if_due(report);
    return report;
}

}  // namespace mlpipe::watch
