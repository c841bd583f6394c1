#include "graph_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "graph_layout.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "report_verdict.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// Pixels.
constexpr double node_height = 42, row_height = 56, gap_between_layers = 56, margin = 8;
constexpr double letter_width = 7.6, padding = 14;
constexpr std::size_t most_letters = 26, least_letters = 9;
// With more links than this the keyboard would hardly get past the picture; the list of stages has them too.
constexpr std::size_t most_tab_stops = 40;

// The worst first: what many stages are called together.
constexpr std::array order{ExecutionStatus::failed,   ExecutionStatus::interrupted, ExecutionStatus::running,
                           ExecutionStatus::blocked,  ExecutionStatus::held,        ExecutionStatus::ran,
                           ExecutionStatus::restored, ExecutionStatus::skipped};

std::string pixels(double number) {
    return std::to_string(std::lround(number));
}

struct Label {
    std::string name, below, state;  // printable; the class of its colour
};

Label label_of_many(const RunReport& report, const FoldedGraph::Node& node) {
    Label label{printable(node.name), "", ""};
    for (const ExecutionStatus status : order) {
        const auto count = std::count_if(node.stages.begin(), node.stages.end(), [&](std::size_t stage) {
            return report.run.executions[stage].status == status;
        });
        if (count == 0) continue;
        if (label.state.empty()) label.state = to_string(status);
        label.below += (label.below.empty() ? "" : ", ") + std::to_string(count) + " " + to_string(status);
    }
    return label;
}

Label label_of(const RunReport& report, const FoldedGraph::Node& node) {
    if (node.stages.size() > 1) return label_of_many(report, node);
    const std::size_t stage = node.stages.front();
    const double took = duration_s(report.run.executions[stage]);
    std::string below = state_text(report, stage);
    if (took > 0) below += " · " + text::format_duration(took);
    return {printable(node.name), below, state_class(report, stage)};
}

// Where the layers stand: as wide as the longest of their labels.
struct Columns {
    std::vector<double> left, width;
    double end = margin;
};

Columns columns_of(const GraphLayout& layout, const std::vector<Label>& labels) {
    std::vector<std::size_t> letters(layout.layers, least_letters);
    for (std::size_t node = 0; node < labels.size(); ++node) {
        std::size_t& most = letters[layout.places[node].layer];
        const std::size_t name = display_width(labels[node].name), below = display_width(labels[node].below);
        most = std::max(most, std::min(most_letters, std::max(name, below * 9 / 10)));
    }
    Columns columns;
    for (const std::size_t count : letters) {
        columns.left.push_back(columns.end);
        columns.width.push_back(static_cast<double>(count) * letter_width + 2 * padding);
        columns.end += columns.width.back() + gap_between_layers;
    }
    columns.end += margin - gap_between_layers;
    return columns;
}

double middle(const GraphLayout::Place& place) {
    return margin + place.across * row_height + node_height / 2;
}

double left_of(std::size_t place, const GraphLayout& layout, const Columns& columns) {
    return columns.left[layout.places[place].layer];
}

// From where the one place ends to where the other begins, and level through what it only passes.
std::string segment_svg(const GraphLayout::Segment& segment, bool order_only, const GraphLayout& layout,
                        const Columns& columns) {
    const bool arrives = segment.to < layout.nodes;
    const double from_x =
        left_of(segment.from, layout, columns) + columns.width[layout.places[segment.from].layer];
    const double to_x = left_of(segment.to, layout, columns) - (arrives ? 5 : 0);
    const double half = (from_x + to_x) / 2;
    const std::string from_y = pixels(middle(layout.places[segment.from]));
    const std::string to_y = pixels(middle(layout.places[segment.to]));
    std::string path = "M" + pixels(from_x) + " " + from_y + "C" + pixels(half) + " " + from_y + " " +
                       pixels(half) + " " + to_y + " " + pixels(to_x) + " " + to_y;
    if (!arrives) path += "H" + pixels(to_x + columns.width[layout.places[segment.to].layer]);
    return std::string("<path") + (order_only ? " class=\"order\"" : "") +
           (arrives ? " marker-end=\"url(#tip)\"" : "") + " d=\"" + path + "\"/>\n";
}

