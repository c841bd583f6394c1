// The document of `mlpipe drift --json`, or of any program that writes one of its shape:
// {"drift": true, "columns": [{"name", "verdict", ...}]}. What is missing in it is left out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/alarm.hpp"

namespace mlpipe::watch {

struct DriftDocument {
    bool drift = false;
    std::string reason;  // one line; may be empty
    // That drift, or nearly, the worst first; before them what is wrong with rows and predictions as a whole, with
    // "volume" or "performance" for its type.
    std::vector<DriftedColumn> columns;
};

// nullopt: it is no such document.
std::optional<DriftDocument> parse_drift_document(const std::string& text, const std::string& stage,
                                                  const std::string& file);

}  // namespace mlpipe::watch
