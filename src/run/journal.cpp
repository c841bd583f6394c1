#include "journal.hpp"

#include <span>

namespace mlpipe {

Journal::Journal(FileSystem& files, const Clock& clock, std::string directory)
    : files_(files),
      directory_(std::move(directory)),
      // What stages print is in their own logs.
      lines_([this](std::string_view line) { write(line); }, clock,
             JsonLinesReporter::StageLines::leave_out) {}

void Journal::handle(const Event& event) {
    lines_.handle(event);
}

void Journal::write(std::string_view line) {
    pending_ += line;
    if (!writer_) {
        if (!files_.link_stat(directory_)) return;
        writer_ = files_.create(directory_ + "/events.jsonl", 0644);
    }
    writer_->write(std::as_bytes(std::span(pending_.data(), pending_.size())));
    pending_.clear();
}

}  // namespace mlpipe
