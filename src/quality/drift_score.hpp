// The score of one method for one column. docs/drift.md has the formulas. For this room's .cpp files.
#pragma once
#include <optional>

#include "column_pair.hpp"
#include "mlpipe/model/drift.hpp"

namespace mlpipe {

// Whether the method can be asked for on columns of this type.
bool fits(DriftMethod method, DriftType type);

// `method` is one that fits, or any of counts for numbers with few values; both columns have values.
double drift_score(DriftMethod method, DriftType type, const ColumnPair& pair);

// Where a score begins to be called drift, or a warning. Absent: never.
struct DriftLimits {
    double threshold = 0;
    std::optional<double> warn_threshold;
};
DriftLimits default_limits(DriftPreset preset, DriftMethod method);

// Whether the score is at the threshold or beyond.
bool is_beyond(DriftMethod method, double score, double threshold);

}  // namespace mlpipe
