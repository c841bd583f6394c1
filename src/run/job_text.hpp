// Sentences about how a job ended.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/exec/executor.hpp"

namespace mlpipe {

// As a shell would say it: 128 + signal for a killed process; nullopt when nothing was started.
std::optional<int> exit_code(const JobResult& result);
std::string failure_text(const JobResult& result, const Job& job);
std::string left_behind_notice(unsigned processes);
std::string displaced_notice(const std::string& path, const std::string& kept_at);

}  // namespace mlpipe
