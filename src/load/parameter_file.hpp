// Which files can hold parameters, and how they are read.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe::load {

// Why a file of this name cannot be read as parameters; nullopt when it can.
std::optional<std::string> unsupported_parameter_file(std::string_view file);

}  // namespace mlpipe::load
