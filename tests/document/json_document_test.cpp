#include <cmath>

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string error_of(std::string_view text, const DocumentLimits& limits = {}) {
    try {
        parse_document(text, "a.json", limits);
    } catch (const PipelineError& error) {
        REQUIRE(error.diagnostics().size() == 1);
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("JSON has the positions of its text") {
    const Document document = parse_document(
        "{\n\t\"a\": 1,\n\t\"b\\\"\\\\\" :[true , null,{\"c\":\"x\\ud83d\\ude00}\"}],\n  \"d\": -1.5e3\n}\n",
        "a.json");
    const auto& entries = document.root.entries();
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].key_position == Position{2, 2});
    CHECK(entries[0].value.position() == Position{2, 7});
    CHECK(entries[1].key == "b\"\\");
    const Node& list = entries[1].value;
    CHECK(list.items()[1].position() == Position{3, 19});
    CHECK(list.items()[1].raw() == "null");
    const Node& text = list.items()[2].entries()[0].value;
    CHECK(text.position() == Position{3, 29});
    CHECK(text.scalar() == Value("x\xF0\x9F\x98\x80}"));
    CHECK(text.quoted());
    CHECK(entries[2].value.position() == Position{4, 8});
    CHECK(entries[2].value.raw() == "-1.5e3");
    CHECK(entries[2].value.scalar() == Value(-1500.0));
}

TEST_CASE("JSON strings are never anything else, and integers have any size") {
    const Document document =
        parse_document(R"({"a": "yes", "b": "1", "c": 123456789012345678901234567890})", "a.json");
    CHECK(document.root.find("b")->is_string());
    CHECK(document.root.find("c")->raw() == "123456789012345678901234567890");
    CHECK(document.root.find("c")->kind() == Node::Kind::integer);
}

TEST_CASE("a float that JSON lacks keeps the walk in step") {
    const Document document =
        parse_document("{\"a\": {\"$float\":\n \"nan\"}, \"b\": [{\"$float\": \"-inf\"}, 7]}", "a.json");
    CHECK(std::isnan(*document.root.find("a")->scalar().as_float()));
    CHECK(document.root.find("b")->items()[1].scalar() == Value(7));
    CHECK(document.root.find("b")->items()[1].position() == Position{2, 36});
}

TEST_CASE("empty containers and documents") {
    CHECK(parse_document("{ \"a\" : { } , \"b\" : [ ] , \"c\" : 1 }", "a.json").root.find("c")->position() ==
          Position{1, 33});
    CHECK(parse_document("", "a.json").root.is_null());
    CHECK(parse_document("\xEF\xBB\xBF 5", "a.json").root.scalar() == Value(5));
}

TEST_CASE("what is wrong with JSON names its place") {
    CHECK_THAT(error_of("{\"a\": 1,\n \"a\": 2}"), ContainsSubstring("a.json:2:2: "));
    CHECK_THAT(error_of("{\"a\": 1,}"), ContainsSubstring("a.json:1:9: not valid JSON"));
    CHECK_THAT(error_of("{\"a\": [1"), ContainsSubstring("a.json:1:"));
    CHECK_THAT(error_of("{a: 1}"), ContainsSubstring("not valid JSON"));
    CHECK_THAT(error_of("[1, 2, 3]", {3, 100}), ContainsSubstring("more than 3 values"));
    CHECK_THAT(error_of("[[[1]]]", {100, 2}), ContainsSubstring("a.json:1:3: nested more than 2 deep"));
}
