// A SHA-256 digest as a value, and how to make one. `hex()` prints what `sha256sum` prints.
// Does not know what was hashed. Hashing is libcrypto's, which uses the processor's SHA instructions.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mlpipe {

struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    std::string hex() const;
    // 64 lower-case hex digits; nullopt for anything else.
    static std::optional<Digest> parse(std::string_view hex);
    auto operator<=>(const Digest&) const = default;
};

// Incremental; one object serves one thread at a time and may be reused after finish().
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::span<const std::byte> data);
    void update(std::string_view data);
    // Returns the digest of all that was fed since construction or the last finish().
    Digest finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest sha256(std::string_view data);

}  // namespace mlpipe

template <>
struct std::hash<mlpipe::Digest> {
    std::size_t operator()(const mlpipe::Digest& digest) const noexcept {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) value = (value << 8) | digest.bytes[i];
        return value;
    }
};
