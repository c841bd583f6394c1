#include <algorithm>
#include <random>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::test;
using Ids = std::vector<StageId>;

TEST_CASE("an output that is a dependency makes an edge") {
    const Pipeline p = pipeline({stage("c", {"b"}, {"c"}), stage("b", {"a"}, {"b"}), stage("a", {}, {"a"})});
    const Graph g = graph(p);
    CHECK(upstream(g, 0) == Ids{1});
    CHECK(upstream(g, 1) == Ids{2});
    CHECK(downstream(g, 2) == Ids{1});
    CHECK(g.order() == Ids{2, 1, 0});
}

TEST_CASE("edges arise from overlap both ways, and only from whole names") {
    struct Case {
        const char *output, *dependency;
        bool edge;
    };
    const auto c = GENERATE(values<Case>({
        {"data", "data", true},
        {"data", "data/a.csv", true},
        {"data", "data/sub/a.csv", true},
        {"data/sub/a.csv", "data", true},
        {"data/a", "data/ab", false},
        {"data", "data.csv", false},
        {"data.csv", "data", false},
        {"data-old/x", "data", false},
        {"data!", "data", false},
        {"a/b", ".", true},
        {"../x", ".", false},
        {"../x", "..", true},
        {"a", "..", true},
        {"/project/a", "a", true},
        {"a", "/project", true},
        {"/project/a/b", "a", true},
        {"/elsewhere/a", "a", false},
        {"/elsewhere/a", "/", true},
        {"caf\xe9/x", "caf\xe9", true},
    }));
    INFO(c.output << " and " << c.dependency);
    const Graph g = graph(pipeline({stage("reads", {c.dependency}, {}), stage("makes", {}, {c.output})}));
    CHECK(upstream(g, 0) == (c.edge ? Ids{1} : Ids{}));
    CHECK(g.sources().size() == (c.edge ? 0 : 1));
    CHECK(g.makers(c.dependency) == (c.edge ? Ids{1} : Ids{}));
}

TEST_CASE("many outputs inside one dependency, and neighbours that sort between them") {
    const Graph g =
        graph(pipeline({stage("a", {}, {"d/a", "d/z"}), stage("b", {}, {"d/m"}), stage("c", {}, {"d-x"}),
                        stage("d", {}, {"d.csv"}), stage("all", {"d"}, {})}));
    CHECK(upstream(g, 4) == Ids{0, 1});
}

TEST_CASE("a parameter file that a stage makes is an edge too") {
    std::vector<Stage> stages{stage("tune", {}, {"best.yaml"}), stage("train", {}, {"model"})};
    stages[1].parameters = {{"best.yaml", {"lr"}, {}}};
    CHECK(upstream(graph(pipeline(stages)), 1) == Ids{0});
}

TEST_CASE("needs orders without data, and data wins over it") {
    const Graph g =
        graph(pipeline({stage("a", {}, {"x"}), stage("b", {"x"}, {"y"}, {"a"}), stage("c", {}, {}, {"b"})}));
    REQUIRE(g.upstream(1).size() == 1);
    CHECK_FALSE(g.upstream(1)[0].order_only);
    REQUIRE(g.upstream(2).size() == 1);
    CHECK(g.upstream(2)[0].order_only);
    CHECK(g.downstream(1)[0].order_only);
}

TEST_CASE("needs may name a group, by its name or by a pattern") {
    const auto need = GENERATE("prepare", "prepare@*", "prep*");
    const Graph g = graph(pipeline(
        {stage("prepare@a", {}, {"a"}), stage("prepare@b", {}, {"b"}), stage("train", {}, {}, {need})}));
    CHECK(upstream(g, 2) == Ids{0, 1});
}

TEST_CASE("the order follows the file where edges leave a choice") {
    const Graph g = graph(pipeline(
        {stage("d", {"c"}, {}), stage("b", {}, {"b"}), stage("a", {}, {}), stage("c", {"b"}, {"c"})}));
    CHECK(g.order() == Ids{1, 2, 3, 0});
}

TEST_CASE("the dependencies that no stage makes are named") {
    const Graph g = graph(
        pipeline({stage("a", {"raw.csv", "src/a.py"}, {"data/a"}), stage("b", {"data", "raw.csv"}, {})}));
    REQUIRE(g.sources().size() == 3);
    CHECK(g.sources()[0].stage == 0);
    CHECK(g.sources()[1].dependency == 1);
    CHECK(g.sources()[2].stage == 1);
    CHECK(g.sources()[2].dependency == 1);
}

TEST_CASE("an output is one by its own path only") {
    const Graph g = graph(pipeline({stage("a", {}, {"d/x", "d-x"}), stage("b", {}, {"e"})}));
    for (const char* path : {"d/x", "./d//x", "/project/d/x", "d-x", "e"}) CHECK(g.is_output(path));
    for (const char* path : {"d", "d/x/y", "e/f", "f", ".", "/e"}) CHECK_FALSE(g.is_output(path));
}

TEST_CASE("an empty pipeline has an empty graph") {
    const Graph g = graph(pipeline({}));
    CHECK(g.size() == 0);
    CHECK(g.order().empty());
    CHECK(g.makers("x").empty());
}

namespace {

// All pairs, straight from the definition.
bool naive_edge(const Stage& from, const Stage& to) {
    for (const Output& output : from.outputs)
        for (const Dependency& dependency : to.dependencies)
            if (path::contains(output.path, dependency.path) || path::contains(dependency.path, output.path))
                return true;
    return false;
}

}  // namespace

TEST_CASE("on random pipelines the graph is what all pairs say") {
    std::mt19937 random(20261123);
    const auto pick = [&](std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(0, most)(random);
    };
    const std::vector<std::string> tails{"", "/in", "/in/deep", "-x", ".csv"};
    int edges = 0, rejected = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<Stage> stages;
        const std::size_t count = 2 + pick(12);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string own = numbered("d", i);
            Stage made = stage(numbered("s", i), {}, {own + tails[pick(4)]});
            for (std::size_t j = pick(3); j > 0 && i > 0; --j)
                made.dependencies.push_back({numbered("d", pick(i - 1)) + tails[pick(4)], {}});
            stages.push_back(std::move(made));
        }
        std::shuffle(stages.begin(), stages.end(), random);
        const Pipeline p = pipeline(stages);
        try {
            const Graph g = graph(p);
            std::vector<std::size_t> place(p.stages.size());
            for (std::size_t i = 0; i < g.order().size(); ++i) place[g.order()[i]] = i;
            CHECK(g.order().size() == p.stages.size());
            for (StageId to = 0; to < p.stages.size(); ++to) {
                Ids expected;
                for (StageId from = 0; from < p.stages.size(); ++from)
                    if (from != to && naive_edge(p.stages[from], p.stages[to])) expected.push_back(from);
                CHECK(upstream(g, to) == expected);
                for (const StageId from : expected) CHECK(place[from] < place[to]);
                edges += static_cast<int>(expected.size());
            }
        } catch (const PipelineError&) {
            ++rejected;
        }
    }
    CHECK(edges > 500);
    CHECK(rejected == 0);
}
