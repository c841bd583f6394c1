// The words that the text reporters, summaries and `show` share.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// "exit code 1", "exit code 137 (SIGKILL)".
std::string exit_text(int exit_code);
// What a person should know about this exit code before reading the log; may be empty.
std::string exit_hint(int exit_code);
// "exit code 1 after 2.3 s, 2 attempts", as far as known.
std::string failure_text(const Execution& execution);
// "a, b, c and 4 more", printable.
std::string names_text(const std::vector<std::string>& names, std::size_t most = 5);
double seconds_between(std::int64_t from_ns, std::int64_t to_ns);
// Of the processes where known, else between start and end.
double duration_s(const Execution& execution);
// "  " before each line.
std::string indented(std::string_view lines, std::size_t blanks);

}  // namespace mlpipe
