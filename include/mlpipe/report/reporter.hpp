// What a run tells while it goes on. Events are values; a Reporter alone decides what they look like and
// where they go. Called on the run's main thread only. Computes nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct RunStarted {
    std::string run, pipeline;
    std::vector<std::string> stages;  // of this run, in order
    unsigned jobs = 1;
};
struct StageDecided {
    std::string stage;
    Decision decision;
};
struct StageStarted {
    std::string stage;
    unsigned attempt = 1;
};
struct StageLine {
    std::string stage, line;
};
struct StageMeasured {  // while it runs, or just when it has ended
    std::string stage;
    std::optional<double> step;  // where it has told
    MetricValues values;         // the newest of each metric
    bool last = false;           // its command is over
};
struct StageFinished {  // the process is over, results are stored; not yet durable
    std::string stage;
    Execution execution;
};
struct GateJudged {
    GateResult result;
};
struct CheckJudged {
    CheckResult result;
};
struct StageRecorded {  // durable
    std::string stage;
};
struct RunNotice {
    enum class Level { info, warning } level = Level::info;
    std::string stage;  // may be empty
    std::string text;
};
struct RunFinished {
    RunRecord run;
    std::vector<std::string> log_files;     // of the failed executions, in the order of `run`
    std::size_t unreproducible_inputs = 0;  // recorded by digest alone: neither in the store nor in git
    bool lasting = true;                    // what is done stays done: the next run of the project finds it
};

using Event = std::variant<RunStarted, StageDecided, StageStarted, StageLine, StageMeasured, StageFinished,
                           GateJudged, CheckJudged, StageRecorded, RunNotice, RunFinished>;

class Reporter {
  public:
    virtual ~Reporter() = default;
    virtual void handle(const Event& event) = 0;
    // Called about ten times a second while stages run, for what moves on a terminal.
    virtual void tick() {}
};

}  // namespace mlpipe
