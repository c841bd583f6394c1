// One line on standard error that changes in place, and is gone at the end. Nothing without a terminal.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "context.hpp"

namespace mlpipe::cli {

class Progress {
  public:
    explicit Progress(const Context& context) : context_(context), wanted_(context.err.terminal) {}
    ~Progress() {
        if (shown_) context_.tell("\r\x1b[K");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // `line` is asked for only when it is time for another one.
    void show(const std::function<std::string()>& line) {
        using namespace std::chrono_literals;
        const auto now = std::chrono::steady_clock::now();
        if (!wanted_ || now < next_) return;
        next_ = now + 100ms;
        shown_ = true;
        context_.tell("\r" + line() + "\x1b[K");
    }

  private:
    const Context& context_;
    bool wanted_, shown_ = false;
    std::chrono::steady_clock::time_point next_ =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
};

}  // namespace mlpipe::cli
