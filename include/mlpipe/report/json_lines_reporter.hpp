// A run as JSON lines: one canonical object an event, {"event", "at", ...}; docs/format.md lists the fields.
// Text that is not UTF-8 stands under its name with "_base64" appended.
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
