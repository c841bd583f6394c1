#include <limits>

#include "mlpipe/base/error.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::test;

namespace {

// ingest -> prepare@a, prepare@b -> train -> deploy (needs evaluate); other stands alone
Pipeline example() {
    return pipeline({stage("ingest", {}, {"raw"}), stage("prepare@a", {"raw"}, {"data/a.csv"}),
                     stage("prepare@b", {"raw"}, {"data/b.csv"}), stage("train", {"data"}, {"model"}),
                     stage("evaluate", {"model"}, {"metrics/eval.json"}),
                     stage("deploy", {"model"}, {}, {"evaluate"}), stage("other", {}, {"other.txt"})});
}

std::string chosen(const Pipeline& p, const SelectionOptions& options) {
    const Graph g = graph(p);
    const Selection selection = select(p, g, options);
    std::string text;
    for (StageId id = 0; id < p.stages.size(); ++id) {
        if (!selection.selected[id]) continue;
        text += (text.empty() ? "" : " ") + p.stages[id].name + (selection.named[id] ? "!" : "");
    }
    return text;
}

std::string chosen(const SelectionOptions& options) {
    return chosen(example(), options);
}

}  // namespace

TEST_CASE("no target means everything, and names nothing") {
    CHECK(chosen({}) == "ingest prepare@a prepare@b train evaluate deploy other");
    CHECK(chosen({.single = true, .downstream = true}) ==
          "ingest prepare@a prepare@b train evaluate deploy other");
}

TEST_CASE("targets pull in what is upstream") {
    struct Case {
        const char *target, *expected;
    };
    const auto c = GENERATE(values<Case>({
        {"train", "ingest prepare@a prepare@b train!"},
        {"prepare@b", "ingest prepare@b!"},
        {"prepare@*", "ingest prepare@a! prepare@b!"},
        {"prepare", "ingest prepare@a! prepare@b!"},
        {"*a*", "ingest prepare@a! prepare@b! train! evaluate!"},
        {"prepare@?", "ingest prepare@a! prepare@b!"},
        {"deploy", "ingest prepare@a prepare@b train evaluate deploy!"},
        {"data/b.csv", "ingest prepare@b!"},
        {"./data//b.csv", "ingest prepare@b!"},
        {"data/", "ingest prepare@a! prepare@b!"},
        {"raw/part-1", "ingest!"},
        {"/project/metrics/eval.json", "ingest prepare@a prepare@b train evaluate!"},
    }));
    INFO(c.target);
    CHECK(chosen({{c.target}}) == c.expected);
}

TEST_CASE("a stage's name goes before a path of the same name") {
    CHECK(chosen(pipeline({stage("a", {}, {"b"}), stage("b", {}, {"c"})}), {{"b"}}) == "b!");
}

TEST_CASE("single and downstream") {
    CHECK(chosen({.targets = {"train"}, .single = true}) == "train!");
    CHECK(chosen({.targets = {"train", "ingest"}, .single = true}) == "ingest! train!");
    CHECK(chosen({.targets = {"train"}, .downstream = true}) ==
          "ingest prepare@a prepare@b train! evaluate deploy");
    CHECK(chosen({.targets = {"train"}, .single = true, .downstream = true}) == "train! evaluate deploy");
    // What follows needs its other inputs as well.
    CHECK(chosen({.targets = {"prepare@a"}, .downstream = true}) ==
          "ingest prepare@a! prepare@b train evaluate deploy");
}

TEST_CASE("a frozen stage does not pull in what is upstream of it, named or not") {
    Pipeline p = example();
    p.stages[3].frozen = true;
    CHECK(chosen(p, {{"evaluate"}}) == "train evaluate!");
    CHECK(chosen(p, {{"train"}}) == "train!");
    CHECK(chosen(p, {}) == "ingest prepare@a prepare@b train evaluate deploy other");
}

TEST_CASE("unknown targets are all named, with the nearest") {
    try {
        chosen({{"trian", "data/a.cvs", "train", "zzzzzz"}});
        FAIL("accepted unknown targets");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK(std::string(error.what()) ==
              "no stage and no output is called 'trian' (did you mean 'train'?)\n"
              "no stage and no output is called 'data/a.cvs' (did you mean 'data/a.csv'?)\n"
              "no stage and no output is called 'zzzzzz'");
    }
}

TEST_CASE("the remaining path is the stage's own time and the longest that follows") {
    const Pipeline p = pipeline({stage("a", {}, {"a"}), stage("b", {"a"}, {"b"}), stage("c", {"a"}, {"c"}),
                                 stage("d", {"b", "c"}, {}), stage("e", {}, {}, {"d"})});
    const Graph g = graph(p);
    CHECK(remaining_path(g, {1, 10, 2, 4, 8}) == std::vector<double>{23, 22, 14, 12, 8});
    CHECK(remaining_path(g, {}) == std::vector<double>{4, 3, 3, 2, 1});
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    CHECK(remaining_path(g, {1, unknown, 3, -1, 2}) ==
          std::vector<double>{1 + 3 + 2 + 2, 2 + 2 + 2, 3 + 2 + 2, 2 + 2, 2});
}

TEST_CASE("without targets the stages of the files that are meant, and what they depend on") {
    Pipeline p = example();
    p.stages[3].file = p.stages[6].file = "sub/dvc.yaml";
    CHECK(chosen(p, {.files = {"sub/dvc.yaml"}}) == "ingest prepare@a prepare@b train other");
    CHECK(chosen(p, {.files = {"", "sub/dvc.yaml"}}) ==
          "ingest prepare@a prepare@b train evaluate deploy other");
    CHECK(chosen(p, {.files = {"else/dvc.yaml"}}) == "");
}
