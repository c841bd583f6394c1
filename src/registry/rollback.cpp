#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/registry/deployment.hpp"
#include "refuse_replay.hpp"
#include "release_change.hpp"

namespace mlpipe {
namespace {

using namespace registry;
using Outcome = DeploymentReport::Outcome;

// Going back is to take less than a second: of a larger release only the size is looked at.
constexpr std::uint64_t most_read = std::uint64_t{256} << 20;

class Rollback : private ReleaseChange {
  public:
    Rollback(const RollbackRequest& request, const DeploymentWorld& world)
        : ReleaseChange(world, request.place, request.model), request_(request) {}

    DeploymentReport carry_out() {
        const auto live = releases_.current();
        if (live) report_.previous = releases_.content(*live);
        if (const auto recovered = switch_.recover(); recovered && was_this(*recovered, live)) {
            const auto now = releases_.current();
            report_.release = now ? releases_.content(*now) : std::nullopt;
            report_.alias = recovered->pending.release.alias;
            report_.event = recovered->event;
            return ended(Outcome::live);
        }
        const Release target = choose(releases_.current());
        report_.release = target.content;
        report_.alias = target.alias;
        try {
            switch_.begin({PendingRelease::Kind::rollback, target, releases_.current(), false});
            switch_.activate();
        } catch (const Error& error) {
            return unfinished(error);
        }
        return named();
    }

  private:
    // Whether to make good what a killed process has left was what is asked for: to go back from what is live.
    static bool was_this(const ReleaseSwitch::Recovered& recovered, const std::optional<Digest>& live) {
        if (recovered.pending.kind == PendingRelease::Kind::rollback) return true;
        return !recovered.finished && live == recovered.pending.release.digest() &&
               live != recovered.pending.previous;
    }

    Release choose(const std::optional<Digest>& live) const {
        const Release* found = switch_.state().good_before(live);
        if (found == nullptr)
            throw Error(ErrorKind::usage, "there is no good release of " + request_.model +
                                              " to go back to in '" + path::printable(request_.place) + "'");
        if (!releases_.is_whole(found->digest(), most_read))
            throw Error(ErrorKind::failed, "the release before, " + found->content.version +
                                               ", is not whole any more: '" +
                                               path::printable(releases_.path_of(found->digest())) +
                                               "'; nothing was changed. Deploy that version again");
        Release target = *found;
        if (!request_.alias.empty()) target.alias = request_.alias;
        target.run = world_.registry.run;
        target.stage = world_.registry.stage;
        target.why = request_.why;
        target.since_ns = world_.registry.clock.now_ns();
        return target;
    }

    DeploymentReport named() {
        report_.outcome = Outcome::live;
        try {
            report_.event = switch_.move_alias();
        } catch (const Error& error) {
            report_.error = "it is live, but '" + report_.alias + "' still points elsewhere: " + error.what();
        }
        try {
            switch_.settle();
        } catch (const Error& error) {
            return unfinished(error);
        }
        return report_;
    }

    DeploymentReport unfinished(const Error& error) {
        report_.interrupted = error.kind() == ErrorKind::interrupted;
        report_.error = error.what();
        const bool begun = switch_.state().pending.has_value();
        if (begun) report_.error += "; to roll back again goes on from here";
        return ended(begun ? Outcome::unfinished : Outcome::unchanged);
    }

    const RollbackRequest& request_;
};

}  // namespace

DeploymentReport roll_back(const RollbackRequest& request, const DeploymentWorld& world) {
    refuse_replay(world.registry, "roll back");
    return Rollback(request, world).carry_out();
}

}  // namespace mlpipe
