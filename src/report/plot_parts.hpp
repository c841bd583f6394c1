// The parts of a page that has plots. `plots_script` draws them, with Vega before it.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/model/plot.hpp"

namespace mlpipe {

inline constexpr std::string_view plot_style = R"(
.revisions { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; }
.revisions label { display: flex; align-items: center; gap: .5rem; min-height: 2rem; }
.plot { width: 100%; overflow-x: auto; }
.plot .vega-embed { width: 100%; padding-right: 2rem; }
.plot .vega-embed.has-actions { padding-right: 2rem; }
.images { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { color: var(--faint); font-size: .9rem; }
figure img { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: .25rem; }
)";

// Which states are shown; "" of less than two.
std::string plot_controls(const PlotSet& plots);
// Links to the plots; "" of few.
std::string plot_contents(const PlotSet& plots);
// A section a plot, under `heading`s: "h2".
std::string plot_sections(const PlotSet& plots, const std::string& heading);
// What the script draws.
std::string plot_data(const PlotSet& plots);

}  // namespace mlpipe
