// The few system calls that every part of exec makes: pipes, descriptors to close, the steady clock.
#pragma once
#include <cstdint>
#include <span>

#include "mlpipe/base/descriptor.hpp"

namespace mlpipe::exec {

struct PipeEnds {
    Descriptor read, write;
};

// Closed on exec; reading never blocks, writing does. Throws Error(failed).
PipeEnds make_pipe();
// Bytes that can be read without waiting.
std::size_t waiting_bytes(int descriptor);
// Closes all but the given descriptors. They are sorted in place.
void close_all_but(std::span<int> kept);

// Nanoseconds of the steady clock.
std::int64_t steady_now();
inline constexpr std::int64_t never = INT64_MAX;
// A span in seconds as nanoseconds, without overflow for silly values.
std::int64_t to_nanoseconds(double seconds);
std::int64_t after(std::int64_t start, std::int64_t span);  // their sum, at most `never`

}  // namespace mlpipe::exec
