// Hears of requests to stop while it lives. What was requested before and after counts all the same.
#pragma once
#include <chrono>
#include <functional>
#include <utility>

#include "mlpipe/base/interrupt.hpp"

namespace mlpipe {

class Listening {
  public:
    Listening(Interrupt& interrupt, std::function<void(int)> listener) : interrupt_(interrupt) {
        interrupt_.on_request(std::move(listener));
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() {
        interrupt_.on_request([](int) {});
    }

  private:
    Interrupt& interrupt_;
};

// False, at once, when `stop_at` requests to stop have been made.
bool wait_unless_interrupted(Interrupt& interrupt, std::chrono::nanoseconds time, int stop_at = 1);

}  // namespace mlpipe
