// The progress of a transfer on the terminal.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "mlpipe/report/transfer_text.hpp"
#include "mlpipe/store/transfer.hpp"
#include "progress.hpp"

namespace mlpipe::cli {

class TransferMeterLine {
  public:
    TransferMeterLine(const Context& context, std::string verb)
        : progress_(context), verb_(std::move(verb)) {}

    // Must not outlive this.
    std::function<void(const TransferProgress&)> listener() {
        return [this](const TransferProgress& now) {
            progress_.show([&] {
                const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began_;
                return transfer_line(
                    verb_, {now.objects, now.all_objects, now.bytes, now.all_bytes, elapsed.count()});
            });
        };
    }

  private:
    Progress progress_;
    std::string verb_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace mlpipe::cli
