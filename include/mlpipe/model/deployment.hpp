// Releases of a model: what is live, what was, and what a deployment or a rollback came to. Plain values and
// their JSON; where they lie is the registry's. Times are nanoseconds since 1970 UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/model_version.hpp"
#include "mlpipe/model/shadow.hpp"

namespace mlpipe {

// What lies in a release's directory: `release.json` there.
struct ReleaseContent {
    std::string model, version;
    ArtifactAt artifact;  // relative to the release's directory
    bool operator==(const ReleaseContent&) const = default;
};

// A release that is live, or was, and all that it takes to make it live again.
struct Release {
    ReleaseContent content;
    std::string alias;             // that pointed to it while it was live
    std::string activate, health;  // commands for the shell; "": none
    double within_s = 60;          // in which it must be healthy
    std::string directory;         // where the commands run, absolute
    std::string run, stage;        // that deployed it; "": a person
    std::string why;
    std::int64_t since_ns = 0;  // when it was last found to be good
    const Digest& digest() const { return content.artifact.reference.digest; }
};

// A change of what is live that has begun. It stands on the disk from before `current` changes until all is
// done, so that whoever comes after a kill can finish or undo it.
struct PendingRelease {
    enum class Kind { deployment, rollback };
    Kind kind = Kind::deployment;
    Release release;                 // that is to be live
    std::optional<Digest> previous;  // that was live before
    bool confirmed = false;          // it is live and healthy; what is left is to move the alias
};

// `state.json`: of one model in one place.
struct ReleaseState {
    std::vector<Release>
        good;  // their health was confirmed, and they were live one after the other; the newest last
    std::optional<PendingRelease> pending;
    const Release* find(const Digest& digest) const;  // the newest; null: was never good
    // What a rollback from `live` goes back to: the last one that was good before it; where that was never good,
    // the last one. Null: there is none.
    const Release* good_before(const std::optional<Digest>& live) const;
};

enum class DeploymentStep {
    recovery,
    registration,
    placing,
    shadow,
    smoke,
    swap,
    activation,
    health,
    alias,
    reversion
};

// What a deployment tells while it goes on.
struct DeploymentEvent {
    enum class Kind {
        line,     // of a command's output
        done,     // the step has succeeded
        problem,  // it has not, and the deployment goes on all the same
    };
    DeploymentStep step = DeploymentStep::placing;
    Kind kind = Kind::done;
    std::string text;
    double seconds = 0;
};

struct DeploymentReport {
    enum class Outcome {
        live,        // the release is live and good
        unchanged,   // nothing was changed
        gated,       // neither, for a gate on the comparison failed
        reverted,    // it was live for a moment; what was live before is again
        unfinished,  // what is wrong keeps it from being finished and from being undone
    };
    Outcome outcome = Outcome::unchanged;
    std::string model;
    std::optional<ReleaseContent> release;   // that is, or should be, live
    std::optional<ReleaseContent> previous;  // that was live before
    std::string directory;                   // of all releases of the model
    std::string alias;
    std::optional<ModelEvent> event;  // that moved the alias; none: it was there already
    std::optional<ShadowReport> shadow;
    std::string error;         // why it is not `live`; or what is wrong although it is
    bool interrupted = false;  // it ended because somebody asked it to
};

const char* to_string(DeploymentStep step);
const char* to_string(DeploymentReport::Outcome outcome);

Value to_value(const ReleaseContent& content);
Value to_value(const ReleaseState& state);
Value to_value(const DeploymentReport& report);
// Throw Error(damaged).
ReleaseContent parse_release_content(const Value& value);
ReleaseState parse_release_state(const Value& value);

}  // namespace mlpipe
