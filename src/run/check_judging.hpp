// From the result of a stage to what came of its checks: finds schema and data, in the working tree or, where they are not
// there, in the store. Any thread.
#pragma once
#include <vector>

#include "gate_judging.hpp"
#include "mlpipe/model/data_check.hpp"
#include "workspace.hpp"

namespace mlpipe {

struct CheckCircumstances {
    bool rehearsal = false;  // on a sample: how many rows there are says nothing
    const Interrupt* interrupt = nullptr;
};

// In the order of the stage's checks. Throws Error(interrupted) alone: what goes wrong is a verdict.
std::vector<CheckResult> judge_checks(const Workspace& workspace, StageId stage, const StageResult& result,
                                      const CheckCircumstances& circumstances);

}  // namespace mlpipe
