// A run's events as JSON lines in its directory, written whenever the run waits for something to happen. Writes nothing until that directory exists: a run that only
// skips leaves no trace. A disk that is full ends the journal, not the run.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/report/json_lines_reporter.hpp"

namespace mlpipe {

class Journal : public Reporter {
  public:
    Journal(FileSystem& files, const Clock& clock, std::string directory);
    ~Journal() override;
    void handle(const Event& event) override;
    void tick() override;
    // Why it is incomplete; empty while it is whole.
    const std::string& problem() const { return problem_; }

  private:
    void write();

    FileSystem& files_;
    std::string directory_;
    std::string pending_, problem_;
    std::unique_ptr<FileWriter> writer_;
    JsonLinesReporter lines_;
};

}  // namespace mlpipe
