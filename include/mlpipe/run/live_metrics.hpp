// What a stage measures while it runs: it appends lines to the file that MLPIPE_METRICS names, each a JSON object
// of numbers, {"loss": 0.31, "step": 3}. docs/pipeline.md describes them. Here they are read as they come, and
// what is kept of them is found again. Nothing that a stage writes there is an error of the run.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/live_metrics.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

// The file of an attempt within its run's directory.
std::string live_metrics_name(const std::string& stage, unsigned attempt);
// Of a whole run, in its directory and in its commit: what it measured, thinned out, as one JSON document.
inline constexpr std::string_view live_metrics_document = "live-metrics.json";

// Follows the file of one attempt. One thread.
class LiveMetricsFile {
  public:
    // The file need not be there yet, and most never are.
    LiveMetricsFile(const FileSystem& files, std::string path);
    ~LiveMetricsFile();
    LiveMetricsFile(LiveMetricsFile&&) noexcept;

    // Takes in the lines that were appended, about a megabyte at most. Whether some value was among them.
    bool read_on();
    // All that is left, also of a line without an end.
    void read_to_the_end();

    bool empty() const { return series_.empty(); }
    std::optional<double> step() const { return step_; }  // that was given last
    MetricValues newest() const;                          // of each metric, in the order of their first ones
    LiveMetrics metrics(const std::string& stage, unsigned attempt) const;
    // What is wrong with the first line that could not be read, or what is left out; once, then "".
    std::string take_problem();

  private:
    struct Series {
        std::string name;
        std::uint64_t count = 0, stride = 1;
        std::vector<std::pair<double, double>> points;
        std::pair<double, double> last;
    };
    std::size_t read_some();
    void take(std::string_view line);
    void take_value(const std::string& name, double value, std::optional<double> step);
    void complain(std::string problem);

    const FileSystem& files_;
    std::string path_;
    std::unique_ptr<FileReader> reader_;
    std::string pending_;  // of a line whose end has not come
    std::uint64_t lines_ = 0;
    std::vector<Series> series_;
    std::unordered_map<std::string, std::size_t> places_;
    std::optional<double> step_;
    std::string problem_;
    bool complained_ = false;
};

// What stages of a run measured: as it was kept, or, of one that is not over, as it stands in their files. None
// where nothing is here.
LiveMetrics live_metrics_here(const FileSystem& files, const Project& project, const RunRecord& run);

}  // namespace mlpipe
