// How the outputs in the workspace compare with those of a record. For this room's .cpp files.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

struct OutputState {
    std::vector<const OutputSpec*> missing, modified;

    bool as_recorded() const { return missing.empty() && modified.empty(); }
    // "output a persists and was modified", or "".
    std::string modified_persistent() const;
    // "output a is missing", "outputs a, b were modified and output c is missing".
    std::string text() const;
};

// `present` is parallel to `outputs`; both and the record's outputs are sorted by path.
OutputState compare_outputs(const std::vector<OutputSpec>& outputs,
                            const std::vector<std::optional<Reference>>& present, const StageRecord& record);
// Without a record: only what is missing.
OutputState take_stock(const std::vector<OutputSpec>& outputs,
                       const std::vector<std::optional<Reference>>& present);

// Whether the record has exactly these outputs, by path.
bool declares(const StageRecord& record, const std::vector<OutputSpec>& outputs);

std::string first_line(const std::string& text);

}  // namespace mlpipe
