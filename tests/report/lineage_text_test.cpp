#include "mlpipe/report/lineage_text.hpp"

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

LineageGraph::Artifact artifact(const std::string& path, ReferenceType type = ReferenceType::file) {
    return {path, Reference{type, sha256(path), 2048, false}, false};
}

std::string digits(const std::string& path) {
    return "  2.0 KiB  " + sha256(path).hex().substr(0, 12);
}

// raw.csv -> split -> data/ => data/a.csv -> train -> model, twice over
LineageGraph graph() {
    LineageGraph graph;
    graph.artifacts = {artifact("model"), artifact("data/a.csv"), artifact("t.py"),
                       artifact("data", ReferenceType::directory), artifact("raw.csv")};
    graph.artifacts[0].asked = true;
    graph.results.resize(2);
    graph.results[0].stage = "train";
    graph.results[0].run = "r2";
    graph.results[0].branch = "main";
    graph.results[0].commit = std::string(40, 'c');
    graph.results[0].started_ns = 1'700'000'000'000'000'000;
    graph.results[0].parameters = {{"p.yaml:lr", "0.1"}, {"p.yaml:name", "\"x\""}};
    graph.results[0].metrics = {{"m.json:auc", 0.123456789}};
    graph.results[0].repeated = 2;
    graph.results[1].stage = "split";
    graph.results[1].run = "r1";
    graph.edges = {{0, 0, true, "out"},
                   {1, 0, false, "dep"},
                   {2, 0, false, "dep"},
                   {3, 1, true, "out"},
                   {4, 1, false, "dep"}};
    graph.links = {{3, 1, LineageGraph::Link::Kind::inside}};
    return graph;
}

}  // namespace

TEST_CASE("a tree back to the sources, with what each result was given and measured") {
    CHECK(lineage_as_text(graph(), LineageTree::up, {}) ==
          "model" + digits("model") +
              "\n"
              "└─ train  run r2 on main, commit cccccccccccc, and 2 other runs made the same\n"
              "   │ with lr=0.1, name=\"x\"\n"
              "   │ measured auc=0.123457\n"
              "   ├─ t.py" +
              digits("t.py") +
              "\n"
              "   └─ data/a.csv" +
              digits("data/a.csv") +
              "\n"
              "      └─ part of data/" +
              digits("data") +
              "\n"
              "         └─ split  run r1\n"
              "            └─ raw.csv" +
              digits("raw.csv") + "\n");
}

TEST_CASE("a tree forward; what was shown is not repeated, and what was left out is said") {
    LineageGraph both = graph();
    both.artifacts[0].asked = false;
    both.artifacts[4].asked = true;
    both.edges.push_back({3, 0, false, "dep"});  // reached a second time
    both.cut = true;
    const std::string text = lineage_as_text(both, LineageTree::both, {});
    CHECK_THAT(text,
               ContainsSubstring("Made from:\nraw.csv" + digits("raw.csv") + "\n\nWent into:\nraw.csv"));
    CHECK_THAT(text, ContainsSubstring("holds data/a.csv"));
    CHECK_THAT(text, ContainsSubstring("made the same  (see above)\n"));
    CHECK_THAT(text, ContainsSubstring("More lies beyond --depth.\n"));
}

TEST_CASE("names that are no text stay on their line") {
    LineageGraph odd = graph();
    odd.artifacts[0].path = "mo\ndel\x1b[2J";
    odd.results[0].stage = "tr\x1bin";
    odd.results[0].run = "r\n2";
    const std::string text = lineage_as_text(odd, LineageTree::up, {});
    CHECK_THAT(text, ContainsSubstring("mo\\ndel\\x1b[2J"));
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK_NOTHROW(canonical_json(lineage_as_value(odd)));
}

TEST_CASE("edges of the JSON run as data flows") {
    const Value value = lineage_as_value(graph());
    const auto& edges = *value.find("edges")->as_list();
    REQUIRE(edges.size() == 6);
    CHECK(canonical_json(edges[0]) == R"({"from":"r0","role":"out","to":"a0"})");
    CHECK(canonical_json(edges[1]) == R"({"from":"a1","role":"dep","to":"r0"})");
    CHECK(canonical_json(edges[5]) == R"({"from":"a3","role":"inside","to":"a1"})");
    CHECK(*value.find_path("artifacts.0.asked")->as_bool());
    CHECK(value.find_path("artifacts.1.asked") == nullptr);
    CHECK(*value.find_path("results.0.started")->as_string() == "2023-11-14T22:13:20.000Z");
    CHECK(value.find_path("results.1.started")->is_null());
    CHECK(*value.find("complete")->as_bool());
}

TEST_CASE("as a graph data and stages look different") {
    const GraphView view = lineage_as_graph(graph());
    REQUIRE(view.nodes.size() == 7);
    CHECK(view.nodes[3].name == "data/ " + sha256("data").hex().substr(0, 8));
    CHECK(view.nodes[5].name == "train r2 cccccccc");
    CHECK_THAT(graph_as_dot(view), ContainsSubstring("shape=note"));
    CHECK_THAT(graph_as_dot(view), ContainsSubstring("n3 -> n1 [style=dashed]"));
    CHECK_THAT(graph_as_mermaid(view), ContainsSubstring("n0([\"model "));
    CHECK_THAT(graph_as_mermaid(view), ContainsSubstring("n5[\"train r2"));
}
