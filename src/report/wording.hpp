// The words that the text reporters, summaries and `show` share.
#pragma once
#include <cstdint>
#include <optional>
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
// A stage that an interrupted run did not come to has not.
bool had_begun(const Execution& execution);
// Six digits, which is more than people compare: 0.831457, 3, 1.5e-09.
std::string number_text(double number);
std::string number_text_of(double number, int digits);  // so many at most
std::string share_text(double share);                   // "12.5 %"
// The same, and all of them where it takes these to tell it from the other.
std::string number_text(double number, double other);
// "+0.012", "-1.5 %"; "" where there is none, or no finite one.
std::string change_text(const std::optional<double>& change);
std::string percent_text(const std::optional<double>& relative);
std::string joined(const std::vector<std::string>& words, std::string_view between);
// "Debian 12, 6.1.0, 2 cores of a processor, 4.0 GiB"
std::string machine_text(const MachineEnvironment& machine);
// The parts of a command, each with its end of line; printable.
std::string printable_command(const Command& command);
// "run 2026… (commit …): identical"
std::string reproduction_text(const Reproduction& again);
// "  " before each line.
std::string indented(std::string_view lines, std::size_t blanks);

}  // namespace mlpipe
