#include "mlpipe/report/plots_page.hpp"

#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/vega_lite.hpp"
#include "plot_parts.hpp"
#include "plots_script.hpp"

namespace mlpipe {
namespace {

// For other programs; a page knows what it has.
constexpr const char* schema = "https://vega.github.io/schema/vega-lite/v6.json";

Value text_list(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.emplace_back(printable(text));
    return list;
}

}  // namespace

std::string plots_page(const PlotSet& plots, const std::string& title, std::string_view vega) {
    HtmlPage page;
    page.title = title;
    page.style = plot_style;
    page.body = "<a class=\"skip\" href=\"#plots\">Skip to the plots</a>\n<header><h1>" + html_text(title) +
                "</h1>\n" + plot_controls(plots) + plot_contents(plots) + "</header>\n<main id=\"plots\">\n" +
                plot_sections(plots, "h2");
    if (plots.plots.empty()) page.body += "<p>There are no plots.</p>\n";
    page.body += "</main>\n" + plot_data(plots);
    page.scripts = {vega, plots_script};
    return html_page(page);
}

Value plots_value(const PlotSet& plots) {
    Value::List list;
    for (const Plot& plot : plots.plots) {
        Value::List images;
        for (const PlotImage& image : plot.images) {
            images.push_back(Value::Map{{"revision", Value(printable(image.revision))},
                                        {"path", Value(printable(image.path))}});
        }
        Value spec = vega_lite(plot, plots.revisions);
        if (!spec.is_null()) spec.set("$schema", Value(schema));
        list.push_back(Value::Map{{"path", Value(printable(plot.path))},
                                  {"spec", std::move(spec)},
                                  {"images", std::move(images)},
                                  {"notes", text_list(plot.notes)}});
    }
    return Value::Map{{"revisions", text_list(plots.revisions)}, {"plots", std::move(list)}};
}

}  // namespace mlpipe
