#include "mlpipe/base/json.hpp"

#include <cmath>
#include <limits>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string again(const std::string& text) {
    return canonical_json(parse_json(text, "t"));
}

}  // namespace

TEST_CASE("integers of any size stay what they are") {
    for (const char* text : {"0", "-1", "9223372036854775807", "9223372036854775808", "18446744073709551615",
                             "18446744073709551616", "-9223372036854775809",
                             "123456789012345678901234567890123456789012345678901234567890"}) {
        REQUIRE(parse_json(text, "t").as_integer() != nullptr);
        REQUIRE(again(text) == text);
    }
    REQUIRE(again("-0") == "0");
}

TEST_CASE("floats stay floats and are written as short as they can be") {
    REQUIRE(again("1.0") == "1.0");
    REQUIRE(again("-0.0") == "-0.0");
    REQUIRE(std::signbit(*parse_json("-0.0", "t").as_float()));
    REQUIRE(again("0.1") == "0.1");
    REQUIRE(again("1E2") == "100.0");
    REQUIRE(again("1e100") == "1e+100");
    REQUIRE(again("0.30000000000000004") == "0.30000000000000004");
    REQUIRE(again("100000000000000000000.0") == "1e+20");
    REQUIRE(again("5e-324") == "5e-324");
    REQUIRE(again("1.7976931348623157e308") == "1.7976931348623157e+308");
    for (const double number : {1e15, 1e16, 1e17, 123456789012345680.0, 1e22, -2.5e-7, 1.0 / 3}) {
        const Value back = parse_json(canonical_json(Value(number)), "t");
        REQUIRE(back.as_float());
        REQUIRE(*back.as_float() == number);
    }
}

TEST_CASE("what JSON has no number for goes there and back") {
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    REQUIRE(canonical_json(Value(nan)) == R"({"$float":"nan"})");
    REQUIRE(canonical_json(Value(-infinity)) == R"({"$float":"-inf"})");
    const Value list(Value::List{nan, infinity, -infinity, 1});
    REQUIRE(parse_json(canonical_json(list), "t") == list);
    REQUIRE(parse_json(pretty_json(list), "t") == list);
    REQUIRE(parse_json(R"({"$float":"other"})", "t").as_map());
    REQUIRE(parse_json(R"({"$float":"nan","x":1})", "t").as_map());
}

TEST_CASE("the canonical form sorts keys by bytes and escapes no more than it must") {
    REQUIRE(again(" { \"b\" : [ 1 , null , true ] , \"a\" : { } } ") == R"({"a":{},"b":[1,null,true]})");
    REQUIRE(again(R"({"é":1,"z":2,"Z":3,"":4})") == R"({"":4,"Z":3,"z":2,"é":1})");
    REQUIRE(again(R"("\u00e9\/\"\\\u0000\u001f\n\ud83d\ude00")") == "\"é/\\\"\\\\\\u0000\\u001f\\n😀\"");
    REQUIRE(again("[]") == "[]");
}

TEST_CASE("the pretty form keeps the order and indents") {
    const Value value = parse_json(R"({"b":[1,{"c":[]}],"a":{}})", "t");
    REQUIRE(pretty_json(value) ==
            "{\n  \"b\": [\n    1,\n    {\n      \"c\": []\n    }\n  ],\n  \"a\": {}\n}");
    REQUIRE(pretty_json(parse_json("[1]", "t"), 2) == "[\n      1\n    ]");
}

TEST_CASE("bytes that are not UTF-8 are refused, not mangled") {
    for (const char* bytes : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        REQUIRE_THROWS_WITH(canonical_json(Value(bytes)), ContainsSubstring("not UTF-8"));
        REQUIRE_THROWS_AS(canonical_json(Value(Value::Map{{bytes, 1}})), Error);
        REQUIRE_THROWS_AS(parse_json("\"" + std::string(bytes) + "\"", "t"), Error);
    }
}

TEST_CASE("errors say where") {
    const auto place = [](const std::string& text) -> std::string {
        try {
            parse_json(text, "file.json");
        } catch (const Error& error) {
            REQUIRE(error.kind() == ErrorKind::pipeline);
            return error.what();
        }
        return "no error";
    };
    REQUIRE_THAT(place("{\n  \"a\": tru\n}"), ContainsSubstring("file.json:2:11: syntax error"));
    REQUIRE_THAT(place(""), ContainsSubstring("file.json:1:1: "));
    REQUIRE_THAT(place("[1, 2"), ContainsSubstring("file.json:1:6: "));
    REQUIRE_THAT(place("[1] x"), ContainsSubstring("file.json:1:5: "));
    REQUIRE_THAT(place("[NaN]"), ContainsSubstring("file.json:1:2: "));
    REQUIRE_THAT(place("[1e999]"), ContainsSubstring("number overflow"));
    REQUIRE_THAT(place("{'a': 1}"), ContainsSubstring("file.json:1:2: "));
    REQUIRE_THAT(place("[1,]"), ContainsSubstring("file.json:1:4: "));
}

TEST_CASE("a key that stands twice is an error at its second place") {
    REQUIRE_THROWS_WITH(parse_json("{\"a\": 1,\n \"a\": 2}", "f"), ContainsSubstring("f:2:2: the key 'a'"));
    REQUIRE_THROWS_WITH(parse_json(R"({"\"": 1, "x": {}, "\u0022": 2})", "f"), ContainsSubstring("f:1:20:"));
    REQUIRE_THROWS_WITH(parse_json(R"({"a\\": 1, "a\\": 2})", "f"), ContainsSubstring("f:1:12:"));
    REQUIRE_NOTHROW(parse_json(R"([{"a": {"a": 1}}, {"a": 1}])", "f"));
    std::string large = "{";
    for (int i = 0; i < 40; ++i) large += "\"k" + std::to_string(i) + "\": {\"k\": 1}, ";
    REQUIRE_NOTHROW(parse_json(large + "\"last\": 1}", "f"));
    for (const char* twice : {"k0", "k15", "k16", "k39"})
        REQUIRE_THROWS_WITH(parse_json(large + "\"" + twice + "\": 1}", "f"), ContainsSubstring(twice));
}

TEST_CASE("nesting ends at a hundred levels") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    REQUIRE_NOTHROW(parse_json(nested(100), "t"));
    REQUIRE_THROWS_WITH(parse_json(nested(101), "t"), ContainsSubstring("t:1:101: "));
    REQUIRE_THROWS_WITH(parse_json(std::string(1000000, '['), "t"), ContainsSubstring("100 levels"));
}
