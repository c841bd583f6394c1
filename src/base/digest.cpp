#include "mlpipe/base/digest.hpp"

#include <openssl/evp.h>

#include <new>

#include "hexadecimal.hpp"
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

}  // namespace

std::string Digest::hex() const {
    return to_hexadecimal(bytes);
}

std::optional<Digest> Digest::parse(std::string_view hex) {
    const auto bytes = parse_hexadecimal<32>(hex);
    return bytes ? std::optional(Digest{*bytes}) : std::nullopt;
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
