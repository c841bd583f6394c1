// The outputs of a step of GitHub Actions that a run sets. docs/ci.md says what each means.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/random.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Name and value. All of them, always: what is not known is empty.
using GithubOutputs = std::vector<std::pair<std::string, std::string>>;

// Of a run that has just been; `recorded`: it can be asked for by its id; `drift`: a document of one of its stages of kind
// monitor says so.
GithubOutputs github_outputs(const RunRecord& run, bool recorded, bool drift);
// Of one that came to no record.
GithubOutputs github_outputs_of_broken_run(RunStatus status);

// As the file of outputs takes them. A value ends at a delimiter that nobody who made it could know.
std::string github_output_lines(const GithubOutputs& outputs,
                                const std::function<std::string()>& make_token = random_token);

}  // namespace mlpipe