std::string node_svg(const FoldedGraph::Node& node, const Label& label, double x, double y, double width,
                     bool tab_stop) {
    const std::string all = html_text(label.name + ": " + label.below);
    std::string svg = "<a href=\"#" + stage_anchor(node.stages.front()) + "\" class=\"node " + label.state +
                      "\"" + (tab_stop ? "" : " tabindex=\"-1\"") + " aria-label=\"" + all +
                      "\" transform=\"translate(" + pixels(x) + " " + pixels(y) + ")\"><title>" + all +
                      "</title>";
    if (node.stages.size() > 1)
        svg +=
            "<rect class=\"pile\" x=\"4\" y=\"4\" width=\"" + pixels(width) + "\" height=\"42\" rx=\"6\"/>";
    svg += "<rect width=\"" + pixels(width) + "\" height=\"42\" rx=\"6\"/>";
    svg += "<path class=\"mark\" d=\"M5 8V34\"/>";
    svg += "<text x=\"14\" y=\"18\">" + html_text(cut(label.name, most_letters)) + "</text>";
    svg += "<text class=\"below\" x=\"14\" y=\"34\">" + html_text(cut(label.below, most_letters)) +
           "</text></a>\n";
    return svg;
}

}  // namespace

std::string stage_anchor(std::size_t stage) {
    return "stage-" + std::to_string(stage);
}

std::string state_text(const RunReport& report, std::size_t stage) {
    const Execution& execution = report.run.executions[stage];
    return gate_blocks(report, execution.stage) ? "gate failed" : to_string(execution.status);
}

std::string state_class(const RunReport& report, std::size_t stage) {
    const Execution& execution = report.run.executions[stage];
    return gate_blocks(report, execution.stage) ? "failed" : to_string(execution.status);
}

std::string graph_svg(const RunReport& report) {
    FoldedGraph graph = fold_graph(report);
    if (graph.nodes.empty()) return {};
    // Where data and mere order go together, it is the way of the data.
    std::stable_sort(graph.edges.begin(), graph.edges.end(),
                     [](const auto& a, const auto& b) { return a.order_only < b.order_only; });
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const FoldedGraph::Edge& edge : graph.edges) edges.emplace_back(edge.from, edge.to);
    const GraphLayout layout = lay_out_in_layers(graph.nodes.size(), edges);
    std::vector<Label> labels;
    for (const FoldedGraph::Node& node : graph.nodes) labels.push_back(label_of(report, node));
    const Columns columns = columns_of(layout, labels);
    const std::string width = pixels(columns.end);
    const std::string height = pixels(2 * margin + (layout.rows - 1) * row_height + node_height + 6);
    std::string svg =
        "<svg class=\"graph\" role=\"group\" aria-label=\"The stages and what they follow from\" width=\"" +
        width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height + "\">\n";
    svg +=
        "<defs><marker id=\"tip\" viewBox=\"0 0 6 8\" refX=\"1\" refY=\"4\" markerWidth=\"6\" "
        "markerHeight=\"8\" "
        "orient=\"auto\"><path class=\"tip\" d=\"M0 0L6 4L0 8Z\"/></marker></defs>\n<g class=\"edges\">\n";
    for (const GraphLayout::Segment& segment : layout.segments)
        svg += segment_svg(segment, graph.edges[segment.edge].order_only, layout, columns);
    svg += "</g>\n";
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        const GraphLayout::Place& place = layout.places[node];
        svg += node_svg(graph.nodes[node], labels[node], columns.left[place.layer],
                        middle(place) - node_height / 2, columns.width[place.layer],
                        graph.nodes.size() <= most_tab_stops);
    }
    return svg + "</svg>\n";
}

}  // namespace mlpipe
