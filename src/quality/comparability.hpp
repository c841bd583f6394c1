// Whether a candidate and a baseline may be compared: were they evaluated on the same data?
#pragma once
#include <optional>
#include <string>

#include "mlpipe/quality/gates.hpp"

namespace mlpipe {

// Whether candidate and baseline are the same thing: the same model, or, where the baseline is no model of the
// registry, the same inputs of the stage.
bool is_same(const Candidate& candidate, const Baseline& baseline);

// Which of the candidate's dependencies is the model; nullopt: none is known to be.
std::optional<ArtifactAt> model_of(const Candidate& candidate, const Baseline& baseline);

// Why not, in one line; empty: they may.
std::string incomparable_because(const Gate& gate, const Candidate& candidate, const Baseline& baseline);

}  // namespace mlpipe
