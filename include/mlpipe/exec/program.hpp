// One short-lived program with its output in memory, for asking other tools (git, an interpreter) a question.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

struct ProgramResult {
    int exit_code = 0;  // 128 + signal for a killed one
    std::string output, errors;
    bool timed_out = false;
};

// nullopt when the program does not exist. `input` is all that it can read. Killed after `timeout_s`; at most
// `most_bytes` of each stream are kept. `environment`: nullopt inherits.
std::optional<ProgramResult> run_program(
    const std::vector<std::string>& arguments, const std::string& working_directory, double timeout_s,
    const std::optional<std::vector<std::string>>& environment = std::nullopt,
    std::size_t most_bytes = 16 << 20, std::string_view input = {});

}  // namespace mlpipe
