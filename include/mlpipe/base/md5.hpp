// An MD5 as a value, and how to make one. Nothing of ours is named by it: it is what other tools call their files
// by, and is read to be compared with theirs. Does not know what was hashed. Hashing is libcrypto's.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mlpipe {

struct Md5Digest {
    std::array<std::uint8_t, 16> bytes{};

    std::string hex() const;
    // 32 lower-case hex digits; nullopt for anything else.
    static std::optional<Md5Digest> parse(std::string_view hex);
    auto operator<=>(const Md5Digest&) const = default;
};

// Incremental; one object serves one thread at a time and may be reused after finish(). Throws Error(failed) where
// libcrypto is set up to refuse MD5.
class Md5 {
  public:
    Md5();
    ~Md5();
    Md5(Md5&&) noexcept;
    Md5& operator=(Md5&&) noexcept;

    void update(std::span<const std::byte> data);
    void update(std::string_view data);
    // Returns the digest of all that was fed since construction or the last finish().
    Md5Digest finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Md5Digest md5(std::string_view data);

}  // namespace mlpipe
