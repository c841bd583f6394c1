// Decisions for people: the list of `status` and `run --dry-run`, and the answer of `why`.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

struct StatusLine {
    std::string stage;
    Decision decision;
    bool accepted = false;
};

// A line a stage, and a line that counts. Stages that would be skipped are counted, not listed, when there
// are more than twenty of them, unless `all`.
std::string status_text(const std::vector<StatusLine>& lines, const TextStyle& style, bool all = false);

// The decision, its reason, and each changed field with its old and new value.
std::string why_text(const StatusLine& line, const TextStyle& style);

Tone tone_of(DecisionKind kind);

}  // namespace mlpipe
