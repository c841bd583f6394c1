#include "mlpipe/document/writing.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string rewritten(const std::string& text, const std::string& file = "params.yaml") {
    const std::string again = document_text(parse_document(text, file));
    CAPTURE(text, again);
    CHECK(parse_document(again, file).root.to_value() == parse_document(text, file).root.to_value());
    return again;
}

}  // namespace

TEST_CASE("what is written again reads back as the same values") {
    rewritten("a: 1\nb: [1, 2.0, {c: x}, []]\nd: {}\ne:\nf: ~\n");
    rewritten(
        "text: 'a: b, [c] # d'\nother: \"tab\\t and \\u20ac\"\nblock: |\n  two\n  lines\n'a key: x': 1\n");
    rewritten("base: &base {lr: 1}\ntrain: {<<: *base, depth: 2}\n");
    rewritten("one: !!float 1\nword: !!str 5\nempty: ''\nminus: '-'\ntrue_word: 'true'\n");
    rewritten("7\n");
    rewritten("");
    rewritten(R"({"a": [1, 1.5e-7, "x\ny", null, true], "": {"b": {}}})", "params.json");
}

TEST_CASE("scalars stay as they were written, for readers with other rules") {
    // By YAML 1.1 `1e-4` is a string and `yes` is true; neither may change by being written again.
    CHECK(rewritten("lr: 0.0001\nold: 1e-4\nflag: yes\nday: 2013-01-01\nquoted: 'yes'\n") ==
          "{\n  lr: 0.0001,\n  old: 1e-4,\n  flag: yes,\n  day: 2013-01-01,\n  quoted: \"yes\"\n}\n");
    CHECK(rewritten(R"({"lr": 1E-4})", "p.json") == "{\n  \"lr\": 1E-4\n}\n");
}

TEST_CASE("keys stay text, numbers or nothing, as they were written") {
    CHECK(rewritten("1: a\n'2': b\n!!str 3: c\n~: d\n'null': e\nyes: f\n'a b': g\n") ==
          "{\n  1: a,\n  \"2\": b,\n  \"3\": c,\n  ~: d,\n  \"null\": e,\n  yes: f,\n  \"a b\": g\n}\n");
}
