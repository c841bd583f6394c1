#include "kept_lines.hpp"

#include <utility>

namespace mlpipe {

void KeptLines::add(std::string lines) {
    head_is_full_ = head_is_full_ || (!head_.empty() && head_.size() + lines.size() > most_);
    if (!head_is_full_) {
        head_ += lines;
        return;
    }
    tail_bytes_ += lines.size();
    tail_.push_back(std::move(lines));
    while (tail_bytes_ > most_ && tail_.size() > 1) {
        tail_bytes_ -= tail_.front().size();
        left_out_ += tail_.front().size();
        tail_.pop_front();
    }
}

std::string KeptLines::tail() const {
    std::string text;
    for (const std::string& lines : tail_) text += lines;
    return text;
}

}  // namespace mlpipe
