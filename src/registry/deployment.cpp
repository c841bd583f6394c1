#include "mlpipe/registry/deployment.hpp"

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/registry/stored_artifact.hpp"
#include "release_switch.hpp"

namespace mlpipe {
namespace {

using namespace registry;
using Outcome = DeploymentReport::Outcome;
using Step = DeploymentStep;

class Deployment {
  public:
    Deployment(const DeploymentRequest& request, const DeploymentWorld& world)
        : request_(request),
          world_(world),
          releases_(world.files, request.place, request.model, world.store_directory, &world.interrupt),
          commands_(world, releases_),
          switch_(world, releases_, commands_) {
        report_.model = request.model;
        report_.directory = releases_.directory();
        report_.alias = request.alias;
    }

    DeploymentReport carry_out() {
        try {
            recover();
            register_version();
            place();
            if (!compare()) return ended(Outcome::gated);
            smoke();
        } catch (const Error& error) {
            return stopped(error);
        }
        try {
            StopPoint(&world_.interrupt, 1).pass();
            go_live();
        } catch (const Error& error) {
            return reverted(error);
        }
        return settled();
    }

  private:
    void recover() {
        const auto recovered = switch_.recover();
        if (const auto live = releases_.current()) report_.previous = releases_.content(*live);
        if (!recovered) return;
        const std::string what =
            recovered->pending.kind == PendingRelease::Kind::rollback ? "rollback to " : "deployment of ";
        done(Step::recovery, "the " + what + recovered->pending.release.content.version +
                                 ", which was killed, is " + (recovered->finished ? "finished" : "undone"));
    }

    // So that what is deployed always has a name.
    void register_version() {
        NewVersion version;
        version.model = request_.model;
        version.artifact = store_artifact(
            {world_.files, world_.registry.root, world_.store_directory, world_.stat_cache_file},
            request_.path, &world_.interrupt);
        version.why = request_.why;
        Registry registry = Registry::open(world_.registry);
        const auto registered = registry.register_version(version);
        registry.check_assign(request_.model, request_.alias, registered.version.version);
        std::string name(path::name(request_.path));
        if (name == "release.json") name = "artifact";
        report_.release = {request_.model, registered.version.version, {name, version.artifact.reference}};
        done(Step::registration, registered.version.version + (registered.created ? "" : ", as before"));
    }

    void place() {
        report_.release = releases_.place(*report_.release, request_.path);
        release_.content = *report_.release;
        release_.alias = request_.alias;
        release_.activate = request_.activate;
        release_.health = request_.health;
        release_.within_s = request_.within_s;
        release_.directory = request_.working_directory;
        release_.run = world_.registry.run;
        release_.stage = world_.registry.stage;
        release_.why = request_.why;
        release_.since_ns = world_.registry.clock.now_ns();
        done(Step::placing, releases_.path_of(release_.digest()));
    }

    // False when a gate on the comparison failed.
    bool compare() {
        if (!request_.shadow) return true;
        const auto live = releases_.current();
        const auto content = live ? releases_.content(*live) : std::nullopt;
        if (!content) {
            done(Step::shadow, "nothing is live yet to compare with");
            return true;
        }
        Release production;
        production.content = *content;
        report_.shadow = compare_answers(
            world_.files, *request_.shadow, request_.working_directory,
            {"the candidate " + release_.content.version, commands_.environment(release_, live)},
            {"what is live, " + content->version, commands_.environment(production, live)}, world_.interrupt);
        if (report_.shadow->failed.empty()) return true;
        report_.error = report_.shadow->failed.front();
        return false;
    }

    void smoke() {
        if (request_.smoke.empty()) return;
        commands_.smoke(release_, request_.smoke, releases_.current());
        if (!releases_.is_whole(release_.digest()))
            throw Error(ErrorKind::failed,
                        "the smoke test has changed the release, which nothing may write to");
    }

    void go_live() {
        switch_.begin({PendingRelease::Kind::deployment, release_, releases_.current(), false});
        switch_.activate();
        report_.event = switch_.move_alias();
    }

    DeploymentReport settled() {
        report_.outcome = Outcome::live;
        try {
            switch_.settle();
        } catch (const Error& error) {
            report_.outcome = Outcome::unfinished;
            report_.error = std::string("it is live and good, but that could not be noted: ") + error.what() +
                            "; the next deployment or rollback does it";
        }
        return report_;
    }

    DeploymentReport stopped(const Error& error) {
        if (error.kind() != ErrorKind::failed && error.kind() != ErrorKind::interrupted) throw error;
        report_.interrupted = error.kind() == ErrorKind::interrupted;
        report_.error = error.what();
        return ended(Outcome::unchanged);
    }

    DeploymentReport reverted(const Error& error) {
        report_.interrupted = error.kind() == ErrorKind::interrupted;
        report_.error = error.what();
        if (!switch_.state().pending) return ended(Outcome::unchanged);
        commands_.outlast_interrupt();
        try {
            const std::string trouble = switch_.revert();
            done(Step::reversion, report_.previous ? report_.previous->version : "");
            if (!trouble.empty()) report_.error += "; and although it was good before: " + trouble;
            return ended(Outcome::reverted);
        } catch (const Error& second) {
            report_.error += std::string("; and it could not be taken back: ") + second.what() +
                             "; 'mlpipe model rollback " + request_.model + "' does it";
            return ended(Outcome::unfinished);
        }
    }

    DeploymentReport ended(Outcome outcome) {
        report_.outcome = outcome;
        return report_;
    }

    void done(Step step, const std::string& text) const {
        if (world_.tell) world_.tell({step, DeploymentEvent::Kind::done, text, 0});
    }

    const DeploymentRequest& request_;
    const DeploymentWorld& world_;
    Releases releases_;
    ReleaseCommands commands_;
    ReleaseSwitch switch_;
    Release release_;
    DeploymentReport report_;
};

}  // namespace

DeploymentReport deploy(const DeploymentRequest& request, const DeploymentWorld& world) {
    if (world.registry.replay)
        throw Error(ErrorKind::usage,
                    "replays never deploy (MLPIPE_REPLAY is set): this is the repetition of a "
                    "past run");
    return Deployment(request, world).carry_out();
}

}  // namespace mlpipe
