#include "mlpipe/report/plain_reporter.hpp"

#include "narrator.hpp"

namespace mlpipe {

struct PlainReporter::State {
    TextSink sink;
    Narrator narrator{Narrator::Style{}};
};

PlainReporter::PlainReporter(TextSink sink) : state_(std::make_unique<State>()) {
    state_->sink = std::move(sink);
}

PlainReporter::~PlainReporter() = default;

void PlainReporter::handle(const Event& event) {
    const std::string text = state_->narrator.tell(event, 0);
    if (!text.empty()) state_->sink(text);
}

}  // namespace mlpipe
