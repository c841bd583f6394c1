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
// What a person should know about the exit code of a failure before reading the log; may be empty.
std::string exit_hint(const Execution& execution);
// "the command exited with 1 after 2.3 s, 2 attempts", as far as known: the first line of the reason, unless
// that only says why the stage ran, else the exit code.
std::string failure_text(const Execution& execution, std::string_view why_it_ran);
// "a, b, c and 4 more", printable.
std::string names_text(const std::vector<std::string>& names, std::size_t most = 5);
double seconds_between(std::int64_t from_ns, std::int64_t to_ns);
// Of the processes where known, else between start and end.
double duration_s(const Execution& execution);
// Six digits, which is more than people compare: 0.831457, 3, 1.5e-09.
std::string number_text(double number);
// "  " before each line.
std::string indented(std::string_view lines, std::size_t blanks);

}  // namespace mlpipe
