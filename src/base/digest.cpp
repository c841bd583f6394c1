#include "mlpipe/base/digest.hpp"

#include <openssl/evp.h>

#include <new>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

// Fetching an algorithm by name takes libcrypto longer than hashing a small file: once for the process.
const EVP_MD* sha256_algorithm() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
    if (!algorithm) throw Error(ErrorKind::failed, "cannot hash: libcrypto offers no SHA-256");
    return algorithm.get();
}

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

std::string Digest::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<Digest> Digest::parse(std::string_view hex) {
    Digest digest;
    if (hex.size() != 2 * digest.bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        const int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        digest.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return digest;
}

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};

    State() {
        if (!context) throw std::bad_alloc();
        restart();
    }
    void restart() {
        if (EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) != 1)
            throw Error(ErrorKind::failed, "cannot hash: libcrypto refused to start SHA-256");
    }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> data) {
    if (EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) != 1)
        throw Error(ErrorKind::failed, "cannot hash: libcrypto refused the data");
}

void Sha256::update(std::string_view data) {
    update(std::as_bytes(std::span(data)));
}

Digest Sha256::finish() {
    Digest digest;
    if (EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr) != 1)
        throw Error(ErrorKind::failed, "cannot hash: libcrypto gave no digest");
    state_->restart();
    return digest;
}

Digest sha256(std::string_view data) {
    Sha256 hasher;
    hasher.update(data);
    return hasher.finish();
}

}  // namespace mlpipe
