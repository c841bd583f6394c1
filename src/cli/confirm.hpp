// A question before something that cannot be taken back.
#pragma once
#include <string>

namespace mlpipe::cli {

class Context;

// Asks on the terminal; only y and yes are a yes. `yes`: it was answered on the command line. Throws
// Error(usage) with `refusal` where there is no terminal to ask at.
bool confirmed(bool yes, const std::string& question, const std::string& refusal, const Context& context);

}  // namespace mlpipe::cli
