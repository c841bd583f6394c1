// A run's events as JSON lines in its directory. Writes nothing until that directory exists: a run that only
// skips leaves no trace.
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
    void handle(const Event& event) override;

  private:
    void write(std::string_view line);

    FileSystem& files_;
    std::string directory_;
    std::string pending_;
    std::unique_ptr<FileWriter> writer_;
    JsonLinesReporter lines_;
};

}  // namespace mlpipe
