#include "release_switch.hpp"

#include <algorithm>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe::registry {

using Event = DeploymentEvent::Kind;
using Step = DeploymentStep;

ReleaseSwitch::ReleaseSwitch(const DeploymentWorld& world, Releases& releases, ReleaseCommands& commands)
    : world_(world), releases_(releases), commands_(commands), state_(releases.state()) {}

void ReleaseSwitch::tell(Step step, Event kind, const std::string& text) const {
    if (world_.tell) world_.tell({step, kind, text, 0});
}

void ReleaseSwitch::note(std::optional<PendingRelease> pending) {
    ReleaseState next = state_;
    next.pending = std::move(pending);
    releases_.write(next);
    state_ = std::move(next);
}

void ReleaseSwitch::begin(PendingRelease pending) {
    note(std::move(pending));
    const Release& release = state_.pending->release;
    releases_.point_current_to(release.digest());
    tell(Step::swap, Event::done, release.content.version);
}

void ReleaseSwitch::activate() {
    const PendingRelease& pending = *state_.pending;
    commands_.activate(pending.release, pending.previous);
    commands_.check_health(pending.release, pending.previous);
}

std::optional<ModelEvent> ReleaseSwitch::move_alias() {
    PendingRelease pending = *state_.pending;
    pending.confirmed = true;
    note(pending);
    const Release& release = pending.release;
    Registry registry = Registry::open(world_.registry);
    auto event = registry.assign(release.content.model, release.alias, release.content.version, release.why);
    try {
        registry.update_index();
    } catch (const Error& error) {
        // The event has happened; the next who asks brings the index up to it.
        tell(Step::alias, Event::problem, error.what());
    }
    tell(Step::alias, Event::done, event ? release.alias : "");
    return event;
}

void ReleaseSwitch::settle() {
    ReleaseState next = state_;
    const PendingRelease pending = *next.pending;
    next.pending.reset();
    const auto is_it = [&](const Release& one) { return one.digest() == pending.release.digest(); };
    std::vector<Release>& good = next.good;
    if (pending.kind == PendingRelease::Kind::rollback) {
        // What came after it is not what anybody wants to go back to.
        good.erase(std::find_if(good.rbegin(), good.rend(), is_it).base(), good.end());
    }
    if (!good.empty() && is_it(good.back())) good.pop_back();
    good.push_back(pending.release);
    good.back().since_ns = world_.registry.clock.now_ns();
    releases_.write(next);
    state_ = std::move(next);
}

std::string ReleaseSwitch::revert() {
    PendingRelease pending = *state_.pending;
    if (pending.confirmed) {
        pending.confirmed = false;
        note(pending);
    }
    std::optional<Digest> previous = pending.previous;
    if (previous && !releases_.content(*previous)) previous.reset();
    releases_.point_current_to(previous);
    std::string trouble;
    if (const Release* before = previous ? state_.find(*previous) : nullptr) {
        try {
            commands_.activate(*before, pending.release.digest());
            commands_.check_health(*before, pending.release.digest());
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            trouble = error.what();
        }
    }
    note(std::nullopt);
    return trouble;
}

// What fails is told, and what follows is done all the same.
template <typename Attempt>
void ReleaseSwitch::attempt(Step step, Attempt what) const {
    try {
        what();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        tell(step, Event::problem, error.what());
    }
}

std::optional<ReleaseSwitch::Recovered> ReleaseSwitch::recover() {
    releases_.remove_leftovers();
    if (!state_.pending) return std::nullopt;
    Recovered recovered{*state_.pending, false, std::nullopt};
    const PendingRelease& pending = recovered.pending;
    recovered.finished = pending.confirmed || pending.kind == PendingRelease::Kind::rollback;
    if (!recovered.finished) {
        if (const std::string trouble = revert(); !trouble.empty())
            tell(Step::recovery, Event::problem, trouble);
        return recovered;
    }
    releases_.point_current_to(pending.release.digest());
    if (!pending.confirmed) attempt(Step::activation, [&] { activate(); });
    attempt(Step::alias, [&] { recovered.event = move_alias(); });
    settle();
    return recovered;
}

}  // namespace mlpipe::registry
