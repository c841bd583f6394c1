#include "mlpipe/report/html.hpp"
#include "mlpipe/report/tables.hpp"
#include "tone_class.hpp"

namespace mlpipe {
namespace {

std::string classes(Align align, Tone tone) {
    std::string names = align == Align::right ? "number" : "";
    const std::string toned = class_of(tone);
    if (!toned.empty()) names += (names.empty() ? "" : " ") + toned;
    return names.empty() ? names : " class=\"" + names + "\"";
}

std::string content(const TableCell& cell) {
    const std::string text = html_text(cell.text);
    return cell.link.empty() ? text : "<a href=\"#" + html_text(cell.link) + "\">" + text + "</a>";
}

}  // namespace

std::string Table::html(std::string_view caption, std::size_t header) const {
    const std::string called = html_text(caption);
    std::string html = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + called +
                       "\"><table><caption>" + called + "</caption>\n<thead><tr>";
    for (const TableColumn& column : columns_)
        html += "<th scope=\"col\"" + classes(column.align, Tone::plain) + ">" + html_text(column.title) +
                "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows_) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string kind = i == header ? "th" : "td";
            html += "<" + kind + (i == header ? " scope=\"row\"" : "") +
                    classes(columns_[i].align, row[i].tone) + ">" + content(row[i]) + "</" + kind + ">";
        }
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

}  // namespace mlpipe
