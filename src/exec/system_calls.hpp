// One open file descriptor, closed with its owner; and the few system calls that every part of exec makes
// with one.
#pragma once
#include <unistd.h>

#include <cstdint>
#include <span>
#include <utility>

namespace mlpipe::exec {

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    ~Descriptor() { reset(); }

    explicit operator bool() const { return number_ >= 0; }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }
    void reset() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

  private:
    int number_ = -1;
};

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
