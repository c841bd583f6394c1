// A plot as a Vega-Lite specification. docs/pipeline.md describes the templates.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/plot.hpp"

namespace mlpipe {

// linear, simple, smooth, scatter, confusion, confusion_normalized, bar_horizontal, bar_horizontal_sorted
bool is_plot_template(std::string_view name);

// Null for a plot without series. Rows are {"revision", "series", "x", "y"}: names of columns occur as text
// only, never as fields or expressions. `revisions` keep their colours from plot to plot.
Value vega_lite(const Plot& plot, const std::vector<std::string>& revisions);

}  // namespace mlpipe
