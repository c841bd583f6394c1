// Turns INT, TERM and HUP into requests to stop, on a thread of its own. PIPE is ignored: a closed pipe is an
// error of the write. Nothing else of the process may change the disposition of these signals while a
// listener lives.
#pragma once
#include <thread>

#include "mlpipe/base/interrupt.hpp"

namespace mlpipe::cli {

class SignalListener {
  public:
    // Blocks the signals in the calling thread and in all that it starts later: make it before any other
    // thread.
    explicit SignalListener(Interrupt& interrupt);
    ~SignalListener();
    SignalListener(const SignalListener&) = delete;
    SignalListener& operator=(const SignalListener&) = delete;

  private:
    int wake_ = -1;
    std::thread thread_;
};

}  // namespace mlpipe::cli
