#include "mlpipe/document/rewriting.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Rewritten rewritten(const std::string& text, const std::string& target) {
    return rewrite_yaml(text, "file", parse_yaml(target, "target").root);
}

std::string edited(const std::string& text, const std::string& target) {
    const Rewritten result = rewritten(text, target);
    CHECK_FALSE(result.comments_lost);
    return result.text;
}

const char* const text =
    "# of the file\n"
    "a:   1   # one\n"
    "\n"
    "# of b\n"
    "b:\n"
    "  # of x\n"
    "  x: |\n"
    "    line\n"
    "    # no comment\n"
    "  # of y\n"
    "  y: [1,\n"
    "      2]\n"
    "# of c\n"
    "c: {d: 1}\n";

}  // namespace

TEST_CASE("what stays keeps its bytes") {
    CHECK(edited(text, text) == text);
    CHECK(edited(text, "{c: {d: 1}, b: {y: [1, 2], x: \"line\\n# no comment\\n\"}, a: 1}") == text);
}

TEST_CASE("entries are replaced, removed and added where they stand, comments stay with their neighbours") {
    const std::string b = "b: {x: \"line\\n# no comment\\n\", y: [1, 2]}";
    CHECK(edited(text, "{a: 2, " + b + ", c: {d: 1}}") ==
          std::string("# of the file\na: 2\n") +
              std::string(text).substr(std::string(text).find("\n\n") + 1));
    CHECK(edited(text, "{a: 1, c: {d: 1}}") ==
          "# of the file\na:   1   # one\n\n# of b\n# of c\nc: {d: 1}\n");
    CHECK_THAT(edited(text, "{a: 1, b: {x: k, y: [1, 2]}, c: {d: 1}}"),
               ContainsSubstring("  # of x\n  x: k\n  # of y\n  y: [1,\n      2]\n# of c\n"));
    CHECK_THAT(edited(text, "{a: 1, b: {x: k, y: [1, 2], z: {w: [v]}}, c: {d: 1}}"),
               ContainsSubstring("      2]\n  z:\n    w:\n      - v\n# of c\n"));
    CHECK(edited("a: 1", "{a: 1, b: 2}") == "a: 1\nb: 2\n");
    CHECK(edited("a: {b: 1}\n", "{a: {b: 1, c: 2}}") == "a:\n  b: 1\n  c: 2\n");
    CHECK(edited("a:\n  b: 1\n", "{a: 2}") == "a: 2\n");
}

TEST_CASE("what cannot be edited line by line is written anew") {
    CHECK(rewritten("{a: 1}\n", "{a: 2}").text == "a: 2\n");
    CHECK(rewritten("{a: 1}\n", "{a: 2}").comments_lost);
    // The anchor would go with the entry that it stands in.
    const Rewritten anchored = rewritten("a: &x {k: 1}\nb: *x\n", "{b: {k: 1}}");
    CHECK(anchored.text == "b:\n  k: 1\n");
    CHECK(anchored.comments_lost);
    CHECK(edited("a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\nc: 1\n", "{a: {k: 1}, b: {k: 1, l: 3}, c: 1}") ==
          "a: &x\n  k: 1\nb:\n  k: 1\n  l: 3\nc: 1\n");
    CHECK_THROWS_AS(rewritten("a: [\n", "{}"), PipelineError);
}
