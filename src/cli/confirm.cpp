#include "confirm.hpp"

#include <unistd.h>

#include <iostream>

#include "context.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe::cli {

bool confirmed(const std::string& question, const std::string& instead, const Context& context) {
    if (::isatty(STDIN_FILENO) != 1)
        throw Error(ErrorKind::usage, "there is no terminal to ask at; " + instead);
    context.tell(question + " [y/N] ");
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
}

}  // namespace mlpipe::cli
