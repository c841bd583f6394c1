#include "rounded.hpp"

#include <array>
#include <cstdio>

namespace mlpipe {

std::string rounded(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", number);
    return text.data();
}

std::string percent(double share) {
    return rounded(100 * share) + " %";
}

}  // namespace mlpipe
