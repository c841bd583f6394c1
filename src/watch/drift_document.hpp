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
    std::string reason;                  // one line; may be empty
    std::vector<DriftedColumn> columns;  // that drift, or nearly; the worst first
};

// nullopt: it is no such document.
std::optional<DriftDocument> parse_drift_document(const std::string& text, const std::string& stage,
                                                  const std::string& file);

}  // namespace mlpipe::watch
