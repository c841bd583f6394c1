// The commands of a deployment: each is one job of an executor, so that nothing of it outlives it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/registry/deployment.hpp"
#include "mlpipe/registry/releases.hpp"

namespace mlpipe::registry {

class ReleaseCommands {
  public:
    ReleaseCommands(const DeploymentWorld& world, const Releases& releases);
    ~ReleaseCommands();

    // Each throws Error(failed) with the end of what the command said, or Error(interrupted). `previous` is told to
    // the command.
    void smoke(const Release& release, const std::string& script, const std::optional<Digest>& previous);
    void activate(const Release& release, const std::optional<Digest>& previous);
    // Again and again until it succeeds or the release's time is up.
    void check_health(const Release& release, const std::optional<Digest>& previous);

    // What follows goes on although somebody has asked to stop; until he does once more.
    void outlast_interrupt();

    // "NAME=value", the caller's and ours.
    std::vector<std::string> environment(const Release& release, const std::optional<Digest>& previous) const;

  private:
    struct Ended {
        JobResult result;
        std::string last_lines;
    };
    Ended run(DeploymentStep step, const Release& release, const std::string& script,
              const std::optional<Digest>& previous, std::optional<double> timeout_s);
    Executor& executor();
    bool wait(double seconds);
    void check_interrupt() const;

    const DeploymentWorld& world_;
    const Releases& releases_;
    std::unique_ptr<Executor> executor_;
    int stop_at_ = 1;
};

}  // namespace mlpipe::registry
