#include <cmath>
#include <limits>

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string error_of(const std::string& text, const DocumentLimits& limits = {}) {
    try {
        parse_document(text, "a.toml", limits);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

Value read(const std::string& text) {
    return *parse_document("key = " + text + "\n", "a.toml").root.to_value().find("key");
}

std::vector<std::string> keys_of(const Node& map) {
    std::vector<std::string> keys;
    for (const Node::Entry& entry : map.entries()) keys.push_back(entry.key);
    return keys;
}

}  // namespace

TEST_CASE("TOML's values keep their types") {
    CHECK(read("1") == Value(1));
    CHECK(read("1_000") == Value(1000));
    CHECK(read("0xff") == Value(255));
    CHECK(read("0o17") == Value(15));
    CHECK(read("0b11") == Value(3));
    CHECK(read("-9223372036854775808") == Value(std::numeric_limits<std::int64_t>::min()));
    CHECK(read("1.0") == Value(1.0));
    CHECK(read("-1e-4") == Value(-1e-4));
    CHECK(read("-inf") == Value(-std::numeric_limits<double>::infinity()));
    CHECK(std::isnan(*read("nan").as_float()));
    CHECK(read("true") == Value(true));
    CHECK(read(R"("a\tb\u20ac")") == Value("a\tb\xE2\x82\xAC"));
    CHECK(read("'a\\tb'") == Value("a\\tb"));
    CHECK(read("\"\"\"\none \\\n   two\"\"\"") == Value("one two"));
    CHECK(read("[1, 'a', [2.5], {b = 1}]") ==
          Value(Value::List{1, "a", Value(Value::List{2.5}), Value(Value::Map{{"b", 1}})}));
}

TEST_CASE("TOML's dates and times are strings as of RFC 3339") {
    CHECK(read("1979-05-27T07:32:00Z") == Value("1979-05-27T07:32:00Z"));
    CHECK(read("1979-05-27 07:32:00.5-08:00") == Value("1979-05-27T07:32:00.5-08:00"));
    CHECK(read("1979-05-27t07:32:00z") == Value("1979-05-27T07:32:00Z"));
    CHECK(read("1979-05-27T07:32:00") == Value("1979-05-27T07:32:00"));
    CHECK(read("1979-05-27") == Value("1979-05-27"));
    CHECK(read("07:32:00.999999") == Value("07:32:00.999999"));
}

TEST_CASE("TOML's tables come in the order of the text, each value with its place") {
    const Document document = parse_document(
        "z = 1 # \xC3\xA9\n\"\xC3\xA9\" = { b = 'x', a = 10_0 }\n[train.opt]\nlr = 1e-3\n[[runs]]\nn = "
        "1\n[[runs]]\nn = 2\n"
        "[train]\ndepth = 3\nlayers.first = 4\n",
        "a.toml");
    const Node& root = document.root;
    CHECK(keys_of(root) == std::vector<std::string>{"z", "\xC3\xA9", "train", "runs"});
    CHECK(keys_of(*root.find("\xC3\xA9")) == std::vector<std::string>{"b", "a"});
    CHECK(keys_of(*root.find("train")) == std::vector<std::string>{"opt", "depth", "layers"});
    const Node& number = *root.find("\xC3\xA9")->find("a");
    CHECK(number.position() == Position{2, 23});  // in bytes
    CHECK(number.raw() == "10_0");
    CHECK(number.describe() == "the number 10_0");
    CHECK(root.entries()[1].key_position == Position{2, 1});
    CHECK(root.find("runs")->items()[1].find("n")->position() == Position{8, 5});
    CHECK(root.find("\xC3\xA9")->find("b")->quoted());
    CHECK(key_value(parse_document("1 = 2\n", "a.toml").root.entries()[0]) == Value("1"));
}

TEST_CASE("a TOML file may be empty, begin with a mark and have the line ends of Windows") {
    CHECK(parse_document("", "a.toml").root.to_value() == Value(Value::Map{}));
    const Document document = parse_document("\xEF\xBB\xBFx = 1\r\ny = [\r\n  2,\r\n]\r\n", "A.TOML");
    CHECK(document.root.find("x")->position() == Position{1, 5});
    CHECK(document.root.find("y")->items()[0].position() == Position{3, 3});
}

TEST_CASE("what is wrong with TOML is said with its place") {
    CHECK(error_of("a = 1\nb = [1, 2\nc = 3\n") ==
          "a.toml:3:1: not valid TOML: array: expected comma or closing ']', saw 'c'");
    CHECK_THAT(error_of("a = 1\na = 2\n"), ContainsSubstring("a.toml:2:5: not valid TOML: ") &&
                                               ContainsSubstring("cannot redefine existing integer 'a'"));
    CHECK_THAT(error_of("a = '\xC3\xA9' b\n"), ContainsSubstring("a.toml:1:10: not valid TOML"));
    CHECK_THAT(error_of("a = 99999999999999999999\n"), ContainsSubstring("not representable in 64 bits"));
    CHECK_THAT(error_of("a = 1\nb = '\xFF'\n"), ContainsSubstring("a.toml:2:6: not UTF-8"));
    CHECK_THAT(error_of("a = 1\rb = 2\n"),
               ContainsSubstring("a.toml:1:6: a carriage return that ends no line"));
}

TEST_CASE("what is nested too deep in TOML is refused before it costs anything") {
    const DocumentLimits limits{1'000'000, 5};
    CHECK(error_of("a = [[[[1]]]]\n", limits) == "no error");
    CHECK_THAT(error_of("a = [[[[[1]]]]]\n", limits), ContainsSubstring("nested more than 5 deep"));
    CHECK(error_of("x = 1\na = [[[[[[1]]]]]]\n", limits) == "a.toml:2:10: nested more than 5 deep");
    CHECK(error_of("a.b.c.d.e.f = 1\n", limits) == "a.toml:1:10: nested more than 5 deep");
    CHECK_THAT(error_of("[a.b.c]\nd.e.f = 1\n", limits), ContainsSubstring("nested more than 5 deep"));
    CHECK(error_of("a = '[[[[[[[[' # [[[[[[[\nb = \"\"\"[[[[[[[\\\"\"\"\"\nc = '...........'\n", limits) ==
          "no error");
    std::string deep = "a";
    for (int i = 0; i < 200'000; ++i) deep += ".a";
    CHECK_THAT(error_of(deep + " = 1\n"), ContainsSubstring("nested more than 100 deep"));
    CHECK_THAT(error_of("a = " + std::string(200'000, '[')), ContainsSubstring("nested more than 100 deep"));
    CHECK_THAT(error_of("a = [1, 2, 3]\n", {4, 5}), ContainsSubstring("more than 4 values"));
}
