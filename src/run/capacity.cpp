#include "capacity.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/model/stage_file.hpp"

namespace mlpipe {

Capacity capacity_of(const Config& config, const MachineEnvironment& machine, unsigned jobs) {
    Capacity capacity;
    capacity.jobs = jobs;
    capacity.cpu = machine.cpus > 0 ? machine.cpus : core_count();
    capacity.memory = config.memory.value_or(machine.memory);
    capacity.gpus = static_cast<unsigned>(machine.gpus.size());
    for (const auto& [name, count] : config.resources) {
        if (name == "cpu") {
            capacity.cpu = count;
        } else if (name == "gpu") {
            capacity.gpus = count;
        } else {
            capacity.tokens[name] = count;
        }
    }
    return capacity;
}

void refuse_what_never_fits(const PlannedPipeline& planned, const Admission& admission) {
    std::vector<Diagnostic> problems;
    for (StageId stage = 0; stage < planned.pipeline.stages.size(); ++stage) {
        if (!planned.selection.selected[stage]) continue;
        const Stage& declared = planned.pipeline.stages[stage];
        if (const auto why = admission.never_fits(declared)) {
            problems.push_back({shown_file(declared, planned.shown), declared.resources.position,
                                "stage '" + declared.name + "' could never run here: " + *why});
        }
    }
    if (!problems.empty()) throw PipelineError(std::move(problems));
}

unsigned jobs_of(const RunOptions& options, const Config& config) {
    if (options.jobs > 0) return options.jobs;
    return config.jobs.value_or(core_count());
}

}  // namespace mlpipe
