// Comma-separated values, as RFC 4180 has them, with LF.
#pragma once
#include <string>

namespace mlpipe {

// In quotes where it must be. Bytes stay as they are.
std::string csv_field(const std::string& text);

}  // namespace mlpipe
