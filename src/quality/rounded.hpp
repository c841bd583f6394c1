// Numbers in reasons. For this room's .cpp files.
#pragma once
#include <string>

namespace mlpipe {

// Four digits: differences of decimal fractions have long tails that mean nothing.
std::string rounded(double number);
// "12.5 %"
std::string percent(double share);

}  // namespace mlpipe
