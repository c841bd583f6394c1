#include "drift_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// Pixels.
constexpr double bar = 14, gap = 14, left = 44, top = 10, height = 150, below = 78, least_width = 260;
constexpr std::size_t longest_label = 14;
constexpr double ticks = 2;

std::string pixels(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", number);
    return text.data();
}

double greatest_share(const std::vector<DriftBin>& bins) {
    double greatest = 0;
    for (const DriftBin& bin : bins) greatest = std::max({greatest, bin.share.reference, bin.share.current});
    return greatest > 0 ? greatest : 1;
}

std::string axis(double greatest, double width) {
    std::string svg;
    for (int tick = 0; tick <= ticks; ++tick) {
        const double share = greatest * tick / ticks, y = top + height * (1 - tick / ticks);
        svg += "<line x1=\"" + pixels(left) + "\" x2=\"" + pixels(width) + "\" y1=\"" + pixels(y) +
               "\" y2=\"" + pixels(y) + "\"/><text x=\"" + pixels(left - 6) + "\" y=\"" + pixels(y + 4) +
               "\" text-anchor=\"end\">" + share_text(share) + "</text>\n";
    }
    return svg;
}

std::string bar_svg(const char* table, double x, double share, double greatest) {
    const double tall = height * share / greatest;
    return std::string("<rect class=\"") + table + "\" x=\"" + pixels(x) + "\" y=\"" +
           pixels(top + height - tall) + "\" width=\"" + pixels(bar) + "\" height=\"" + pixels(tall) + "\"/>";
}

std::string bin_svg(const DriftBin& bin, bool worst, double x, double greatest) {
    const double middle = x + bar, y = top + height + 14;
    const std::string label = marked_up(cut(printable(bin.label), longest_label));
    return "<g><title>" + html_text(bin.label) + ": " + share_text(bin.share.reference) + ", now " +
           share_text(bin.share.current) + "</title>" +
           bar_svg("reference", x, bin.share.reference, greatest) +
           bar_svg("current", middle, bin.share.current, greatest) + "<text" +
           (worst ? " class=\"worst\"" : "") + " x=\"" + pixels(middle) + "\" y=\"" + pixels(y) +
           "\" text-anchor=\"end\" transform=\"rotate(-40 " + pixels(middle) + " " + pixels(y) + ")\">" +
           label + "</text></g>\n";
}

}  // namespace

std::string drift_svg(const ColumnDrift& column) {
    if (column.bins.empty()) return {};
    const double step = 2 * bar + gap;
    const double width = std::max(least_width, left + gap + step * static_cast<double>(column.bins.size()));
    const double tall = top + height + below, greatest = greatest_share(column.bins);
    std::string svg = "<svg class=\"bars\" role=\"img\" aria-label=\"Shares of " + html_text(column.name) +
                      " in both tables\" width=\"" + pixels(width) + "\" height=\"" + pixels(tall) +
                      "\" viewBox=\"0 0 " + pixels(width) + " " + pixels(tall) + "\">\n" +
                      axis(greatest, width);
    double x = left + gap;
    for (const DriftBin& bin : column.bins) {
        svg += bin_svg(bin, column.worst_bin && bin == *column.worst_bin, x, greatest);
        x += step;
    }
    return svg + "</svg>\n";
}

}  // namespace mlpipe
