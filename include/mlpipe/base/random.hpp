// Names and tokens that nobody can guess.
#pragma once
#include <string>

namespace mlpipe {

// 32 hex digits: 128 bits from the kernel. Throws Error(failed) where it has none. Any thread.
std::string random_token();

}  // namespace mlpipe
