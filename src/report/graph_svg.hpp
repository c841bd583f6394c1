// The stages of a run and what they follow from, as a picture within a page, with states and times. Each node
// leads to what the page says of its stage.
#pragma once
#include <string>

#include "graph_fold.hpp"

namespace mlpipe {

// "" of a run without stages.
std::string graph_svg(const RunReport& report);

// "stage-7": what a link to a stage leads to.
std::string stage_anchor(std::size_t stage);
// "ran", "gate failed": the state of a stage in one or two words.
std::string state_text(const RunReport& report, std::size_t stage);
// The same as a word for a style sheet.
std::string state_class(const RunReport& report, std::size_t stage);

}  // namespace mlpipe
