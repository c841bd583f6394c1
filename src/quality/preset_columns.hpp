// How each preset judges one column. For this room's .cpp files.
#pragma once
#include <string>
#include <vector>

#include "column_pair.hpp"
#include "drift_score.hpp"
#include "mlpipe/model/drift.hpp"
#include "mlpipe/quality/compare_profiles.hpp"

namespace mlpipe {

// The rule that stands for a column of this type, with the preset's choice where nobody asked for anything.
struct ChosenMethod {
    DriftMethod method = DriftMethod::none;
    DriftLimits limits;
};
ChosenMethod choose(const DriftOptions& options, const std::string& column, DriftType type,
                    DriftMethod otherwise);

// Score and verdict as Evidently 0.7 has them.
void judge_as_evidently(ColumnDrift& column, const ColumnPair& pair, const DriftOptions& options);

// Score, p-values and missing cells, without verdicts: these depend on how many columns were looked at.
void measure_robustly(ColumnDrift& column, const ColumnPair& pair, const DriftOptions& options);
// Adjusts the p-values of all columns for each other, then judges each.
void judge_robustly(std::vector<ColumnDrift>& columns);

}  // namespace mlpipe
