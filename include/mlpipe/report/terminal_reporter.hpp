// A run on a terminal: the same lines as the plain reporter's, in colour, scrolling above a live area that
// names the running stages, how long each has taken and how far the run is. The area is overwritten in place
// and is gone when the run ends or the reporter is destroyed. Never hides the cursor or changes a mode, so a
// killed mlpipe leaves nothing switched.
#pragma once
#include <functional>
#include <memory>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

struct TerminalSize {
    std::size_t columns = 80, rows = 24;
};

struct TerminalOptions {
    std::function<TerminalSize()>
        size;  // asked at each drawing, so that a resized window is noticed; empty: 80x24
    bool colour = true;
    bool live = true;  // whether the cursor may move; false: coloured lines only
};

class TerminalReporter : public Reporter {
  public:
    // `clock` must outlive the reporter.
    TerminalReporter(TextSink sink, TerminalOptions options, const Clock& clock);
    ~TerminalReporter() override;
    // Text is written at most about twenty times a second; what came in between goes with the next event or
    // tick.
    void handle(const Event& event) override;
    void tick() override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
