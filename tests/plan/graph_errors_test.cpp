#include "mlpipe/base/error.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::test;

namespace {

std::vector<std::string> problems(const Pipeline& pipeline) {
    std::vector<std::string> texts;
    try {
        graph(pipeline);
    } catch (const PipelineError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) texts.push_back(diagnostic.text());
    }
    return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("two stages with the same output") {
    CHECK(problems(pipeline({stage("a", {}, {"x"}), stage("b", {"in"}, {"x"})})) ==
          Texts{"pipeline.yaml:22:3: output 'x' of stage 'b' is also an output of stage 'a' (line 11)"});
}

TEST_CASE("the same output by another name") {
    CHECK(problems(pipeline({stage("a", {}, {"/project/x"}), stage("b", {}, {"x"})})).size() == 1);
}

TEST_CASE("outputs inside one another") {
    CHECK(
        problems(
            pipeline({stage("a", {}, {"d/x"}), stage("b", {}, {"d"}), stage("c", {}, {"d/x/y", "d-x"})})) ==
        Texts{
            "pipeline.yaml:11:3: output 'd/x' of stage 'a' lies inside output 'd' of stage 'b' (line 21)",
            "pipeline.yaml:31:3: output 'd/x/y' of stage 'c' lies inside output 'd' of stage 'b' (line 21)"});
}

TEST_CASE("an output listed twice by one stage") {
    CHECK(problems(pipeline({stage("a", {}, {"x", "x"})})) ==
          Texts{"pipeline.yaml:12:3: output 'x' of stage 'a' is listed twice (line 11)"});
}

TEST_CASE("a stage that depends on itself") {
    CHECK(problems(pipeline({stage("a", {"x"}, {"x"})})) ==
          Texts{"pipeline.yaml:11:3: stage 'a' depends on its own output 'x' (line 12)"});
    CHECK(
        problems(pipeline({stage("a", {"d"}, {"d/x"})})) ==
        Texts{"pipeline.yaml:11:3: stage 'a' depends on 'd', which overlaps its own output 'd/x' (line 12)"});
    CHECK(problems(pipeline({stage("a", {"d/x"}, {"d"})})).size() == 1);
    CHECK(problems(pipeline({stage("a", {}, {}, {"a"})})) ==
          Texts{"pipeline.yaml:10:1: stage 'a' needs itself"});
}

TEST_CASE("unknown needs, with the nearest stage") {
    CHECK(problems(pipeline({stage("evaluate", {}, {}), stage("deploy", {}, {}, {"evalaute", "zzz@*"})})) ==
          Texts{"pipeline.yaml:20:1: stage 'deploy' needs 'evalaute', which is no stage (did you mean "
                "'evaluate'?)",
                "pipeline.yaml:20:1: stage 'deploy' needs 'zzz@*', which is no stage"});
}

TEST_CASE("a cycle is printed as a path, with what makes each step") {
    CHECK(
        problems(pipeline({stage("z", {}, {"z"}), stage("b", {"a.out", "z"}, {"b.out"}),
                           stage("a", {"c.out/part"}, {"a.out"}), stage("c", {"b.out"}, {"c.out"}),
                           stage("after", {"c.out"}, {})})) ==
        Texts{"pipeline.yaml:20:1: stages form a cycle: b -> c -> a -> b ('c' depends on 'b.out' (line 41), "
              "'a' depends on 'c.out/part' (line 31), 'b' depends on 'a.out' (line 21))"});
}

TEST_CASE("a cycle through needs") {
    CHECK(problems(pipeline({stage("a", {}, {"a"}, {"b"}), stage("b", {"a"}, {})})) ==
          Texts{"pipeline.yaml:10:1: stages form a cycle: a -> b -> a ('b' depends on 'a' (line 21), 'a' "
                "needs 'b')"});
}

TEST_CASE("each cycle is reported once") {
    const Texts texts = problems(pipeline({stage("a", {"b"}, {"a"}), stage("b", {"a"}, {"b"}),
                                           stage("c", {"d"}, {"c"}), stage("d", {"c", "a"}, {"d"})}));
    REQUIRE(texts.size() == 2);
    CHECK_THAT(texts[0], ContainsSubstring("a -> b -> a"));
    CHECK_THAT(texts[1], ContainsSubstring("c -> d -> c"));
}

TEST_CASE("an environment file that a stage makes") {
    Pipeline p = pipeline({stage("a", {}, {"requirements.txt"})});
    p.environment_files = {{"requirements.txt", {2, 5}}};
    CHECK(problems(p) ==
          Texts{"pipeline.yaml:2:5: environment file 'requirements.txt' is made by stage 'a' (line 11), "
                "but is part of every stage's identity"});
}

TEST_CASE("all that is wrong is reported at once") {
    const Texts texts =
        problems(pipeline({stage("a", {"a.out"}, {"a.out", "x"}), stage("b", {}, {"x"}, {"nobody"}),
                           stage("c", {"d"}, {"c"}), stage("d", {"c"}, {"d"})}));
    REQUIRE(texts.size() == 4);
    CHECK_THAT(texts[0], ContainsSubstring(":11:3: stage 'a' depends on its own output"));
    CHECK_THAT(texts[1], ContainsSubstring("is no stage"));
    CHECK_THAT(texts[2], ContainsSubstring("'x' of stage 'b' is also an output of stage 'a'"));
    CHECK_THAT(texts[3], ContainsSubstring("c -> d -> c"));
}

TEST_CASE("a long cycle needs no deep stack") {
    std::vector<Stage> stages;
    const std::size_t count = 20'000;
    for (std::size_t i = 0; i < count; ++i)
        stages.push_back(
            stage(numbered("s", i), {numbered("o", (i + count - 1) % count)}, {numbered("o", i)}));
    CHECK(problems(pipeline(stages)).size() == 1);
}
