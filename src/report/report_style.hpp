// How the page of a run looks, beside what all pages have in common.
#pragma once
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view report_style = R"(
:root { --soft: #f4f6f8; --good: #1a7038; --bad: #b3261e; --caution: #855300; --idle: #8a94a0; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #1f2228; --good: #62c983; --bad: #ff8f85; --caution: #e3b457; --idle: #707a86; }
}
h1 { font-size: 1.1rem; font-weight: 600; margin: .5rem 0; } h2 { border-top: 1px solid var(--line); padding-top: 1.25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
code, pre { font: .85em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--soft); border-radius: .4rem; overflow: auto; max-height: 26rem; overflow-wrap: normal; }
.verdict { font-size: 1.3rem; line-height: 1.4; margin: 1rem 0; padding: .9rem 1.1rem; background: var(--soft); border-radius: .4rem; border-left: .4rem solid var(--idle); }
.verdict.good { border-color: var(--good); } .verdict.bad { border-color: var(--bad); }
.verdict.caution { border-color: var(--caution); } .verdict.accent { border-color: var(--accent); }
td.good, td.bad, td.caution, td.accent { font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .caution { color: var(--caution); } .accent { color: var(--accent); }
.verdict, .verdict.good, .verdict.bad, .verdict.caution, .verdict.accent { color: var(--ink); }
.faint { color: var(--faint); }
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: 1rem 0; }
.facts dt { color: var(--faint); font-size: .8rem; } .facts dd { margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; padding: 0; margin: 1rem 0; }
nav a { display: inline-block; padding: .3rem 0; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; left: -100rem; }
th, td { text-align: left; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
thead th { color: var(--faint); font-weight: 500; white-space: nowrap; } tbody th { font-weight: 500; }
td:last-child:not(.number) { min-width: 9rem; }
th.number, td.number { text-align: right; white-space: nowrap; }
summary { cursor: pointer; padding: .3rem 0; } details details { margin-left: 1rem; }
.stage { border-bottom: 1px solid var(--line); } .stage dl { margin: .25rem 0 .75rem 1rem; }
.stage dt { color: var(--faint); font-size: .8rem; margin-top: .5rem; } .stage dd { margin: 0; }
.stage ul { margin: 0; padding-left: 1.1rem; }
.state { font-size: .8rem; font-weight: 600; padding: .05rem .5rem; border-radius: 1rem; border: 1px solid currentColor; white-space: nowrap; }
.ran { color: var(--good); } .restored { color: var(--good); } .running { color: var(--accent); } .failed { color: var(--bad); }
.blocked, .held, .interrupted { color: var(--caution); } .skipped { color: var(--faint); }
.picture { overflow: auto; max-height: 80vh; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem; }
.zoom { display: flex; gap: .5rem; margin: .5rem 0; }
.zoom button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; min-width: 2.75rem; min-height: 2.25rem; cursor: pointer; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.graph { display: block; } .graph text { font-weight: 600; } .graph .below { font-size: 11.5px; font-weight: 400; fill: var(--faint); }
.edges path { fill: none; stroke: var(--idle); stroke-width: 1.3; } .edges .order { stroke-dasharray: 5 4; }
.graph .tip { fill: var(--idle); }
.node rect { fill: var(--soft); stroke: var(--line); } .node:hover rect, .node:focus rect { stroke: var(--accent); }
.node.failed rect { stroke: var(--bad); } .node.skipped .mark { stroke: var(--idle); }
.mark { stroke: currentColor; stroke-width: 4; stroke-linecap: round; }
.timeline { display: block; } .timeline rect { fill: currentColor; } .timeline tspan { fill: var(--faint); }
.timeline svg rect { fill-opacity: .3; stroke: currentColor; } .timeline svg text { font-size: 11.5px; }
.axis line { stroke: var(--line); } .axis text { font-size: 11.5px; fill: var(--faint); }
footer { margin-top: 3rem; color: var(--faint); font-size: .85rem; }
@media (max-width: 40rem) { body { padding: .75rem; } .verdict { font-size: 1.1rem; } }
@media print {
  :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #fff; }
  body { max-width: none; font-size: 10pt; } nav, .zoom, .skip { display: none; }
  .scroll, .picture, pre { overflow: visible; max-height: none; } .graph { max-width: 100%; height: auto; }
  .verdict { border: 1px solid #000; border-left-width: .4rem; } h2, h3, summary { break-after: avoid; } tr, .node { break-inside: avoid; }
}
)";

}  // namespace mlpipe
