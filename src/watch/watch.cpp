#include "mlpipe/watch/watch.hpp"

#include <algorithm>
#include <random>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/listening.hpp"
#include "mlpipe/watch/schedule.hpp"
#include "watcher.hpp"

namespace mlpipe {
namespace {

// The machine may be suspended, or its clock set, while the watch waits.
constexpr std::int64_t longest_wait_ns = 15'000'000'000;

bool wait(const WatchWorld& world, std::int64_t ns) {
    const std::chrono::nanoseconds time(std::min(ns, longest_wait_ns));
    return world.wait ? world.wait(time) : wait_unless_interrupted(world.interrupt, time);
}

bool was_stopped(const LookReport& report) {
    return report.retraining && report.retraining->interrupted;
}

}  // namespace

struct Watch::State {
    watch::Watcher watcher;
};

Watch::Watch(const Project& project, const WatchRequest& request, WatchWorld world)
    : state_(new State{watch::Watcher(project, request, std::move(world))}) {}

Watch::~Watch() = default;

LookReport Watch::look() {
    watch::Watcher& watcher = state_->watcher;
    watcher.check();
    LookReport before = watcher.recover();
    if (was_stopped(before)) return before;
    const std::int64_t now_ns = watcher.world().world.clock.now_ns();
    LookReport report = watcher.look(make_run_id(now_ns, std::random_device{}()), std::nullopt);
    report.alarms.insert(report.alarms.begin(), before.alarms.begin(), before.alarms.end());
    if (!report.retraining) report.retraining = std::move(before.retraining);
    return report;
}

bool Watch::keep_watch() {
    watch::Watcher& watcher = state_->watcher;
    const WatchWorld& world = watcher.world();
    watcher.check();
    if (was_stopped(watcher.recover())) return true;
    const std::int64_t every_ns = every_ns_of(*watcher.request().settings.every_s);
    while (world.interrupt.requests() == 0) {
        const Moment now = current_moment(world.world.files, world.world.clock);
        const NextSlot next = next_slot(watcher.memory().slot, every_ns, now);
        if (next.wait_ns > 0) {
            if (!wait(world, next.wait_ns)) return false;
            continue;
        }
        const std::string tick = format_time(next.begin_ns);
        const LookReport report = watcher.look(tick, Slot{next.begin_ns, now});
        if (report.look.outcome == LookOutcome::interrupted) return true;
        if (was_stopped(report)) return true;
        if (report.look.outcome == LookOutcome::skipped)
            world.tell("Skipped the look of " + tick + ": " + report.look.text + "\n");
    }
    return false;
}

}  // namespace mlpipe
