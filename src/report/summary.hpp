// The end of a run in words: what failed and why, the verdict, and what to do next.
#pragma once
#include <deque>
#include <string>
#include <unordered_map>

#include "mlpipe/report/reporter.hpp"

namespace mlpipe {

// What was seen of a stage while it ran.
struct StageNotes {
    std::string why_it_ran;
    std::deque<std::string> tail;  // last lines, printable
    std::string measured;          // last values, printable
    std::size_t times_measured = 0;
};

// Whether nothing had to be done: all was skipped, apart from what is held back.
bool nothing_to_do(const RunRecord& run);

// "1 failed, 2 blocked, 3 ran"
std::string counts_text(const RunRecord& run);

std::string summary_text(const RunFinished& finished,
                         const std::unordered_map<std::string, StageNotes>& notes, bool colour);

}  // namespace mlpipe
