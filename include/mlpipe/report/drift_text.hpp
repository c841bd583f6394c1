// What became of a comparison of two tables, for people.
#pragma once
#include <string>

#include "mlpipe/model/drift.hpp"
#include "mlpipe/report/style.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {

Tone tone_of(DriftVerdict verdict);
// "drift: 3 of 10 columns drifted: 30 % reaches 30 %", or "no drift: ..."; printable.
std::string drift_sentence(const DriftResult& result);
// A row a column, the worst first.
Table drift_table(const DriftResult& result);
// A row for each finding on volume and performance.
Table drift_findings_table(const DriftResult& result);
// All of it, with columns that stand in one table alone.
std::string drift_text(const DriftResult& result, const TextStyle& style);

}  // namespace mlpipe
