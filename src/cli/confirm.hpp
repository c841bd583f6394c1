// A question before something that cannot be taken back.
#pragma once
#include <string>

namespace mlpipe::cli {

class Context;

// Asks "<question> [y/N]" at the terminal. Throws Error(usage) with `instead`, the options that need no
// question, when there is none.
bool confirmed(const std::string& question, const std::string& instead, const Context& context);

}  // namespace mlpipe::cli
