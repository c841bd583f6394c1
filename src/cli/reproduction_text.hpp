// What a repetition found, for people.
#pragma once
#include <string>

#include "mlpipe/replay/reproduce.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe::cli {

std::string reproduction_text(const ReproductionReport& report, const TextStyle& style);
// The commands that a repetition would run, stage by stage.
std::string commands_text(const Original& original, const TextStyle& style);

}  // namespace mlpipe::cli
