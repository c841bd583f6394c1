#include "mlpipe/report/tee_reporter.hpp"

#include <exception>
#include <utility>

namespace mlpipe {
namespace {

template <typename Call>
void call_each(const std::vector<Reporter*>& reporters, const Call& call) {
    std::exception_ptr first;
    for (Reporter* reporter : reporters) {
        try {
            call(*reporter);
        } catch (...) {
            if (!first) first = std::current_exception();
        }
    }
    if (first) std::rethrow_exception(first);
}

}  // namespace

TeeReporter::TeeReporter(std::vector<Reporter*> reporters) : reporters_(std::move(reporters)) {}

void TeeReporter::handle(const Event& event) {
    call_each(reporters_, [&](Reporter& reporter) { reporter.handle(event); });
}

void TeeReporter::tick() {
    call_each(reporters_, [](Reporter& reporter) { reporter.tick(); });
}

}  // namespace mlpipe
