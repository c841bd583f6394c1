#include "journal.hpp"

#include <span>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

Journal::Journal(FileSystem& files, const Clock& clock, std::string directory)
    : files_(files),
      directory_(std::move(directory)),
      // What stages print is in their own logs.
      lines_([this](std::string_view line) { write(line); }, clock,
             JsonLinesReporter::StageLines::leave_out) {}

void Journal::handle(const Event& event) {
    if (!problem_.empty()) return;
    try {
        lines_.handle(event);
    } catch (const Error& error) {
        problem_ = error.what();
    }
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
