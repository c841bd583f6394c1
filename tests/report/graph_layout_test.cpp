#include "../../src/report/graph_layout.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

std::vector<std::size_t> layers(const GraphLayout& layout) {
    std::vector<std::size_t> found;
    for (std::size_t node = 0; node < layout.nodes; ++node) found.push_back(layout.places[node].layer);
    return found;
}

// The least distance across of two nodes of one layer.
double closest(const GraphLayout& layout) {
    double least = 1e9;
    for (std::size_t a = 0; a < layout.nodes; ++a)
        for (std::size_t b = 0; b < a; ++b)
            if (layout.places[a].layer == layout.places[b].layer)
                least = std::min(least, std::abs(layout.places[a].across - layout.places[b].across));
    return least;
}

}  // namespace

TEST_CASE("a node stands one layer behind the last that it follows from") {
    CHECK(layers(lay_out_in_layers(4, {{0, 1}, {1, 2}, {0, 2}, {2, 3}})) ==
          std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(lay_out_in_layers(0, {}).layers == 0);
    CHECK(lay_out_in_layers(3, {}).layers == 1);
}

TEST_CASE("what nothing comes before stands just before what it is for") {
    CHECK(layers(lay_out_in_layers(4, {{0, 1}, {1, 2}, {3, 2}})) == std::vector<std::size_t>{0, 1, 2, 1});
}

TEST_CASE("nodes do not overlap, and a chain is straight") {
    const GraphLayout fan = lay_out_in_layers(5, {{0, 1}, {0, 2}, {0, 3}, {1, 4}, {2, 4}, {3, 4}});
    CHECK(closest(fan) > 0.999);
    CHECK(std::abs(fan.places[0].across - fan.places[4].across) < 0.01);
    CHECK(std::abs(fan.rows - 3) < 0.01);
    const GraphLayout chain = lay_out_in_layers(3, {{0, 1}, {1, 2}});
    CHECK(std::abs(chain.rows - 1) < 0.01);
}

TEST_CASE("edges that need not cross do not") {
    const GraphLayout layout = lay_out_in_layers(6, {{0, 5}, {1, 4}, {2, 3}});
    for (std::size_t from = 0; from < 3; ++from)
        CHECK(std::abs(layout.places[from].across - layout.places[5 - from].across) < 0.01);
}

TEST_CASE("edges from one node go together until they part") {
    // 0 -> 1 -> 2 -> 3 -> 4, and 0 -> 3, 0 -> 4.
    const GraphLayout layout = lay_out_in_layers(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {0, 3}, {0, 4}});
    CHECK(layout.places.size() == 5 + 3);  // one place in each of the three layers between 0 and 4
    CHECK(layout.segments.size() == 4 + 3 + 2);
}

TEST_CASE("a cycle is drawn, and keeps nothing from being drawn") {
    const GraphLayout layout = lay_out_in_layers(3, {{0, 1}, {1, 2}, {2, 1}, {0, 0}});
    CHECK(layout.places.size() >= 3);
    CHECK(layout.segments.size() >= 4);
}

TEST_CASE("a large graph is laid out, the same each time") {
    Edges edges;
    for (std::size_t node = 1; node < 1000; ++node) {
        edges.emplace_back(node * 7919 % node, node);
        edges.emplace_back(node / 3, node);
    }
    const GraphLayout layout = lay_out_in_layers(1000, edges), again = lay_out_in_layers(1000, edges);
    CHECK(closest(layout) > 0.999);
    CHECK(layout.rows == again.rows);
    CHECK(std::all_of(layout.segments.begin(), layout.segments.end(), [&](const auto& segment) {
        return layout.places[segment.from].layer < layout.places[segment.to].layer;
    }));
}
