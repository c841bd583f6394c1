// Follows what the running stages of a run measure, tells of it, and keeps it. Belongs to the main thread; a stage
// that measures nothing costs a look a second whether its file is there, and one at its end.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/run/live_metrics.hpp"

namespace mlpipe {

class LiveMetricsWatch {
  public:
    // `directory` is the run's. All must outlive it.
    LiveMetricsWatch(FileSystem& files, const Clock& clock, Reporter& reporter, std::string directory);

    // An attempt of a stage begins; what an earlier one measured is forgotten.
    void begin(const std::string& stage, unsigned attempt);
    void end(const std::string& stage);
    // Tells of what is new, of each stage once a second at most.
    void look();

    // The document of what all measured; "" of nothing.
    std::string document() const;
    // Puts it into the run's directory, where there is something to put.
    void keep() const;

  private:
    struct Watched {
        unsigned attempt = 1;
        LiveMetricsFile file;
        std::int64_t next_look_ns = 0;
    };
    void tell(const std::string& stage, Watched& watched, bool last);
    void give_up(const std::string& stage, const std::string& why);

    FileSystem& files_;
    const Clock& clock_;
    Reporter& reporter_;
    std::string directory_;
    std::map<std::string, Watched> watched_;  // of stages that run
    LiveMetrics measured_;                    // of those that have ended
};

}  // namespace mlpipe
