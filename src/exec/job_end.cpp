#include "mlpipe/exec/job_end.hpp"

namespace mlpipe {

std::string how_it_ended(const JobResult& result) {
    switch (result.end) {
        case JobEnd::exited:
            return "ended with exit code " + std::to_string(result.code);
        case JobEnd::signalled:
            return "was ended by signal " + std::to_string(result.code);
        case JobEnd::timed_out:
            return "did not end in time";
        case JobEnd::cancelled:
            return "was interrupted";
        case JobEnd::could_not_start:
            break;
    }
    return "could not be run: " + result.message;
}

}  // namespace mlpipe
