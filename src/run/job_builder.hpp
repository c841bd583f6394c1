// From a stage to the self-contained job that an executor runs: argument vectors, environment, files. Reads
// nothing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/exec/executor.hpp"
#include "mlpipe/plan/admission.hpp"
#include "mlpipe/run/project.hpp"
#include "observation.hpp"

namespace mlpipe {

struct JobContext {
    std::string run;
    unsigned jobs = 1;
    // Values that must not be shown whichever stage prints them: all stages inherit what one of them
    // declares.
    std::vector<std::string> masked = {};
    bool replay = false;
};

// The values of all the secrets that a pipeline declares.
std::vector<std::string> secret_values(const Pipeline& pipeline, const CallerEnvironment& environment);

Job build_job(const Project& project, const Stage& stage, const Observation& observation,
              const Admission::Grant& grant, const CallerEnvironment& environment, const JobContext& context);

void set_variable(Job& job, std::string_view name, std::string value);
// Tells the job which file takes its live metrics, beside its log: each attempt has one of its own.
void set_live_metrics(Job& job, const std::string& stage, unsigned attempt);

}  // namespace mlpipe
