#include "mlpipe/report/lineage_text.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using Link = LineageGraph::Link;

constexpr std::size_t digest_digits = 12;
constexpr std::size_t most_values_named = 8;
// Deeper ones are not indented any more: a chain may have thousands of links.
constexpr std::size_t deepest_indent = 3 * 30;

std::string shown_path(const LineageGraph::Artifact& artifact) {
    return artifact.path + (artifact.reference.type == ReferenceType::directory ? "/" : "");
}

std::string artifact_line(const LineageGraph::Artifact& artifact, bool colour) {
    return toned(printable(shown_path(artifact)), artifact.asked ? Tone::strong : Tone::plain, colour) +
           "  " +
           toned(text::format_bytes(artifact.reference.size) + "  " +
                     artifact.reference.digest.hex().substr(0, digest_digits),
                 Tone::faint, colour);
}

std::string result_line(const LineageGraph::Result& result, bool colour) {
    std::string text =
        toned(printable(result.stage), Tone::accent, colour) + "  run " + printable(result.run);
    if (result.branch) text += " on " + printable(*result.branch);
    if (result.commit) text += ", commit " + printable(result.commit->substr(0, digest_digits));
    if (result.repeated > 0) text += ", and " + text::plural(result.repeated, "other run") + " made the same";
    if (result.accepted) text += " (accepted)";
    return text;
}

// What it was given and what it measured, a line each.
std::vector<std::string> result_details(const LineageGraph::Result& result) {
    std::vector<std::string> lines, given, measured;
    const auto names = [](const auto& values) {
        std::vector<std::string> all;
        for (const auto& [name, value] : values) all.push_back(name);
        return short_addresses(all);
    };
    const auto parameters = names(result.parameters), metrics = names(result.metrics);
    for (std::size_t i = 0; i < parameters.size(); ++i)
        given.push_back(parameters[i] + "=" + result.parameters[i].second);
    for (std::size_t i = 0; i < metrics.size(); ++i)
        measured.push_back(metrics[i] + "=" + number_text(result.metrics[i].second));
    if (!given.empty()) lines.push_back("with " + names_text(given, most_values_named));
    if (!measured.empty()) lines.push_back("measured " + names_text(measured, most_values_named));
    return lines;
}

const char* word(Link::Kind kind, bool up) {
    switch (kind) {
        case Link::Kind::inside:
            return up ? "part of " : "holds ";
        case Link::Kind::around:
            return up ? "holds " : "part of ";
        case Link::Kind::copy:
            break;
    }
    return up ? "the same as " : "also at ";
}

// Artifacts and results as one list of nodes, with what stands under each.
class Tree {
  public:
    Tree(const LineageGraph& graph, bool up) : graph_(graph), first_result_(graph.artifacts.size()) {
        below_.resize(graph.artifacts.size() + graph.results.size());
        seen_.resize(below_.size());
        for (const LineageGraph::Edge& edge : graph.edges) {
            const std::size_t result = first_result_ + edge.result;
            if (edge.made == up)
                below_[edge.artifact].push_back({result, ""});
            else
                below_[result].push_back({edge.artifact, ""});
        }
        for (const Link& link : graph.links) {
            if (up)
                below_[link.to].push_back({link.from, word(link.kind, true)});
            else
                below_[link.from].push_back({link.to, word(link.kind, false)});
        }
        // What leads nowhere first, so that it stands by the result it belongs to.
        for (auto& children : below_) {
            std::stable_partition(children.begin(), children.end(),
                                  [&](const Child& child) { return below_[child.node].empty(); });
        }
    }

    std::string text(std::size_t root, const TextStyle& style);

  private:
    struct Child {
        std::size_t node = 0;
        const char* how = "";
    };
    struct Item {
        Child child;
        std::string before, below;  // what stands before its line, and before those under it
    };
    std::string line(const Child& child, bool colour) const {
        if (child.node < first_result_)
            return child.how + artifact_line(graph_.artifacts[child.node], colour);
        return result_line(graph_.results[child.node - first_result_], colour);
    }

    const LineageGraph& graph_;
    std::size_t first_result_;
    std::vector<std::vector<Child>> below_;
    std::vector<bool> seen_;
};

std::string Tree::text(std::size_t root, const TextStyle& style) {
    std::string text;
    std::vector<Item> stack = {{{root, ""}, "", ""}};
    while (!stack.empty()) {
        const Item item = std::move(stack.back());
        stack.pop_back();
        const std::size_t node = item.child.node;
        const auto& children = below_[node];
        const bool again = seen_[node] && !children.empty();
        seen_[node] = true;
        text += item.before + line(item.child, style.colour) + (again ? "  (see above)" : "") + "\n";
        if (again) continue;
        if (node >= first_result_) {
            const std::string bar = item.below + (children.empty() ? "  " : "│ ");
            for (const std::string& detail : result_details(graph_.results[node - first_result_])) {
                const std::string shown = printable(detail);
                const std::size_t room =
                    style.width > display_width(bar) + 20 ? style.width - display_width(bar) : 0;
                text += bar + toned(cut(shown, room), Tone::faint, style.colour) + "\n";
            }
        }
        const bool deep = item.below.size() >= deepest_indent;
        for (std::size_t i = children.size(); i-- > 0;) {
            const bool last = i + 1 == children.size();
            stack.push_back({children[i], item.below + (last ? "└─ " : "├─ "),
                             deep ? item.below : item.below + (last ? "   " : "│  ")});
        }
    }
    return text;
}

