// One character of UTF-8 at a time, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mlpipe {

struct Utf8Character {
    std::uint32_t code = 0;
    std::size_t length = 0;  // bytes; 0: not UTF-8
};

// `bytes` must not be empty.
Utf8Character first_character(std::string_view bytes);

}  // namespace mlpipe
