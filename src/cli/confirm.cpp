#include "confirm.hpp"

#include <unistd.h>

#include <iostream>

#include "context.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe::cli {

bool confirmed(bool yes, const std::string& question, const std::string& refusal, const Context& context) {
    if (yes) return true;
    if (::isatty(STDIN_FILENO) != 1) throw Error(ErrorKind::usage, refusal);
    context.tell(question + " [y/N] ");
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
}

}  // namespace mlpipe::cli
