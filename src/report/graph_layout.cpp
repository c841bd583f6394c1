#include "graph_layout.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace mlpipe {
namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr std::size_t sweeps = 8;
constexpr std::size_t most_bends = 20'000;  // edges go straight from there on
constexpr double row_of_bend = 0.4;         // an edge that passes takes less room than a node

// The longest path to each node. Nodes that nothing comes before stand as close to what follows as they can.
std::vector<std::size_t> layers_of(std::size_t nodes, const Edges& edges) {
    std::vector<std::vector<std::size_t>> downstream(nodes);
    std::vector<std::size_t> missing(nodes), layer(nodes);
    for (const auto& [from, to] : edges) {
        downstream[from].push_back(to);
        ++missing[to];
    }
    std::vector<bool> first(nodes);
    std::vector<std::size_t> order;
    for (std::size_t node = 0; node < nodes; ++node) {
        if (missing[node] > 0) continue;
        first[node] = true;
        order.push_back(node);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const std::size_t to : downstream[order[i]]) {
            layer[to] = std::max(layer[to], layer[order[i]] + 1);
            if (--missing[to] == 0) order.push_back(to);
        }
    }
    for (std::size_t node = 0; node < nodes; ++node) {
        if (!first[node] || downstream[node].empty()) continue;
        std::size_t nearest = layer[downstream[node].front()];
        for (const std::size_t to : downstream[node]) nearest = std::min(nearest, layer[to]);
        if (nearest > 0) layer[node] = nearest - 1;
    }
    return layer;
}

// Nodes first, then a joint wherever an edge passes a layer; each segment leads from one layer to the next.
struct Mesh {
    std::vector<std::size_t> layer;
    std::vector<std::vector<std::size_t>> rows;  // by layer, in their order across
    std::vector<std::vector<std::size_t>> before, after;
    std::vector<GraphLayout::Segment> segments;
    std::size_t nodes = 0;

    std::size_t add(std::size_t its_layer) {
        layer.push_back(its_layer);
        before.emplace_back();
        after.emplace_back();
        return layer.size() - 1;
    }
    void connect(std::size_t from, std::size_t to, std::size_t edge) {
        after[from].push_back(to);
        before[to].push_back(from);
        segments.push_back({from, to, edge});
    }
    double height(std::size_t item) const { return item < nodes ? 1 : row_of_bend; }
};

Mesh mesh_of(std::size_t nodes, const Edges& edges) {
    Mesh mesh;
    mesh.nodes = nodes;
    for (const std::size_t layer : layers_of(nodes, edges)) mesh.add(layer);
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> trunks;  // by node and layer
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
        const auto [from, to] = edges[edge];
        if (mesh.layer[to] <= mesh.layer[from]) {
            mesh.segments.push_back({from, to, edge});
            continue;
        }
        std::size_t last = from;
        for (std::size_t layer = mesh.layer[from] + 1; layer < mesh.layer[to]; ++layer) {
            const auto [trunk, added] = trunks.emplace(std::pair(from, layer), mesh.layer.size());
            if (added) mesh.connect(last, mesh.add(layer), edge);
            last = trunk->second;
            if (mesh.layer.size() > nodes + most_bends) break;
        }
        mesh.connect(last, to, edge);
    }
    for (std::size_t item = 0; item < mesh.layer.size(); ++item) {
        if (mesh.layer[item] >= mesh.rows.size()) mesh.rows.resize(mesh.layer[item] + 1);
        mesh.rows[mesh.layer[item]].push_back(item);
    }
    return mesh;
}

double mean_of(const std::vector<std::size_t>& items, const std::vector<double>& places, double otherwise) {
    if (items.empty()) return otherwise;
    double sum = 0;
    for (const std::size_t item : items) sum += places[item];
    return sum / static_cast<double>(items.size());
}

// Those that cross are pairs in opposite orders: what a merge sort has to swap.
std::size_t inversions(std::vector<std::size_t>& values, std::size_t begin, std::size_t end) {
    if (end - begin < 2) return 0;
    const std::size_t middle = begin + (end - begin) / 2;
    std::size_t count = inversions(values, begin, middle) + inversions(values, middle, end);
    std::vector<std::size_t> merged;
    merged.reserve(end - begin);
    std::size_t left = begin, right = middle;
    while (left < middle || right < end) {
        if (right == end || (left < middle && values[left] <= values[right])) {
            merged.push_back(values[left++]);
        } else {
            count += middle - left;
            merged.push_back(values[right++]);
        }
    }
    std::copy(merged.begin(), merged.end(), values.begin() + static_cast<std::ptrdiff_t>(begin));
    return count;
}

