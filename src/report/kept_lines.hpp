// Lines that wait to be shown, in bounded memory: beyond the bound the first and the last ones are kept.
#pragma once
#include <cstddef>
#include <deque>
#include <string>

namespace mlpipe {

class KeptLines {
  public:
    explicit KeptLines(std::size_t most_bytes) : most_(most_bytes / 2) {}

    void add(std::string lines);
    bool empty() const { return head_.empty(); }
    std::size_t left_out() const { return left_out_; }  // bytes
    const std::string& head() const { return head_; }
    std::string tail() const;

  private:
    std::size_t most_;  // of either part
    std::string head_;
    bool head_is_full_ = false;
    std::deque<std::string> tail_;
    std::size_t tail_bytes_ = 0, left_out_ = 0;
};

}  // namespace mlpipe
