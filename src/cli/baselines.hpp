// What gates compare with, from all that knows of earlier results.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "mlpipe/exec/executor.hpp"
#include "mlpipe/quality/baseline.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe::cli {

// For World::find_baseline. Opens nothing before it is asked, and answers for one project.
std::function<Baseline(const Project&, const BaselineQuestion&)> baseline_finder();

// For World::evaluate: one evaluation at a time, so that what one has computed the next one finds. Clean
// directories are made in `parent_directory` (absolute).
std::function<Evaluation(const Project&, const EvaluationQuestion&, Executor*)> model_evaluator(
    std::vector<std::string> environment, std::string parent_directory);

}  // namespace mlpipe::cli
