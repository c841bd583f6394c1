#include "mlpipe/base/diagnostic.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a diagnostic shows as much of its place as is known") {
    REQUIRE(Diagnostic{"p.yaml", {3, 7}, "wrong"}.text() == "p.yaml:3:7: wrong");
    REQUIRE(Diagnostic{"p.yaml", {3, 0}, "wrong"}.text() == "p.yaml:3: wrong");
    REQUIRE(Diagnostic{"p.yaml", {}, "wrong"}.text() == "p.yaml: wrong");
    REQUIRE(Diagnostic{"", {}, "wrong"}.text() == "wrong");
    REQUIRE(Diagnostic{"a\nb", {}, "wrong"}.text() == "a\\nb: wrong");
}

TEST_CASE("a pipeline error lists everything in the order of the files") {
    const PipelineError error(
        {{"b", {1, 1}, "4"}, {"a", {10, 1}, "3"}, {"a", {2, 9}, "2"}, {"a", {2, 1}, "1"}});
    REQUIRE(error.kind() == ErrorKind::pipeline);
    REQUIRE(std::string(error.what()) == "a:2:1: 1\na:2:9: 2\na:10:1: 3\nb:1:1: 4");
    REQUIRE(error.diagnostics().front().message == "1");
    REQUIRE(error.diagnostics().size() == 4);
}
