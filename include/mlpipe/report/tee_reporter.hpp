// Several reporters as one. Each gets every event, in the order given, also when one before it throws; the
// first exception is thrown again afterwards.
#pragma once
#include <vector>

#include "mlpipe/report/reporter.hpp"

namespace mlpipe {

class TeeReporter : public Reporter {
  public:
    // Not owned; they must outlive this one.
    explicit TeeReporter(std::vector<Reporter*> reporters);
    void handle(const Event& event) override;
    void tick() override;

  private:
    std::vector<Reporter*> reporters_;
};

}  // namespace mlpipe
