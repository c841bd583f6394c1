// A run as JSON lines: one canonical object an event, each with "event" and "at" (a time). Beside those:
//   run_started     run, pipeline, stages [names], jobs
//   stage_decided   stage, decision, reason, changes [{field, name, before, after}] if there are any
//   stage_started   stage, attempt
//   stage_line      stage, line
//   stage_measured  stage, metrics {name: newest value}, and step where it was told
//   stage_finished  stage, status, reason, key, wall_s, cpu_s, peak_memory (bytes), attempts, and where there are any
//                   exit_code, changed_inputs [paths], leftovers [paths]
//   stage_recorded  stage
//   notice          level ("info", "warning"), text, stage if it is about one
//   run_finished    run, status, duration_s, counts {status: number}, unreproducible_inputs, logs [paths] if any
// Text that is not UTF-8 stands in base64 under its name with "_base64" appended, in lists as {"base64": ...}.
#pragma once
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/value.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

// Without "at".
Value event_value(const Event& event);

class JsonLinesReporter : public Reporter {
  public:
    enum class StageLines { include, leave_out };
    // `clock` must outlive the reporter. The sink gets one whole line a call.
    JsonLinesReporter(TextSink sink, const Clock& clock, StageLines lines = StageLines::include);
    void handle(const Event& event) override;

  private:
    TextSink sink_;
    const Clock& clock_;
    StageLines lines_;
};

}  // namespace mlpipe
