// Carries out one decision on one stage: run its command and store what it made, or restore it. Gets values,
// returns one value; runs on a worker thread and touches neither plan, lineage nor reporter.
#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input_storing.hpp"
#include "mlpipe/exec/executor.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/run/environment_probe.hpp"
#include "observation.hpp"
#include "output_space.hpp"

namespace mlpipe {

struct StageTask {
    StageId stage = 0;
    const Stage* declared = nullptr;
    Observation observation;
    Job job;
    std::vector<ArtifactAt> leftovers;   // of this stage's last, failed execution
    std::vector<std::string> sources;    // dependencies that no stage makes
    std::optional<StageRecord> restore;  // restore this instead of running
    ExpectedContents fetch;              // absent dependencies to bring from the store first
};

struct StageOutcome {
    StageId stage = 0;
    ExecutionStatus status = ExecutionStatus::failed;
    std::string reason;
    bool damaged = false;  // the store did not hold what it should
    ResourceUse use;
    std::optional<int> exit_code;
    unsigned attempts = 0;
    std::vector<ArtifactAt> outputs, prior, leftovers;
    std::vector<std::string> changed_inputs;
    std::vector<std::string> unreproducible;  // sources that neither git nor the store holds
    std::vector<std::string> notices;         // for people
    MetricValues metrics;
    std::optional<InterpreterEnvironment> interpreter;
};

class StageRunner {
  public:
    // Everything must outlive the runner.
    StageRunner(FileSystem& files, const Project& project, Store& store, const Hasher& hasher,
                const Observer& observer, Executor& executor, InterpreterProbe& interpreters, std::string run,
                const Interrupt* interrupt);

    using LineSink = std::function<void(std::string_view)>;
    using AttemptSink = std::function<void(unsigned)>;
    using EndSink = std::function<void()>;
    // Never throws: what goes wrong is the outcome's reason. `ended`: the command succeeded, and what it made
    // is yet to be stored; may be empty.
    StageOutcome carry_out(StageTask& task, const LineSink& line, const AttemptSink& attempt,
                           const EndSink& ended);
    // No further attempt begins.
    void cancel() { cancelled_ = true; }

  private:
    void restore(StageTask& task, StageOutcome& outcome);
    void run(StageTask& task, StageOutcome& outcome, const LineSink& line, const AttemptSink& attempt,
             const EndSink& ended);
    void prepare(StageTask& task, StageOutcome& outcome);
    void attempt_until_done(StageTask& task, StageOutcome& outcome, const LineSink& line,
                            const AttemptSink& attempt);
    void finish(StageTask& task, StageOutcome& outcome);
    void collect_leftovers(const StageTask& task, StageOutcome& outcome);
    std::optional<std::string> missing_output(const StageTask& task) const;
    void store_outputs(const StageTask& task, StageOutcome& outcome);
    void collect_metrics(const StageTask& task, StageOutcome& outcome);
    void keep_sources(const StageTask& task, StageOutcome& outcome);
    void wait_before_retry(double seconds) const;

    FileSystem& files_;
    const Project& project_;
    Store& store_;
    const Hasher& hasher_;
    const Observer& observer_;
    Executor& executor_;
    InterpreterProbe& interpreters_;
    OutputSpace space_;
    InputStoring input_storing_;
    std::atomic<bool> cancelled_ = false;
};

}  // namespace mlpipe
