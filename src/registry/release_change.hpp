// What a deployment and a rollback work with, and what they report. The world must outlive it.
#pragma once
#include <string>

#include "release_switch.hpp"

namespace mlpipe::registry {

class ReleaseChange {
  protected:
    ReleaseChange(const DeploymentWorld& world, const std::string& place, const std::string& model)
        : world_(world),
          releases_(world.files, place, model, world.store_directory, &world.interrupt),
          commands_(world, releases_),
          switch_(world, releases_, commands_) {
        report_.model = model;
        report_.directory = releases_.directory();
    }
    ReleaseChange(const ReleaseChange&) = delete;
    ReleaseChange& operator=(const ReleaseChange&) = delete;
    ~ReleaseChange() = default;

    DeploymentReport ended(DeploymentReport::Outcome outcome) {
        report_.outcome = outcome;
        return report_;
    }

    const DeploymentWorld& world_;
    Releases releases_;
    ReleaseCommands commands_;
    ReleaseSwitch switch_;
    DeploymentReport report_;
};

}  // namespace mlpipe::registry
