// The plots of several states of a project: which there are, and their points and images. CSV, TSV, JSON and
// YAML become series; PNG, JPEG, GIF, WebP and SVG stay images. Reads only. Main thread.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/plot.hpp"

namespace mlpipe {

// `targets`: paths of plots, of directories around them, or of other files; none: every declared plot. What
// cannot be drawn is said in the notes of its plot. Settings are those of the first revision that declares
// the plot with some. Throws Error(usage) for a target that no revision has.
PlotSet read_plots(Revisions& revisions, const std::vector<Revision>& states,
                   const std::vector<std::string>& targets);

}  // namespace mlpipe
