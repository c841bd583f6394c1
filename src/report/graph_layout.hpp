// Where the nodes of a graph stand in a picture that is read from left to right: each in a layer behind all that
// it follows from, in an order with few crossings (Sugiyama, Tagawa and Toda, Methods for Visual Understanding of
// Hierarchical System Structures, 1981: longest paths, barycentres). Deterministic. Knows no sizes and no names.
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace mlpipe {

struct GraphLayout {
    struct Place {
        std::size_t layer = 0;
        double across = 0;  // of its middle, in rows from the first one's
    };
    // A piece of the way of an edge. Edges from one node go together as far as they can.
    struct Segment {
        std::size_t from = 0, to = 0;  // indices of places
        std::size_t edge = 0;          // that it was first needed for
    };
    std::size_t nodes = 0;
    std::size_t layers = 0;
    double rows = 0;            // that are taken up across
    std::vector<Place> places;  // of the nodes, then of where edges pass a layer
    std::vector<Segment> segments;
};

// Edges are (from, to). One that closes a cycle, and one from a node to itself, is drawn and otherwise ignored.
GraphLayout lay_out_in_layers(std::size_t nodes,
                              const std::vector<std::pair<std::size_t, std::size_t>>& edges);

}  // namespace mlpipe
