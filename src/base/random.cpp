#include "mlpipe/base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>

#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {

std::string random_token() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 16> bytes{};
    // So few bytes come whole.
    const auto got = uninterrupted([&] { return ::getrandom(bytes.data(), bytes.size(), 0); });
    if (got != static_cast<ssize_t>(bytes.size())) throw_system_error("read", "random bytes", errno);
    std::string token;
    for (const unsigned char byte : bytes) {
        token += digits[byte >> 4];
        token += digits[byte & 15];
    }
    return token;
}

}  // namespace mlpipe
