// 128 bits that stand for a text, or for a row: equal texts have equal ones, and among a billion different texts two have
// the same with a chance below one in 10^20. Not for what somebody may want to forge.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace mlpipe {

struct Fingerprint {
    std::uint64_t low = 0, high = 0;
    bool operator==(const Fingerprint&) const = default;
};

// The same text under another seed, the name of its column say, has another one.
Fingerprint fingerprint(std::string_view text, const Fingerprint& seed = {});

// Of several cells, whatever their order.
inline void add(Fingerprint& sum, const Fingerprint& part) {
    sum.low += part.low;
    sum.high += part.high;
}

// At most 43 bytes for each that is in it, and half as much again while it grows. One thread writes, or many read.
class FingerprintSet {
  public:
    FingerprintSet();
    // False where it was in there already.
    bool insert(const Fingerprint& value);
    bool contains(const Fingerprint& value) const;
    std::size_t size() const { return size_; }

  private:
    std::size_t place_of(const Fingerprint& value) const;
    void grow();

    std::vector<Fingerprint> slots_;  // an empty one is zero
    std::size_t size_ = 0;
};

}  // namespace mlpipe
