#include "journal.hpp"

#include <span>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

Journal::Journal(FileSystem& files, const Clock& clock, std::string directory)
    : files_(files),
      directory_(std::move(directory)),
      // What stages print is in their own logs.
      lines_([this](std::string_view line) { pending_ += line; }, clock,
             JsonLinesReporter::StageLines::leave_out) {}

Journal::~Journal() {
    tick();
}

void Journal::handle(const Event& event) {
    if (!problem_.empty()) return;
    lines_.handle(event);
    // Who is told of the end may look at once.
    if (std::holds_alternative<RunFinished>(event)) tick();
}

void Journal::tick() {
    if (!problem_.empty() || pending_.empty()) return;
    try {
        write();
    } catch (const Error& error) {
        problem_ = error.what();
    }
}

void Journal::write() {
    if (!writer_) {
        if (!files_.link_stat(directory_)) return;
        writer_ = files_.create(directory_ + "/events.jsonl", 0644);
    }
    writer_->write(std::as_bytes(std::span(pending_.data(), pending_.size())));
    pending_.clear();
}

}  // namespace mlpipe
