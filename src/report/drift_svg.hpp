// Both distributions of a column, drawn.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/model/drift.hpp"

namespace mlpipe {

inline constexpr std::string_view drift_svg_style = R"(
.bars { display: block; max-width: 100%; height: auto; } .bars .reference { fill: var(--idle); } .bars .current { fill: var(--accent); }
.bars text { font-size: 11px; fill: var(--faint); } .bars .worst { fill: var(--ink); font-weight: 600; } .bars line { stroke: var(--line); }
.key span { display: inline-block; margin-right: 1.2rem; } .key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: .15rem; }
.key .reference { background: var(--idle); } .key .current { background: var(--accent); }
)";

// Two bars a bin: its share of the reference and of the current table. "" where the column has no bins.
std::string drift_svg(const ColumnDrift& column);

}  // namespace mlpipe
