// Verdicts of gates for people.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/gate.hpp"
#include "mlpipe/report/style.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {

Tone tone_of(GateVerdict verdict);
// A row a verdict.
Table gate_table(const std::vector<GateResult>& results);
std::string gates_text(const std::vector<GateResult>& results, const TextStyle& style);
// "3 passed, 1 failed"; "" of none.
std::string verdict_counts_text(const std::vector<GateVerdict>& verdicts);
std::string gate_counts_text(const std::vector<GateResult>& results);

}  // namespace mlpipe
