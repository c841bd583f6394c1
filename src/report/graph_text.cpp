#include "mlpipe/report/graph_text.hpp"

#include <algorithm>
#include <cstdint>
#include <queue>
#include <utility>

#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// A chain of many thousand stages must not be indented by as many columns.
constexpr std::size_t most_levels_indented = 20;
constexpr std::size_t most_upstream_named = 6;

struct Layout {
    std::vector<std::vector<const GraphEdge*>> upstream, downstream;
    std::vector<std::size_t> level;
    std::vector<std::size_t> order;
};

// Each node after what is upstream of it, and as soon as it can stand there, so that branches stay together.
Layout lay_out(const GraphView& graph) {
    const std::size_t size = graph.nodes.size();
    Layout layout{std::vector<std::vector<const GraphEdge*>>(size),
                  std::vector<std::vector<const GraphEdge*>>(size),
                  std::vector<std::size_t>(size),
                  {}};
    std::vector<std::size_t> missing(size);
    for (const GraphEdge& edge : graph.edges) {
        layout.upstream.at(edge.to).push_back(&edge);
        layout.downstream.at(edge.from).push_back(&edge);
        ++missing[edge.to];
    }
    std::vector<std::size_t> stack;
    for (std::size_t node = size; node-- > 0;) {
        if (missing[node] == 0) stack.push_back(node);
    }
    while (!stack.empty()) {
        const std::size_t node = stack.back();
        stack.pop_back();
        layout.order.push_back(node);
        const auto& next = layout.downstream[node];
        for (auto edge = next.rbegin(); edge != next.rend(); ++edge) {
            const std::size_t to = (*edge)->to;
            layout.level[to] = std::max(layout.level[to], layout.level[node] + 1);
            if (--missing[to] == 0) stack.push_back(to);
        }
    }
    // Only a cycle leaves any: it is listed, not hidden.
    for (std::size_t node = 0; node < size; ++node) {
        if (missing[node] > 0) layout.order.push_back(node);
    }
    return layout;
}

std::string quoted_dot(std::string_view bytes) {
    std::string text = "\"";
    for (const char letter : printable(bytes)) {
        if (letter == '"' || letter == '\\') text += '\\';
        text += letter;
    }
    return text + "\"";
}

// Mermaid reads labels as HTML with codes of its own: whatever could mean something is written as a code.
std::string quoted_mermaid(std::string_view bytes) {
    const std::string shown = printable(bytes);
    std::string text = "\"";
    std::string_view rest = shown;
    while (!rest.empty()) {
        const auto [code, length] = first_character(rest);
        const bool plain = code >= 0x80 || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
                           (code >= 'A' && code <= 'Z') ||
                           std::string_view(" ._-/@,:=").find(rest.front()) != std::string_view::npos;
        if (plain) {
            text += rest.substr(0, length);
        } else {
            text += "#" + std::to_string(code) + ";";
        }
        rest.remove_prefix(length == 0 ? 1 : length);
    }
    return text + "\"";
}

std::string label_of(const GraphNode& node) {
    return node.state.empty() ? node.name : node.name + ": " + node.state;
}

const char* fill_of(const std::string& state) {
    if (state == "run" || state == "running") return "#cfe8ff";
    if (state == "failed" || state == "blocked" || state == "gate failed") return "#ffd0d0";
    if (state == "held" || state == "unknown" || state == "interrupted") return "#fff1c2";
    return "#d8f3d8";
}

Tone tone_of_state(const std::string& state) {
    if (state == "run" || state == "running") return Tone::accent;
    if (state == "failed" || state == "blocked" || state == "gate failed") return Tone::bad;
    if (state == "held" || state == "unknown" || state == "interrupted") return Tone::caution;
    if (state == "skip" || state == "skipped") return Tone::faint;
    return Tone::good;
}

// Names as they are, where JSON can carry them.
std::string json_text(const std::string& bytes) {
    return is_utf8(bytes) ? bytes : printable(bytes);
}

}  // namespace

