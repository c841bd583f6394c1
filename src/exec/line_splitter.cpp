#include "line_splitter.hpp"

#include <algorithm>

namespace mlpipe::exec {

void LineSplitter::take(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        append(bytes.substr(0, end));
        if (end == bytes.size()) return;
        if (bytes[end] == '\n')
            end_line();
        else
            returned_ = true;
        bytes.remove_prefix(end + 1);
    }
}

void LineSplitter::finish() {
    if (!line_.empty()) end_line();
}

void LineSplitter::append(std::string_view text) {
    if (text.empty()) return;
    if (returned_) {
        line_.clear();
        returned_ = cut_ = false;
    }
    while (line_.size() + text.size() > most_line) {
        const std::size_t fitting = most_line - line_.size();
        line_.append(text.substr(0, fitting));
        text.remove_prefix(fitting);
        if (sink_) sink_(line_);
        line_.clear();
        cut_ = true;
    }
    line_.append(text);
}

void LineSplitter::end_line() {
    if (sink_ && !(cut_ && line_.empty())) sink_(line_);
    line_.clear();
    returned_ = cut_ = false;
}

}  // namespace mlpipe::exec
