#include "mlpipe/base/error.hpp"

#include <system_error>

#include "mlpipe/base/path.hpp"

namespace mlpipe {

void throw_system_error(std::string_view doing, std::string_view path, int error_number) {
    throw Error(ErrorKind::failed, "cannot " + std::string(doing) + " '" + path::printable(path) +
                                       "': " + std::generic_category().message(error_number));
}

}  // namespace mlpipe
