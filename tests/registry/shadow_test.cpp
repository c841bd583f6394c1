// Two programs answer the same requests.
#include "deployment_support.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/registry/shadow.hpp"

using namespace mlpipe;

namespace {

// What both programs answer is up to WHO in their environment.
class Shadow {
  public:
    Shadow() { files.put("/requests.jsonl", "{\"x\": 1}\n\n{\"x\": 2}\n{\"x\": 3}\n"); }

    ShadowReport compare(const std::string& script) {
        request.requests = "/requests.jsonl";
        request.answer = "while read -r line; do\n" + script + "\ndone";
        return compare_answers(files, request, "/", {"the candidate", {"PATH=/usr/bin:/bin", "WHO=1"}},
                               {"production", {"PATH=/usr/bin:/bin", "WHO=2"}}, interrupt);
    }

    MemoryFileSystem files;
    ShadowRequest request;
    Interrupt interrupt;
};

}  // namespace

TEST_CASE("equal answers do not differ, however they are written") {
    Shadow shadow;
    const ShadowReport same = shadow.compare("echo \"$line\"");
    CHECK(same.requests == 3);
    CHECK(same.different == 0);
    CHECK(same.failed.empty());
    CHECK(same.candidate.p99_s >= same.candidate.p50_s);
    CHECK(same.candidate.p50_s > 0);
    const ShadowReport written = shadow.compare(
        "if [ $WHO = 1 ]; then echo '{\"a\": 1, \"b\": [0.5, null]}'; else echo "
        "'{\"b\":[0.50000001,null],\"a\":1.0}'; fi");
    CHECK(written.different == 0);
}

TEST_CASE("answers differ by numbers beyond the tolerance, by length, by keys and by kind") {
    for (const char* other : {"[0.51]", "[0.5, 1]", "{\"a\": 0.5}", "[\"0.5\"]", "[true]", "null"}) {
        Shadow shadow;
        const ShadowReport report =
            shadow.compare(std::string("if [ $WHO = 1 ]; then echo '[0.5]'; else echo '") + other + "'; fi");
        INFO(other);
        CHECK(report.different == 3);
    }
    Shadow tolerant;
    tolerant.request.tolerance = 0.1;
    CHECK(tolerant.compare("if [ $WHO = 1 ]; then echo 100; else echo 109; fi").different == 0);
    CHECK(tolerant.compare("if [ $WHO = 1 ]; then echo 100; else echo 120; fi").different == 3);
}

TEST_CASE("limits on a comparison fail with what is beyond them") {
    Shadow shadow;
    shadow.request.limits.disagreement = 0.4;
    const std::string script = "case \"$line\" in *2*) echo $WHO;; *) echo 0;; esac";
    const ShadowReport report = shadow.compare(script);
    CHECK(report.different == 1);
    CHECK(report.first_different == std::vector<std::uint64_t>{3});
    CHECK(report.failed.empty());
    shadow.request.limits.disagreement = 0.3;
    REQUIRE(shadow.compare(script).failed.size() == 1);
    CHECK_THAT(shadow.compare(script).failed.front(), ContainsSubstring("answered differently"));
    shadow.request.limits = {std::nullopt, std::nullopt, 0.0};
    CHECK_THAT(shadow.compare("echo 1").failed.front(), ContainsSubstring("p99 latency in seconds"));
    shadow.request.limits = {std::nullopt, 0.0, std::nullopt};
    CHECK_THAT(shadow.compare("echo 1").failed.front(), ContainsSubstring("by that of what is live"));
}

TEST_CASE("a program that ends, hangs or says something else is a clear failure") {
    Shadow shadow;
    CHECK_THROWS_WITH(
        shadow.compare("if [ $WHO = 2 ]; then echo no model >&2; exit 1; fi; echo 1"),
        ContainsSubstring("production ended without an answer, at line 1") && ContainsSubstring("no model"));
    CHECK_THROWS_WITH(shadow.compare("echo nan"), ContainsSubstring("no JSON document: 'nan'"));
    shadow.files.put("/requests.jsonl", "\"" + std::string(1'000'000, 'x') + "\"\n");
    shadow.request.patience_s = 0.2;
    CHECK_THROWS_WITH(shadow.compare("sleep 1000"),
                      ContainsSubstring("the candidate did not answer in time"));
}

TEST_CASE("requests that are none are refused before anything is started") {
    Shadow shadow;
    shadow.files.put("/requests.jsonl", "{}\nnot json\n");
    CHECK_THROWS_WITH(shadow.compare("exit 1"), ContainsSubstring("line 2"));
    shadow.files.put("/requests.jsonl", "\n");
    CHECK_THROWS_WITH(shadow.compare("exit 1"), ContainsSubstring("holds no request"));
    shadow.files.remove_file("/requests.jsonl");
    CHECK_THROWS_WITH(shadow.compare("exit 1"), ContainsSubstring("there is no file of requests"));
}

TEST_CASE("a request to stop ends a comparison") {
    Shadow shadow;
    shadow.interrupt.request();
    try {
        shadow.compare("sleep 1000");
        FAIL("it went on");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::interrupted);
    }
}
