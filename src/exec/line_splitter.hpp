// Cuts a stream of bytes into lines. A progress line, redrawn with `\r`, comes out once, in its last state.
// A line longer than `most_line` comes in pieces of that size.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "mlpipe/exec/executor.hpp"

namespace mlpipe::exec {

class LineSplitter {
  public:
    static constexpr std::size_t most_line = 64 << 10;
    explicit LineSplitter(const Executor::LineSink& sink) : sink_(sink) {}
    void take(std::string_view bytes);
    void finish();  // a last line without an end

  private:
    void append(std::string_view text);
    void end_line();

    const Executor::LineSink& sink_;
    std::string line_;
    bool returned_ = false;  // a `\r` came: the line is over if `\n` follows, else it is redrawn
    bool cut_ = false;       // a piece of this line was sent already
};

}  // namespace mlpipe::exec
