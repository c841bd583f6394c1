// Runs that were not written down here as they went on, but come whole.
#include "state.hpp"

namespace mlpipe {

void Lineage::import_run(const RunRecord& run) {
    import_runs({run});
}

std::size_t Lineage::import_runs(const std::vector<RunRecord>& runs) {
    std::size_t imported = 0;
    if (runs.empty()) return imported;
    state_->write([&] {
        for (const RunRecord& run : runs) {
            if (state_->find_run(run.id)) continue;
            state_->write_end(run);
            ++imported;
        }
    });
    return imported;
}

bool Lineage::knows_run(const std::string& id) {
    return state_->find_run(id).has_value();
}

}  // namespace mlpipe
