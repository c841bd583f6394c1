#include "run_exit_code.hpp"

namespace mlpipe::cli {

int exit_code_of(const RunRecord& record) {
    switch (record.status) {
        case RunStatus::interrupted:
            return exit_interrupted;
        case RunStatus::failed:
            return record.failed_at_gates_alone ? exit_gate : exit_failed;
        case RunStatus::running:
        case RunStatus::succeeded:
            break;
    }
    return exit_done;
}

}  // namespace mlpipe::cli
