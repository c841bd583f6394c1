#include "fingerprint.hpp"

#include <cstring>
#include <utility>

namespace mlpipe {
namespace {

__extension__ using Wide = unsigned __int128;

// Odd, and otherwise without meaning: the fractions of the square roots of 2, 3, 5 and 7.
constexpr std::uint64_t first_key = 0x6a09e667f3bcc909, second_key = 0xbb67ae8584caa73b,
                        third_key = 0x3c6ef372fe94f82b, fourth_key = 0xa54ff53a5f1d36f1;

// Both halves of a product depend on all bits of both factors.
std::uint64_t mix(std::uint64_t one, std::uint64_t other) {
    const Wide product = static_cast<Wide>(one) * other;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word_at(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

std::uint64_t last_word(std::string_view bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), bytes.size());
    return word;
}

}  // namespace

Fingerprint fingerprint(std::string_view text, const Fingerprint& seed) {
    std::uint64_t low = seed.low ^ first_key, high = seed.high ^ second_key;
    const std::uint64_t length = text.size();
    const auto take = [&](std::uint64_t word) {
        low = mix(low ^ word, third_key) + word;
        high = mix(high + word, fourth_key) ^ word;
    };
    for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t)))
        take(word_at(text.data()));
    if (!text.empty()) take(last_word(text));
    return {mix(low ^ length, fourth_key ^ high), mix(high ^ third_key, low + (length | 1))};
}

FingerprintSet::FingerprintSet() : slots_(1024) {}

std::size_t FingerprintSet::place_of(const Fingerprint& value) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = static_cast<std::size_t>(value.low) & mask;
    while (slots_[place] != Fingerprint{} && slots_[place] != value) place = (place + 1) & mask;
    return place;
}

bool FingerprintSet::insert(const Fingerprint& value) {
    const Fingerprint kept = value == Fingerprint{} ? Fingerprint{0, 1} : value;
    Fingerprint& slot = slots_[place_of(kept)];
    if (slot == kept) return false;
    slot = kept;
    // Three quarters of the places at most.
    if (++size_ * 4 > slots_.size() * 3) grow();
    return true;
}

bool FingerprintSet::contains(const Fingerprint& value) const {
    const Fingerprint kept = value == Fingerprint{} ? Fingerprint{0, 1} : value;
    return slots_[place_of(kept)] == kept;
}

void FingerprintSet::grow() {
    std::vector<Fingerprint> before = std::exchange(slots_, std::vector<Fingerprint>(slots_.size() * 2));
    for (const Fingerprint& value : before)
        if (value != Fingerprint{}) slots_[place_of(value)] = value;
}

}  // namespace mlpipe
