// The change of what is live, from the note that it begins to the note that it is over. Each step is noted
// before it is taken, so that recover() can finish or undo it after a kill at any moment:
//
//   pending, not confirmed   `current` may lead to either; a deployment is undone, a rollback finished
//   pending, confirmed       the release is live and healthy; the alias may have moved; finished
//   nothing pending          over
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "release_commands.hpp"

namespace mlpipe::registry {

class ReleaseSwitch {
  public:
    ReleaseSwitch(const DeploymentWorld& world, Releases& releases, ReleaseCommands& commands);

    const ReleaseState& state() const { return state_; }

    struct Recovered {
        PendingRelease pending;
        bool finished = false;  // else undone
        std::optional<ModelEvent> event;
    };
    // What a killed process has left; nullopt: nothing. What is wrong with commands and alias is told, and keeps
    // nobody from going on.
    std::optional<Recovered> recover();

    // Makes the release live, or throws: revert() then.
    void begin(PendingRelease pending);
    void activate();
    std::optional<ModelEvent> move_alias();
    // It is over: the release is good.
    void settle();
    // What was live before is live again. Returns what is wrong with its own commands, "" when nothing is.
    std::string revert();

  private:
    void note(std::optional<PendingRelease> pending);
    void tell(DeploymentStep step, DeploymentEvent::Kind kind, const std::string& text) const;
    template <typename Attempt>
    void attempt(DeploymentStep step, Attempt what) const;

    const DeploymentWorld& world_;
    Releases& releases_;
    ReleaseCommands& commands_;
    ReleaseState state_;
};

}  // namespace mlpipe::registry
