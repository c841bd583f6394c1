#include "plot_parts.hpp"

#include "mlpipe/report/html.hpp"
#include "mlpipe/report/vega_lite.hpp"

namespace mlpipe {
namespace {

std::string name_of(const Plot& plot) {
    return plot.title.empty() ? plot.path : plot.title;
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

std::string section(const Plot& plot, std::size_t number, const std::string& heading) {
    const std::string place = std::to_string(number);
    std::string html = "<section id=\"plot-" + place + "\">\n<" + heading + ">" + html_text(name_of(plot)) +
                       "</" + heading + ">\n";
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

}  // namespace

std::string plot_controls(const PlotSet& plots) {
    if (plots.revisions.size() < 2) return {};
    std::string html = "<fieldset class=\"revisions\"><legend>Revisions</legend>\n";
    for (const std::string& revision : plots.revisions) {
        html += "<label><input type=\"checkbox\" checked data-revision=\"" + html_text(revision) + "\"> " +
                html_text(revision) + "</label>\n";
    }
    return html + "</fieldset>\n";
}

std::string plot_contents(const PlotSet& plots) {
    if (plots.plots.size() < 4) return {};
    std::string html = "<nav aria-label=\"Plots\"><ul>\n";
    for (std::size_t i = 0; i < plots.plots.size(); ++i) {
        html += "<li><a href=\"#plot-" + std::to_string(i) + "\">" + html_text(name_of(plots.plots[i])) +
                "</a></li>\n";
    }
    return html + "</ul></nav>\n";
}

std::string plot_sections(const PlotSet& plots, const std::string& heading) {
    std::string html;
    for (std::size_t i = 0; i < plots.plots.size(); ++i) html += section(plots.plots[i], i, heading);
    return html;
}

std::string plot_data(const PlotSet& plots) {
    return "<script type=\"application/json\" id=\"specifications\">" + html_json(specifications(plots)) +
           "</script>\n";
}

}  // namespace mlpipe
