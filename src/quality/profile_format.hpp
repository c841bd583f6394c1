// By what a stored profile is known.
#pragma once
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view profile_format = "mlpipe profile";
inline constexpr int profile_version = 1;

}  // namespace mlpipe
