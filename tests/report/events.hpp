// Events of small runs for the tests of reporters.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/report/reporter.hpp"

namespace mlpipe::testing {

class FakeClock : public Clock {
  public:
    std::int64_t now_ns() const override { return 1'000'000'000 + now; }
    std::int64_t steady_ns() const override { return now; }
    void advance_ms(std::int64_t milliseconds) { now += milliseconds * 1'000'000; }
    std::int64_t now = 0;
};

inline Execution execution(std::string stage, ExecutionStatus status, std::string reason = "") {
    Execution made;
    made.stage = std::move(stage);
    made.status = status;
    made.reason = std::move(reason);
    return made;
}

inline Execution ran(std::string stage, double wall_s) {
    Execution made = execution(std::move(stage), ExecutionStatus::ran);
    made.use.wall_s = wall_s;
    made.attempts = 1;
    made.exit_code = 0;
    return made;
}

inline Execution failed(std::string stage, int exit_code, double wall_s) {
    Execution made = execution(std::move(stage), ExecutionStatus::failed);
    made.use.wall_s = wall_s;
    made.attempts = 1;
    made.exit_code = exit_code;
    return made;
}

inline RunFinished finished(RunStatus status, std::vector<Execution> executions, double took_s = 12.3) {
    RunFinished event;
    event.run.id = "20261123T131502123Z-7f3a9c";
    event.run.status = status;
    event.run.started_ns = 1'000'000'000;
    event.run.finished_ns = 1'000'000'000 + static_cast<std::int64_t>(took_s * 1e9);
    event.run.executions = std::move(executions);
    return event;
}

inline RunStarted started(std::vector<std::string> stages) {
    return {"20261123T131502123Z-7f3a9c", "flights", std::move(stages), 2};
}

inline StageDecided decided(std::string stage, DecisionKind kind, std::string reason = "") {
    return {std::move(stage), Decision{kind, std::move(reason), {}}};
}

}  // namespace mlpipe::testing