std::string graph_as_text(const GraphView& graph, const TextStyle& style) {
    if (graph.nodes.empty()) return "No stage.\n";
    const Layout layout = lay_out(graph);
    const auto indent = [&](std::size_t node) {
        return 2 * std::min(layout.level[node], most_levels_indented);
    };
    std::size_t columns = 0;
    for (const std::size_t node : layout.order) {
        columns = std::max(columns, indent(node) + display_width(printable(graph.nodes[node].name)));
    }
    columns = std::min<std::size_t>(columns, 48);
    std::string text;
    for (const std::size_t node : layout.order) {
        const GraphNode& shown = graph.nodes[node];
        std::string line = pad(std::string(indent(node), ' ') + printable(shown.name), columns);
        std::vector<std::string> upstream;
        for (const GraphEdge* edge : layout.upstream[node]) {
            upstream.push_back(graph.nodes[edge->from].name + (edge->order_only ? " (order)" : ""));
        }
        if (!upstream.empty()) line += "  <- " + names_text(upstream, most_upstream_named);
        const std::string state = shown.state.empty() ? "" : "  [" + printable(shown.state) + "]";
        line.erase(line.find_last_not_of(' ') + 1);
        // The state is kept when the line is cut.
        const std::size_t reserved = display_width(state);
        if (style.width > reserved + 8) line = cut(line, style.width - reserved);
        text += line + toned(state, tone_of_state(shown.state), style.colour) + "\n";
    }
    return text;
}

std::string graph_as_dot(const GraphView& graph) {
    std::string text =
        "digraph " + quoted_dot(graph.name) + " {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        text += "  n" + std::to_string(i) + " [label=" + quoted_dot(label_of(node));
        if (node.data) text += ", shape=note, style=solid";
        if (!node.state.empty())
            text += std::string(", style=\"rounded,filled\", fillcolor=\"") + fill_of(node.state) + "\"";
        text += "];\n";
    }
    for (const GraphEdge& edge : graph.edges) {
        text += "  n" + std::to_string(edge.from) + " -> n" + std::to_string(edge.to);
        text += edge.order_only ? " [style=dashed];\n" : ";\n";
    }
    return text + "}\n";
}

std::string graph_as_mermaid(const GraphView& graph) {
    std::string text = "flowchart LR\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        text += "  n" + std::to_string(i) + (node.data ? "([" : "[") + quoted_mermaid(label_of(node)) +
                (node.data ? "])" : "]") + "\n";
    }
    for (const GraphEdge& edge : graph.edges) {
        text += "  n" + std::to_string(edge.from) + (edge.order_only ? " -.-> n" : " --> n") +
                std::to_string(edge.to) + "\n";
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (graph.nodes[i].state.empty()) continue;
        text += "  style n" + std::to_string(i) + " fill:" + fill_of(graph.nodes[i].state) + "\n";
    }
    return text;
}

Value graph_as_value(const GraphView& graph) {
    const Layout layout = lay_out(graph);
    Value::List stages, edges;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        Value stage = Value::Map{{"stage", json_text(node.name)}};
        if (!node.kind.empty()) stage.set("kind", json_text(node.kind));
        if (!node.state.empty()) stage.set("state", json_text(node.state));
        Value::List upstream;
        for (const GraphEdge* edge : layout.upstream[i])
            upstream.emplace_back(json_text(graph.nodes[edge->from].name));
        stage.set("upstream", std::move(upstream));
        stages.push_back(std::move(stage));
    }
    for (const GraphEdge& edge : graph.edges) {
        edges.emplace_back(Value::Map{{"from", json_text(graph.nodes[edge.from].name)},
                                      {"to", json_text(graph.nodes[edge.to].name)},
                                      {"order_only", edge.order_only}});
    }
    return Value::Map{
        {"name", json_text(graph.name)}, {"stages", std::move(stages)}, {"edges", std::move(edges)}};
}

}  // namespace mlpipe
