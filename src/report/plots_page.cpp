#include "mlpipe/report/plots_page.hpp"

#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/vega_lite.hpp"
#include "plots_script.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view style = R"(
.revisions { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; }
.revisions label { display: flex; align-items: center; gap: .5rem; min-height: 2rem; }
.plot { width: 100%; overflow-x: auto; }
.plot .vega-embed { width: 100%; padding-right: 2rem; }
.plot .vega-embed.has-actions { padding-right: 2rem; }
.images { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { color: var(--faint); font-size: .9rem; }
figure img { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: .25rem; }
)";

// For other programs; a page knows what it has.
constexpr const char* schema = "https://vega.github.io/schema/vega-lite/v6.json";

std::string name_of(const Plot& plot) {
    return plot.title.empty() ? plot.path : plot.title;
}

std::string controls(const PlotSet& plots) {
    if (plots.revisions.size() < 2) return {};
    std::string html = "<fieldset class=\"revisions\"><legend>Revisions</legend>\n";
    for (const std::string& revision : plots.revisions) {
        html += "<label><input type=\"checkbox\" checked data-revision=\"" + html_text(revision) + "\"> " +
                html_text(revision) + "</label>\n";
    }
    return html + "</fieldset>\n";
}

std::string contents(const PlotSet& plots) {
    if (plots.plots.size() < 4) return {};
    std::string html = "<nav aria-label=\"Plots\"><ul>\n";
    for (std::size_t i = 0; i < plots.plots.size(); ++i) {
        html += "<li><a href=\"#plot-" + std::to_string(i) + "\">" + html_text(name_of(plots.plots[i])) +
                "</a></li>\n";
    }
    return html + "</ul></nav>\n";
}

std::string images(const Plot& plot) {
    if (plot.images.empty()) return {};
    std::string html = "<div class=\"images\">\n";
    for (const PlotImage& image : plot.images) {
        const std::string called =
            html_text(image.revision + (image.path == plot.path ? std::string() : " · " + image.path));
        html += "<figure data-revision=\"" + html_text(image.revision) + "\"><img alt=\"" +
                html_text(image.path) + " of " + html_text(image.revision) + "\" src=\"" +
                data_uri(image.media_type, image.bytes) + "\"><figcaption>" + called +
                "</figcaption></figure>\n";
    }
    return html + "</div>\n";
}

std::string section(const Plot& plot, std::size_t number) {
    const std::string place = std::to_string(number);
    std::string html = "<section id=\"plot-" + place + "\">\n<h2>" + html_text(name_of(plot)) + "</h2>\n";
    if (name_of(plot) != plot.path) html += "<p class=\"note\">" + html_text(plot.path) + "</p>\n";
    if (!plot.series.empty()) html += "<div class=\"plot\" data-plot=\"" + place + "\"></div>\n";
    html += images(plot);
    for (const std::string& note : plot.notes) html += "<p class=\"note\">" + html_text(note) + "</p>\n";
    return html + "</section>\n";
}

Value specifications(const PlotSet& plots) {
    Value::List list;
    for (const Plot& plot : plots.plots) {
        Value spec = vega_lite(plot, plots.revisions);
        // The heading says it already.
        if (!spec.is_null()) spec.set("title", Value());
        list.push_back(std::move(spec));
    }
    return list;
}

Value text_list(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.emplace_back(printable(text));
    return list;
}

}  // namespace

std::string plots_page(const PlotSet& plots, const std::string& title, std::string_view vega) {
    HtmlPage page;
    page.title = title;
    page.style = style;
    page.body = "<a class=\"skip\" href=\"#plots\">Skip to the plots</a>\n<header><h1>" + html_text(title) +
                "</h1>\n" + controls(plots) + contents(plots) + "</header>\n<main id=\"plots\">\n";
    for (std::size_t i = 0; i < plots.plots.size(); ++i) page.body += section(plots.plots[i], i);
    if (plots.plots.empty()) page.body += "<p>There are no plots.</p>\n";
    page.body += "</main>\n<script type=\"application/json\" id=\"specifications\">" +
                 html_json(specifications(plots)) + "</script>\n";
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
