// Approvals: files `approvals/<digest>….yaml` that are committed, each by somebody else.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/model_version.hpp"
#include "mlpipe/registry/registry.hpp"

namespace mlpipe::registry {

struct Approval {
    std::string path;    // relative to the project's root
    std::string by;      // name and address of the author of the commit that made it what it is
    std::string commit;  // hex
    std::string why;
};

struct Approvals {
    std::vector<Approval> counted;    // one a person
    std::vector<std::string> others;  // what was found and does not count, with the reason
};

// At HEAD. The author of the model's commit approves nothing of it.
Approvals find_approvals(const RegistryPlace& place, const ModelVersion& version);
// Who has approved it. Throws Error(failed), saying what is missing and how it is given, where there are fewer than `needed`.
std::vector<std::string> require_approvals(const RegistryPlace& place, const ModelVersion& version,
                                           const std::string& alias, unsigned needed);

}  // namespace mlpipe::registry
