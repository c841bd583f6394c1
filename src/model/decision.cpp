#include "mlpipe/model/decision.hpp"

namespace mlpipe {

const char* to_string(DecisionKind kind) {
    switch (kind) {
        case DecisionKind::skip:
            return "skip";
        case DecisionKind::restore:
            return "restore";
        case DecisionKind::run:
            return "run";
        case DecisionKind::blocked:
            return "blocked";
        case DecisionKind::held:
            return "held";
        case DecisionKind::absent:
            return "absent";
        case DecisionKind::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace mlpipe
