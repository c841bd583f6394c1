#include "mlpipe/report/transfer_text.hpp"

#include "mlpipe/base/text.hpp"

namespace mlpipe {

std::string transfer_line(std::string_view verb, const TransferState& state) {
    std::string line = std::string(verb) + " " + std::to_string(state.objects) + " of " +
                       text::plural(state.all_objects, "object") + ", " + text::format_bytes(state.bytes) +
                       " of " + text::format_bytes(state.all_bytes);
    // A rate over less says nothing.
    if (state.elapsed_s < 0.5) return line;
    const double rate = static_cast<double>(state.bytes) / state.elapsed_s;
    return line + ", " + text::format_bytes(static_cast<std::uint64_t>(rate)) + "/s";
}

}  // namespace mlpipe
