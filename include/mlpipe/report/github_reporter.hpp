// A run in the log of a step of GitHub Actions: what each stage writes is a group of its own, annotations stand at the
// end, and nothing that a stage writes is taken for a command.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "mlpipe/base/random.hpp"
#include "mlpipe/report/github_commands.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

// The group of one stage at a time is open and grows while it runs: that of the stage which has run longest. What
// others write meanwhile waits, up to 1 MiB each, of which the beginning and the end are kept, until they end or it is
// their turn.
class GithubReporter : public Reporter {
  public:
    // Of a run's stage: where its whole log lies, for who misses a part of it.
    using LogFile = std::function<std::string(const std::string& run, const std::string& stage)>;

    GithubReporter(TextSink sink, GithubJob job, LogFile log_file,
                   std::function<std::string()> make_token = random_token);
    // Leaves the log open for commands, also where the run broke off.
    ~GithubReporter() override;
    void handle(const Event& event) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