std::size_t crossings(const Mesh& mesh) {
    std::vector<std::size_t> rank(mesh.layer.size());
    for (const auto& row : mesh.rows)
        for (std::size_t i = 0; i < row.size(); ++i) rank[row[i]] = i;
    std::size_t count = 0;
    for (const auto& row : mesh.rows) {
        std::vector<std::size_t> ends;
        for (const std::size_t item : row) {
            const std::size_t begin = ends.size();
            for (const std::size_t to : mesh.after[item]) ends.push_back(rank[to]);
            std::sort(ends.begin() + static_cast<std::ptrdiff_t>(begin), ends.end());
        }
        count += inversions(ends, 0, ends.size());
    }
    return count;
}

// Each beside what it is connected to in the layer before (or, backwards, behind).
void sort_rows(Mesh& mesh, bool forwards) {
    std::vector<double> rank(mesh.layer.size());
    for (const auto& row : mesh.rows)
        for (std::size_t i = 0; i < row.size(); ++i) rank[row[i]] = static_cast<double>(i);
    for (std::size_t step = 0; step < mesh.rows.size(); ++step) {
        auto& row = mesh.rows[forwards ? step : mesh.rows.size() - 1 - step];
        std::vector<double> wanted(row.size());
        for (std::size_t i = 0; i < row.size(); ++i)
            wanted[i] = mean_of((forwards ? mesh.before : mesh.after)[row[i]], rank, rank[row[i]]);
        std::vector<std::size_t> order(row.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
        std::vector<std::size_t> sorted;
        sorted.reserve(row.size());
        for (const std::size_t i : order) sorted.push_back(row[i]);
        row = std::move(sorted);
        for (std::size_t i = 0; i < row.size(); ++i) rank[row[i]] = static_cast<double>(i);
    }
}

void reduce_crossings(Mesh& mesh) {
    auto best = mesh.rows;
    std::size_t fewest = crossings(mesh);
    for (std::size_t sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        sort_rows(mesh, sweep % 2 == 0);
        const std::size_t count = crossings(mesh);
        if (count >= fewest) continue;
        fewest = count;
        best = mesh.rows;
    }
    mesh.rows = std::move(best);
}

// As near to where each wants to be, in the mean of squares, as their order and their heights allow: isotonic
// regression by pooling adjacent violators.
void place_row(const Mesh& mesh, const std::vector<std::size_t>& row, const std::vector<double>& wanted,
               std::vector<double>& across) {
    struct Block {
        double sum = 0;
        std::size_t count = 0;
        double mean() const { return sum / static_cast<double>(count); }
    };
    std::vector<Block> blocks;
    std::vector<double> offset(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) offset[i] = offset[i - 1] + (mesh.height(row[i - 1]) + mesh.height(row[i])) / 2;
        blocks.push_back({wanted[i] - offset[i], 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum;
            blocks.back().count += last.count;
        }
    }
    std::size_t i = 0;
    for (const Block& block : blocks)
        for (std::size_t end = i + block.count; i < end; ++i) across[row[i]] = block.mean() + offset[i];
}

std::vector<double> places_across(const Mesh& mesh) {
    std::vector<double> across(mesh.layer.size());
    for (const auto& row : mesh.rows) {
        const std::vector<double> at_the_top(row.size());
        place_row(mesh, row, at_the_top, across);
    }
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
        const bool forwards = sweep % 2 == 0;
        for (std::size_t step = 0; step < mesh.rows.size(); ++step) {
            const auto& row = mesh.rows[forwards ? step : mesh.rows.size() - 1 - step];
            std::vector<double> wanted(row.size());
            for (std::size_t i = 0; i < row.size(); ++i) {
                const auto& near = (forwards ? mesh.before : mesh.after)[row[i]];
                wanted[i] = mean_of(near, across, across[row[i]]);
            }
            place_row(mesh, row, wanted, across);
        }
    }
    return across;
}

}  // namespace

GraphLayout lay_out_in_layers(std::size_t nodes, const Edges& edges) {
    GraphLayout layout;
    layout.nodes = nodes;
    if (nodes == 0) return layout;
    Mesh mesh = mesh_of(nodes, edges);
    reduce_crossings(mesh);
    const std::vector<double> across = places_across(mesh);
    const auto [first, last] = std::minmax_element(across.begin(), across.end());
    layout.layers = mesh.rows.size();
    layout.rows = *last - *first + 1;
    for (std::size_t item = 0; item < across.size(); ++item)
        layout.places.push_back({mesh.layer[item], across[item] - *first});
    layout.segments = std::move(mesh.segments);
    return layout;
}

}  // namespace mlpipe
