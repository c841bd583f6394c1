#include "mlpipe/base/md5.hpp"

#include <openssl/evp.h>

#include <new>

#include "hexadecimal.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

// Fetching an algorithm by name takes libcrypto longer than hashing a small file: once for the process.
const EVP_MD* md5_algorithm() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
        EVP_MD_fetch(nullptr, "MD5", nullptr), &EVP_MD_free);
    if (!algorithm) throw Error(ErrorKind::failed, "cannot hash: libcrypto offers no MD5");
    return algorithm.get();
}

}  // namespace

std::string Md5Digest::hex() const {
    return to_hexadecimal(bytes);
}

std::optional<Md5Digest> Md5Digest::parse(std::string_view hex) {
    const auto bytes = parse_hexadecimal<16>(hex);
    return bytes ? std::optional(Md5Digest{*bytes}) : std::nullopt;
}

struct Md5::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};

    State() {
        if (!context) throw std::bad_alloc();
        restart();
    }
    void restart() {
        if (EVP_DigestInit_ex2(context.get(), md5_algorithm(), nullptr) != 1)
            throw Error(ErrorKind::failed, "cannot hash: libcrypto refused to start MD5");
    }
};

Md5::Md5() : state_(std::make_unique<State>()) {}
Md5::~Md5() = default;
Md5::Md5(Md5&&) noexcept = default;
Md5& Md5::operator=(Md5&&) noexcept = default;

void Md5::update(std::span<const std::byte> data) {
    if (EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) != 1)
        throw Error(ErrorKind::failed, "cannot hash: libcrypto refused the data");
}

void Md5::update(std::string_view data) {
    update(std::as_bytes(std::span(data)));
}

Md5Digest Md5::finish() {
    Md5Digest digest;
    if (EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr) != 1)
        throw Error(ErrorKind::failed, "cannot hash: libcrypto gave no digest");
    state_->restart();
    return digest;
}

Md5Digest md5(std::string_view data) {
    Md5 hasher;
    hasher.update(data);
    return hasher.finish();
}

}  // namespace mlpipe
