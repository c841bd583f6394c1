// The baseline of a gate, made comparable with its candidate where it is not.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/quality/gates.hpp"

namespace mlpipe {

// Why a judgement could not be made, in one line.
struct Obstacle {
    GateVerdict verdict;
    std::string reason;
};

struct ComparedBaseline {
    Baseline baseline;
    std::optional<Obstacle> obstacle;  // to any comparison with it
};

// What cannot be found out is an unknown baseline. Throws Error(interrupted) alone.
ComparedBaseline compared_baseline(const Gate& gate, const Candidate& candidate, const GateWorld& world);

}  // namespace mlpipe
