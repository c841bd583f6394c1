// Plots of several states of a project as one self-contained page.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/model/plot.hpp"

namespace mlpipe {

// `vega`: vega_script().
std::string plots_page(const PlotSet& plots, const std::string& title, std::string_view vega);

// {"revisions":[…],"plots":[{"path","spec","images":[{"revision","path"}],"notes":[…]}]}
Value plots_value(const PlotSet& plots);

}  // namespace mlpipe
