// The way of a job's output from its pipe to the log file and, line by line, to the sink; secrets are masked
// in both. A log that cannot be written is said once, as a line, and never stops the reading: the job must
// not block.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "line_splitter.hpp"
#include "masker.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/exec/executor.hpp"

namespace mlpipe::exec {

class OutputPump {
  public:
    // `pipe` never blocks. `sink` must outlive the pump.
    OutputPump(Descriptor pipe, std::string log_file, const std::vector<std::string>& masked,
               const Executor::LineSink& sink);
    int descriptor() const { return pipe_.number(); }  // -1 when the pipe has ended
    void read_some();
    // Takes what is in the pipe now, and no more: a process elsewhere may hold the other end for ever.
    void finish();

  private:
    std::size_t read_up_to(std::size_t most);
    void take(std::string_view bytes);
    void write_log(std::string_view bytes);
    void give_up_log(int error);

    Descriptor pipe_, log_;
    std::string log_file_;
    bool log_failed_ = false;
    std::optional<int> log_error_;  // not said yet
    std::unique_ptr<char[]> buffer_;
    Masker masker_;
    LineSplitter lines_;
    const Executor::LineSink& sink_;
};

}  // namespace mlpipe::exec
