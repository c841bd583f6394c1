#include "mlpipe/report/graph_text.hpp"

#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

GraphView flights() {
    return {"flights",
            {{"ingest", "ingest", "skip"},
             {"prepare", "prepare", ""},
             {"train", "train", "run"},
             {"evaluate", "evaluate", ""},
             {"monitor", "monitor", ""}},
            {{0, 1}, {1, 2}, {1, 3}, {2, 3}, {0, 4}, {3, 4, true}}};
}

}  // namespace

TEST_CASE("a graph as an indented list with what each follows from") {
    CHECK(graph_as_text(flights(), {}) ==
          "ingest  [skip]\n"
          "  prepare        <- ingest\n"
          "    train        <- prepare  [run]\n"
          "      evaluate   <- prepare, train\n"
          "        monitor  <- ingest, evaluate (order)\n");
    CHECK(graph_as_text({}, {}) == "No stage.\n");
}

TEST_CASE("the text of a graph keeps the state when it cuts a line") {
    GraphView graph = flights();
    graph.nodes[1].state = "run";
    CHECK_THAT(graph_as_text(graph, {27, false}), ContainsSubstring("  prepare        <-…  [run]\n"));
}

TEST_CASE("a node stands after everything upstream of it, and once") {
    GraphView graph{
        "g", {{"d", "", ""}, {"c", "", ""}, {"b", "", ""}, {"a", "", ""}}, {{3, 2}, {3, 1}, {2, 0}, {1, 0}}};
    CHECK(graph_as_text(graph, {}) ==
          "a\n"
          "  b    <- a\n"
          "  c    <- a\n"
          "    d  <- b, c\n");
}

TEST_CASE("a long chain does not indent without end, and many upstreams are counted") {
    GraphView chain{"g", {}, {}};
    for (std::size_t i = 0; i < 2000; ++i) {
        chain.nodes.push_back({"s" + std::to_string(i), "", ""});
        if (i > 0) chain.edges.push_back({i - 1, i});
    }
    CHECK(graph_as_text(chain, {}).size() < 2000 * 80);
    GraphView wide{"g", {}, {}};
    for (std::size_t i = 0; i < 20; ++i) {
        wide.nodes.push_back({"s" + std::to_string(i), "", ""});
        if (i < 19) wide.edges.push_back({i, 19});
    }
    CHECK_THAT(graph_as_text(wide, {}), ContainsSubstring("<- s0, s1, s2, s3, s4, s5 and 13 more\n"));
}

TEST_CASE("a cycle is listed rather than lost") {
    CHECK_THAT(graph_as_text({"g", {{"a", "", ""}, {"b", "", ""}}, {{0, 1}, {1, 0}}}, {}),
               ContainsSubstring("b"));
}

TEST_CASE("dot escapes names and marks edges without data") {
    GraphView graph{"a \"b\"\\", {{"x\"y", "", "failed"}, {"line\nend\\", "", ""}}, {{0, 1, true}}};
    CHECK(graph_as_dot(graph) ==
          "digraph \"a \\\"b\\\"\\\\\" {\n"
          "  rankdir=LR;\n"
          "  node [shape=box, style=rounded];\n"
          "  n0 [label=\"x\\\"y: failed\", style=\"rounded,filled\", fillcolor=\"#ffd0d0\"];\n"
          "  n1 [label=\"line\\\\nend\\\\\"];\n"
          "  n0 -> n1 [style=dashed];\n"
          "}\n");
}

TEST_CASE("mermaid cannot be left through a name") {
    GraphView graph{"g", {{"prepare@train", "", ""}, {"x\"] --> y[<b>#\"", "", "run"}}, {{0, 1}}};
    CHECK(graph_as_mermaid(graph) ==
          "flowchart LR\n"
          "  n0[\"prepare@train\"]\n"
          "  n1[\"x#34;#93; --#62; y#91;#60;b#62;#35;#34;: run\"]\n"
          "  n0 --> n1\n"
          "  style n1 fill:#cfe8ff\n");
}

TEST_CASE("a graph as a value") {
    CHECK(canonical_json(graph_as_value({"g", {{"a", "train", "run"}, {"b", "", ""}}, {{0, 1, true}}})) ==
          R"({"edges":[{"from":"a","order_only":true,"to":"b"}],"name":"g","stages":[)"
          R"({"kind":"train","stage":"a","state":"run","upstream":[]},{"stage":"b","upstream":["a"]}]})");
}
