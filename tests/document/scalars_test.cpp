#include <cmath>

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Value read(const std::string& text) {
    return *parse_yaml("key: " + text, "a.yaml").root.to_value().find("key");
}

Integer integer(const char* digits) {
    return *Integer::parse(digits);
}

std::string error_of(const std::string& text) {
    try {
        parse_yaml(text, "a.yaml");
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("plain scalars follow YAML 1.2's core schema") {
    CHECK(read("yes") == Value("yes"));
    CHECK(read("no") == Value("no"));
    CHECK(read("on") == Value("on"));
    CHECK(read("true") == Value(true));
    CHECK(read("FALSE") == Value(false));
    CHECK(read("tRue") == Value("tRue"));
    for (const char* null : {"", "~", "null", "Null", "NULL"}) CHECK(read(null).is_null());
    CHECK(read("nULL") == Value("nULL"));
    CHECK(read("2024-01-02") == Value("2024-01-02"));
    CHECK(read("12:30:45") == Value("12:30:45"));
    CHECK(read("_1") == Value("_1"));
    CHECK(read("1_0e1_0") == Value("1_0e1_0"));
}

TEST_CASE("integers have any size and four bases, and underscores between digits") {
    CHECK(read("1_000") == Value(1000));
    CHECK(read("-1__0_") == Value(-10));
    CHECK(read("0b11") == Value(3));
    CHECK(read("0b2") == Value("0b2"));
    CHECK(read("-0x1") == Value(-1));
    CHECK(read("0x_1F") == Value(31));
    CHECK(read("1_000.5") == Value(1000.5));
    CHECK(read("0") == Value(0));
    CHECK(read("-7") == Value(-7));
    CHECK(read("+7") == Value(7));
    CHECK(read("012") == Value(12));
    CHECK(read("-0") == Value(0));
    CHECK(read("0o17") == Value(15));
    CHECK(read("0x1F") == Value(31));
    CHECK(read("0o18") == Value("0o18"));
    CHECK(read("0x") == Value("0x"));
    CHECK(read("-0x1F") == Value(-31));
    CHECK(read("123456789012345678901234567890") == Value(integer("123456789012345678901234567890")));
    CHECK(read("0xFFFFFFFFFFFFFFFFFFFFFFFF") == Value(integer("79228162514264337593543950335")));
    CHECK(read("0x3B9ACA00") == Value(1'000'000'000));
}

TEST_CASE("floats need no point and no leading zero") {
    CHECK(read("1e-4") == Value(1e-4));
    CHECK(read("1.") == Value(1.0));
    CHECK(read(".5") == Value(0.5));
    CHECK(read("-1.5E+3") == Value(-1500.0));
    CHECK(read("+.5") == Value(0.5));
    CHECK(read("1e") == Value("1e"));
    CHECK(read(".") == Value("."));
    CHECK(std::signbit(*read("-0.0").as_float()));
    CHECK(std::isnan(*read(".nan").as_float()));
    CHECK(read("-.INF") == Value(-std::numeric_limits<double>::infinity()));
    CHECK(read("inf") == Value("inf"));
    CHECK(read("nan") == Value("nan"));
    CHECK(read("1e999") == Value(std::numeric_limits<double>::infinity()));
    CHECK(read("1e-999") == Value(0.0));
}

TEST_CASE("quoted and block scalars are strings") {
    CHECK(read("'1'") == Value("1"));
    CHECK(read("\"null\"") == Value("null"));
    CHECK(read("|\n  12\n") == Value("12\n"));
    CHECK(read("\"\\u00e9\\n\"") == Value("\xC3\xA9\n"));
    CHECK(read("! 12") == Value("12"));
}

TEST_CASE("explicit tags decide, unknown ones are refused") {
    CHECK(read("!!str 12") == Value("12"));
    CHECK(read("!!float 1") == Value(1.0));
    CHECK(read("!!int \"12\"") == Value(12));
    CHECK(read("!!bool 'true'") == Value(true));
    CHECK(read("!!null ''").is_null());
    CHECK(read("!!str") == Value(""));
    CHECK(read("!!map {a: 1}") == Value(Value::Map{{"a", 1}}));
    CHECK(error_of("a: !!int x") == "a.yaml:1:4: 'x' is no !!int");
    CHECK_THAT(error_of("a: !secret x"), ContainsSubstring("a.yaml:1:4: the tag '!secret' is not known"));
    CHECK_THAT(error_of("a: !!binary aGk="), ContainsSubstring("'!!binary' is not known"));
    CHECK_THAT(error_of("a: !!seq {b: 1}"), ContainsSubstring("'!!seq' does not fit a map"));
}

TEST_CASE("a node keeps what was written") {
    const Document document = parse_yaml("a: 0.10\nb: '0x1F'\nc:\nnull: ~\n~ : NULL\n", "a.yaml");
    const Node& root = document.root;
    CHECK(root.find("a")->raw() == "0.10");
    CHECK_FALSE(root.find("a")->quoted());
    CHECK(root.find("b")->quoted());
    CHECK(root.find("b")->raw() == "0x1F");
    // The empty value of `c` must not be taken for the key `null` that follows.
    CHECK(root.find("c")->raw().empty());
    CHECK(root.find("c")->position() == Position{3, 1});
    CHECK(root.find("null")->raw() == "~");
    CHECK(root.find("~")->raw() == "NULL");
    CHECK(parse_yaml("&x a:\nnull_value: 1\n", "a.yaml").root.find("a")->raw().empty());
    CHECK(parse_yaml("[&x null,~ ]", "a.yaml").root.items()[1].raw() == "~");
    CHECK(root.find("a")->describe() == "the number 0.10");
    CHECK(root.find("b")->describe() == "the string '0x1F'");
    CHECK(root.find("c")->describe() == "nothing");
    CHECK(root.describe() == "a map");
}

TEST_CASE("a key keeps what kind of scalar it was written as") {
    const auto key = [](const std::string& text) {
        const Document document = parse_yaml("{" + text + " : x}", "a.yaml");
        return key_value(document.root.entries().at(0));
    };
    CHECK(key("1") == Value(1));
    CHECK(key("0x10") == Value(16));
    CHECK(key("!!int '1'") == Value(1));
    CHECK(key("1.0") == Value(1.0));
    CHECK(key("!!float 1") == Value(1.0));
    CHECK(key("true") == Value(true));
    CHECK(key("null") == Value());
    CHECK(key("~") == Value());
    CHECK(key("word") == Value("word"));
    for (const char* text : {"'1'", "\"1\"", "!!str 1"}) CHECK(key(text) == Value("1"));
    CHECK(key("'true'") == Value("true"));
    CHECK(key("!!str null") == Value("null"));

    const Document aliases =
        parse_yaml("{a: &number 1, b: &text '1', *number : x, c: {*text : y}}", "a.yaml");
    CHECK(key_value(aliases.root.entries().at(2)) == Value(1));
    CHECK(key_value(aliases.root.find("c")->entries().at(0)) == Value("1"));
    const Document of_key = parse_yaml("{&key '1' : x, b: *key , c: {*key : y}}", "a.yaml");
    CHECK(of_key.root.find("b")->to_value() == Value("1"));
    CHECK(key_value(of_key.root.find("c")->entries().at(0)) == Value("1"));

    CHECK(key_value(parse_document(R"({"1": 2})", "a.json").root.entries().at(0)) == Value("1"));
    CHECK_THAT(error_of("{!secret a : 1}"), ContainsSubstring("a.yaml:1:2: the tag '!secret' is not known"));
}
