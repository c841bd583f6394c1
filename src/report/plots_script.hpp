// Draws the plots of a page, again when a revision is hidden or the reader's system turns dark or light.
#pragma once
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view plots_script = R"js(
(() => {
  "use strict";
  const specifications = JSON.parse(document.getElementById("specifications").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const hidden = new Set();

  const appearance = () => {
    const ink = dark.matches ? "#e6e8eb" : "#1c1e21";
    const line = dark.matches ? "#33383f" : "#d8dde3";
    const text = { labelColor: ink, titleColor: ink };
    return {
      background: null, font: "system-ui, sans-serif",
      axis: { ...text, gridColor: line, domainColor: line, tickColor: line, titlePadding: 10, labelSeparation: 8 },
      // Above the plot: on a telephone there is no room beside it.
      legend: { ...text, symbolBaseFillColor: ink, orient: "top", labelLimit: 320 }, header: text, title: { color: ink }, view: { stroke: line },
    };
  };

  const shown = (specification) => {
    const values = specification.data.values.filter((row) => !hidden.has(row.revision));
    return { ...specification, data: { values } };
  };

  const draw = async (place) => {
    const specification = specifications[Number(place.dataset.plot)];
    try {
      await place.result?.finalize();
      // Expressions are interpreted, not compiled: the page's policy lets no text become code.
      place.result = await mlpipe_vega_embed(place, shown(specification), {
        mode: "vega-lite", renderer: "svg", ast: true, config: appearance(),
        actions: { export: true, source: false, compiled: false, editor: false },
      });
    } catch (error) {
      place.textContent = "This plot cannot be drawn: " + error.message;
    }
  };

  const places = [...document.querySelectorAll("[data-plot]")];
  const draw_all = async () => {
    for (const place of places) await draw(place);
    document.documentElement.dataset.drawn = "";
  };

  for (const box of document.querySelectorAll("input[data-revision]")) {
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(box.dataset.revision);
      else hidden.add(box.dataset.revision);
      for (const figure of document.querySelectorAll("figure[data-revision]"))
        figure.hidden = hidden.has(figure.dataset.revision);
      draw_all();
    });
  }
  dark.addEventListener("change", draw_all);
  draw_all();
})();
)js";

}  // namespace mlpipe
