// A run as lines of text without any escape code: for logs of CI jobs, files and pipes.
#pragma once
#include <memory>

#include "mlpipe/report/reporter.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

class PlainReporter : public Reporter {
  public:
    explicit PlainReporter(TextSink sink);
    ~PlainReporter() override;
    void handle(const Event& event) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
