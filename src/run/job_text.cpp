#include "job_text.hpp"

#include <cstring>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {

std::optional<int> exit_code(const JobResult& result) {
    switch (result.end) {
        case JobEnd::exited:
            return result.code;
        case JobEnd::signalled:
        case JobEnd::timed_out:
        case JobEnd::cancelled:
            return 128 + result.code;
        case JobEnd::could_not_start:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string failure_text(const JobResult& result, const Job& job) {
    switch (result.end) {
        case JobEnd::exited:
            return "the command exited with " + std::to_string(result.code);
        case JobEnd::signalled: {
            const char* name = sigabbrev_np(result.code);
            return "the command was killed by signal " + std::to_string(result.code) +
                   (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
        }
        case JobEnd::timed_out:
            return "the command ran longer than its timeout of " +
                   text::format_duration(job.timeout_s.value_or(0));
        case JobEnd::cancelled:
            return "interrupted";
        case JobEnd::could_not_start:
            return result.message;
    }
    return result.message;
}

std::string left_behind_notice(unsigned processes) {
    return processes == 1 ? "1 process outlived the command and was ended"
                          : std::to_string(processes) + " processes outlived the command and were ended";
}

std::string displaced_notice(const std::string& path, const std::string& kept_at) {
    return path::printable(path) + " held content that no run made; it was moved to " +
           path::printable(kept_at);
}

}  // namespace mlpipe