std::string json_text(const std::string& bytes) {
    return is_utf8(bytes) ? bytes : printable(bytes);
}

Value optional_text(const std::optional<std::string>& text) {
    return text ? Value(json_text(*text)) : Value();
}

std::string artifact_id(std::size_t place) {
    return "a" + std::to_string(place);
}

std::string result_id(std::size_t place) {
    return "r" + std::to_string(place);
}

Value as_value(const LineageGraph::Artifact& artifact, std::size_t place) {
    Value value = Value::Map{{"id", artifact_id(place)},
                             {"path", json_text(artifact.path)},
                             {"type", to_string(artifact.reference.type)},
                             {"sha256", artifact.reference.digest.hex()},
                             {"size", static_cast<std::int64_t>(artifact.reference.size)}};
    if (artifact.asked) value.set("asked", true);
    return value;
}

Value as_value(const LineageGraph::Result& result, std::size_t place) {
    Value::Map parameters, metrics;
    for (const auto& [name, json] : result.parameters)
        parameters.emplace_back(json_text(name), parse_json(json, "a parameter"));
    for (const auto& [name, number] : result.metrics) metrics.emplace_back(json_text(name), number);
    return Value::Map{{"id", result_id(place)},
                      {"stage", json_text(result.stage)},
                      {"pipeline_file", json_text(result.pipeline_file)},
                      {"key", result.key.hex()},
                      {"run", json_text(result.run)},
                      {"started", result.started_ns == 0 ? Value() : Value(format_time(result.started_ns))},
                      {"branch", optional_text(result.branch)},
                      {"commit", optional_text(result.commit)},
                      {"repeated", static_cast<std::int64_t>(result.repeated)},
                      {"accepted", result.accepted},
                      {"parameters", std::move(parameters)},
                      {"metrics", std::move(metrics)}};
}

const char* name_of(Link::Kind kind) {
    switch (kind) {
        case Link::Kind::inside:
            return "inside";
        case Link::Kind::around:
            return "around";
        case Link::Kind::copy:
            break;
    }
    return "copy";
}

}  // namespace

std::string lineage_as_text(const LineageGraph& graph, LineageTree tree, const TextStyle& style) {
    std::string text;
    const auto add = [&](bool up, const char* title) {
        Tree shown(graph, up);
        if (tree == LineageTree::both) text += (text.empty() ? "" : "\n") + std::string(title) + "\n";
        for (std::size_t i = 0; i < graph.artifacts.size(); ++i) {
            if (graph.artifacts[i].asked) text += shown.text(i, style);
        }
    };
    if (tree != LineageTree::down) add(true, "Made from:");
    if (tree != LineageTree::up) add(false, "Went into:");
    if (graph.cut) text += "More lies beyond --depth.\n";
    return text;
}

Value lineage_as_value(const LineageGraph& graph) {
    Value::List artifacts, results, edges;
    for (std::size_t i = 0; i < graph.artifacts.size(); ++i)
        artifacts.push_back(as_value(graph.artifacts[i], i));
    for (std::size_t i = 0; i < graph.results.size(); ++i) results.push_back(as_value(graph.results[i], i));
    const auto add = [&](std::string from, std::string to, const std::string& role) {
        edges.emplace_back(Value::Map{{"from", std::move(from)}, {"to", std::move(to)}, {"role", role}});
    };
    for (const LineageGraph::Edge& edge : graph.edges) {
        const std::string artifact = artifact_id(edge.artifact), result = result_id(edge.result);
        edge.made ? add(result, artifact, edge.role) : add(artifact, result, edge.role);
    }
    for (const Link& link : graph.links)
        add(artifact_id(link.from), artifact_id(link.to), name_of(link.kind));
    return Value::Map{{"artifacts", std::move(artifacts)},
                      {"results", std::move(results)},
                      {"edges", std::move(edges)},
                      {"complete", !graph.cut}};
}

GraphView lineage_as_graph(const LineageGraph& graph) {
    constexpr std::size_t short_digits = 8;
    GraphView view;
    view.name = "lineage";
    for (const LineageGraph::Artifact& artifact : graph.artifacts) {
        GraphNode node;
        node.name = shown_path(artifact) + " " + artifact.reference.digest.hex().substr(0, short_digits);
        node.data = true;
        view.nodes.push_back(std::move(node));
    }
    for (const LineageGraph::Result& result : graph.results) {
        GraphNode node;
        node.name = result.stage + " " + result.run;
        if (result.commit) node.name += " " + result.commit->substr(0, short_digits);
        view.nodes.push_back(std::move(node));
    }
    for (const LineageGraph::Edge& edge : graph.edges) {
        const std::size_t result = graph.artifacts.size() + edge.result;
        view.edges.push_back(edge.made ? GraphEdge{result, edge.artifact, false}
                                       : GraphEdge{edge.artifact, result, false});
    }
    // Nothing was done there: drawn as edges without a stage of their own.
    for (const Link& link : graph.links) view.edges.push_back({link.from, link.to, true});
    return view;
}

}  // namespace mlpipe
