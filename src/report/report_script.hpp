// What moves on the page of a run: the size of its picture, and what a link to a stage opens. Without it the page
// says as much.
#pragma once
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view report_script = R"js(
(() => {
  "use strict";
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let around = target?.closest("details"); around; around = around.parentElement.closest("details"))
      around.open = true;
    target?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const graph = document.querySelector(".graph");
  if (!graph) return;
  const picture = graph.parentElement;
  const width = graph.viewBox.baseVal.width, height = graph.viewBox.baseVal.height;
  let scale = 1;
  const zoom = (wanted) => {
    const kept = (picture.scrollLeft + picture.clientWidth / 2) / scale;
    scale = Math.min(4, Math.max(0.05, wanted));
    graph.setAttribute("width", width * scale);
    graph.setAttribute("height", height * scale);
    picture.scrollLeft = kept * scale - picture.clientWidth / 2;
  };
  const fitting = () => (picture.clientWidth - 16) / width;
  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [sign, name, scaled] of [["−", "Make the picture smaller", () => scale / 1.4],
                                      ["+", "Make the picture larger", () => scale * 1.4],
                                      ["Whole", "Show the whole width of the picture", fitting]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => zoom(scaled()));
    buttons.append(button);
  }
  if (width > picture.clientWidth - 16 || height > picture.clientHeight) picture.before(buttons);
  // A little too wide is shown whole; what would be too small to read is for the reader to choose.
  if (fitting() < 1 && fitting() > 0.7) zoom(fitting());
  // What failed is looked for first, else where all begins.
  const wanted = (graph.querySelector(".node.failed") ?? graph.querySelector(".node")).getBoundingClientRect();
  const around = picture.getBoundingClientRect();
  picture.scrollLeft += wanted.right - around.right + picture.clientWidth / 3;
  picture.scrollTop += (wanted.top + wanted.bottom - around.top - around.bottom) / 2;
})();
)js";

}  // namespace mlpipe
