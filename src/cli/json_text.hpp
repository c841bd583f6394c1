// Names and messages are bytes; JSON carries UTF-8 only.
#pragma once
#include <string_view>

#include "mlpipe/base/value.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe::cli {

// As it is where JSON can carry it, else with \xNN for the bytes that it cannot.
inline Value json_text(std::string_view bytes) {
    return is_utf8(bytes) ? Value(bytes) : Value(printable(bytes));
}

}  // namespace mlpipe::cli
