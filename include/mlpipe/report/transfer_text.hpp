// How far a transfer is, in one line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mlpipe {

struct TransferState {
    std::uint64_t objects = 0, all_objects = 0;
    std::uint64_t bytes = 0, all_bytes = 0;
    double elapsed_s = 0;
};

// "pushing 12 of 40 objects, 1.2 GiB of 3.4 GiB, 56.0 MiB/s"
std::string transfer_line(std::string_view verb, const TransferState& state);

}  // namespace mlpipe
