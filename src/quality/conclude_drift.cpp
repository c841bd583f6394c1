#include "mlpipe/quality/conclude_drift.hpp"

#include <string>
#include <utility>

namespace mlpipe {

void add_findings(DriftResult& result, std::vector<DriftFinding> volume,
                  std::vector<DriftFinding> performance) {
    std::string reason;
    for (const std::vector<DriftFinding>* findings : {&performance, &volume})
        for (const DriftFinding& finding : *findings)
            if (finding.verdict == DriftVerdict::drift)
                reason += (reason.empty() ? "" : "; ") + finding.reason;
    if (!reason.empty()) {
        result.reason = result.reason.empty() ? reason : reason + "; " + result.reason;
        result.drift = true;
    }
    result.volume = std::move(volume);
    result.performance = std::move(performance);
}

}  // namespace mlpipe
