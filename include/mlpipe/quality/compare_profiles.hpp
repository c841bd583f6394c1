// Holds one table's columns against another's and says which have drifted. Pure; any thread. Knows nothing of files.
// docs/drift.md has the presets with their formulas, thresholds and sources.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/drift.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

// What somebody asked for instead of the preset's choice.
struct DriftRule {
    std::optional<DriftMethod> method;
    std::optional<double> threshold;  // of the score
};

struct DriftOptions {
    DriftPreset preset = DriftPreset::robust;
    std::optional<double> share_threshold;  // absent: the preset's
    // The rule for a column comes before that for its type. A method that does not fit a column's type is an error
    // where it stands in `columns`, and is passed over where it stands in the others.
    DriftRule numerical, categorical;
    std::map<std::string, DriftRule> columns;
    std::string target, prediction;  // names of columns; may be empty
};

// Columns are paired by their names. Throws Error(usage) for an option that names no column, or a method that does not
// fit it, and Error(interrupted).
DriftResult compare_profiles(const TableProfile& reference, const TableProfile& current,
                             const DriftOptions& options, const StopPoint& stop = {});

}  // namespace mlpipe
