#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string replaced(std::string_view text, std::string_view key, std::string_view value,
                     const std::string& file = "p.yaml") {
    return replace_scalar(text, file, key, value);
}

std::string error_of(std::string_view text, std::string_view key, std::string_view value,
                     const std::string& file = "p.yaml") {
    try {
        replaced(text, key, value, file);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("one scalar changes, every other byte stays") {
    const std::string text =
        "# top\ntrain:   # about\n    lr : 0.10   # rate\n    layers: [ 64,  32 ]\n"
        "    opt: {name: 'adam', eps: 1e-8}\r\nname: \"a b\"\n\n";
    CHECK(replaced(text, "train.lr", "0.1") ==
          "# top\ntrain:   # about\n    lr : 0.1   # rate\n    layers: [ 64,  32 ]\n"
          "    opt: {name: 'adam', eps: 1e-8}\r\nname: \"a b\"\n\n");
    CHECK_THAT(replaced(text, "train.layers.1", "128"), ContainsSubstring("[ 64,  128 ]"));
    CHECK_THAT(replaced(text, "train.opt.name", "sgd"), ContainsSubstring("{name: sgd, eps: 1e-8}"));
    CHECK_THAT(replaced(text, "train.opt.eps", "1e-6"), ContainsSubstring("eps: 1e-6}"));
    CHECK_THAT(replaced(text, "name", "'x'"), ContainsSubstring("name: 'x'\n"));
}

TEST_CASE("values are quoted where the text around them needs it") {
    CHECK(replaced("a: 1\n", "a", "x # y") == "a: \"x # y\"\n");
    CHECK(replaced("a: 1\n", "a", "b: c") == "a: \"b: c\"\n");
    CHECK(replaced("a: 1\n", "a", "*x") == "a: \"*x\"\n");
    CHECK(replaced("a: 1\n", "a", "line\nbreak") == "a: \"line\\nbreak\"\n");
    CHECK(replaced("a: 1\n", "a", "b, c]") == "a: b, c]\n");
    CHECK(replaced("[1, 2]\n", "0", "b, c]") == "[\"b, c]\", 2]\n");
    CHECK(replaced("a: 1\n", "a", "\"1\"") == "a: \"1\"\n");
    CHECK(replaced("a: 1\n", "a", "hello world") == "a: hello world\n");
    CHECK(replaced("a: 1\n", "a", "  .nan ") == "a: .nan\n");
}

TEST_CASE("quotes and escapes of what was there are passed over whole") {
    CHECK(replaced("a: 'it''s'  # c\nb: 1\n", "a", "2") == "a: 2  # c\nb: 1\n");
    CHECK(replaced("a: \"x\\\"y # z\" # c\n", "a", "2") == "a: 2 # c\n");
    CHECK(replaced("a: \"two\n  lines\"\nb: 1\n", "a", "2") == "a: 2\nb: 1\n");
}

TEST_CASE("keys without a value get one") {
    CHECK(replaced("a:\nnull: 3\n", "a", "5") == "a: 5\nnull: 3\n");
    CHECK(replaced("m:\n  'a' :   # later\nb: 1\n", "m.a", "5") == "m:\n  'a' : 5   # later\nb: 1\n");
    CHECK(replaced("{a: , b: 1}", "a", "5") == "{a: 5 , b: 1}");
    CHECK(replaced("a: ~\n", "a", "5") == "a: 5\n");
    CHECK(replaced("a: 5\n", "a", "") == "a: null\n");
    CHECK_THAT(error_of("- \n- 1\n", "0", "5"), ContainsSubstring("'0' has no value to replace"));
}

TEST_CASE("anchors and tags stay in front of the value") {
    CHECK(replaced("a: &x 5\nb: 1\n", "a", "6") == "a: &x 6\nb: 1\n");
    CHECK(replaced("a: !!str 5\n", "a", "\"6\"") == "a: !!str \"6\"\n");
    CHECK_THAT(error_of("a: &x 5\nb: *x\n", "a", "6"),
               ContainsSubstring("its value is shared with other keys"));
    CHECK_THAT(error_of("a: &x 5\nb: *x\n", "b", "6"),
               ContainsSubstring("its value is shared with other keys"));
    CHECK_THAT(error_of("d: &d {lr: 1}\na: {<<: *d}\n", "a.lr", "2"), ContainsSubstring("shared"));
    CHECK(replaced("d: &d {lr: 1}\na: {<<: *d, lr: 2}\n", "a.lr", "3") ==
          "d: &d {lr: 1}\na: {<<: *d, lr: 3}\n");
}

TEST_CASE("what is no single value on one line is refused") {
    CHECK_THAT(error_of("a: |\n  text\n", "a", "x"), ContainsSubstring("p.yaml:1:4: 'a' is a block of text"));
    CHECK_THAT(error_of("a: one\n  two\n", "a", "x"), ContainsSubstring("spans several lines"));
    CHECK_THAT(error_of("a: [1]\n", "a", "x"), ContainsSubstring("'a' is a list"));
    CHECK_THAT(error_of("a: {b: 1}\n", "a", "x"), ContainsSubstring("'a' is a map"));
    CHECK_THAT(error_of("a: 1\n", "a", "[1, 2]"), ContainsSubstring("cannot be set to a list or a map"));
    CHECK_THAT(error_of("a: 1\n", "a", "\"x"), ContainsSubstring("not valid YAML"));
}

TEST_CASE("an unknown key names the nearest") {
    const std::string text = "train:\n  learning_rate: 1\n";
    CHECK(error_of(text, "train.learning_rat", "2") ==
          "p.yaml:2:3: no key 'train.learning_rat': 'train' has no 'learning_rat' (did you mean "
          "'learning_rate'?)");
    CHECK_THAT(error_of(text, "trian.learning_rate", "2"),
               ContainsSubstring("the file has no 'trian' (did you mean 'train'?)"));
    CHECK_THAT(error_of(text, "train.learning_rate.x", "2"),
               ContainsSubstring("has no 'x', it is the number 1"));
    CHECK_THAT(error_of("a: [1]\n", "a.1", "2"), ContainsSubstring("'a' has no '1', it is a list"));
    CHECK_THAT(error_of("", "a", "2"), ContainsSubstring("the file has no 'a'"));
}

TEST_CASE("JSON stays JSON") {
    const std::string text = "{\"a\" : 1,\n  \"b\": {\"c\": \"x\", \"d\": [true]}}\n";
    CHECK(replaced(text, "b.c", "y", "p.json") == "{\"a\" : 1,\n  \"b\": {\"c\": \"y\", \"d\": [true]}}\n");
    CHECK(replaced(text, "b.d.0", "false", "p.json") ==
          "{\"a\" : 1,\n  \"b\": {\"c\": \"x\", \"d\": [false]}}\n");
    CHECK(replaced(text, "a", "0x10", "p.json") == "{\"a\" : 16,\n  \"b\": {\"c\": \"x\", \"d\": [true]}}\n");
    CHECK_THAT(replaced(text, "a", ".5", "p.json"), ContainsSubstring("\"a\" : 0.5,"));
    CHECK_THAT(replaced(text, "a", "1e-4", "p.json"), ContainsSubstring("\"a\" : 1e-4,"));
    CHECK_THAT(replaced(text, "a", "it's", "p.json"), ContainsSubstring("\"a\" : \"it's\","));
    CHECK_THAT(error_of(text, "a", ".inf", "p.json"), ContainsSubstring("JSON has no such number"));
}

TEST_CASE("a byte order mark and missing final newline survive") {
    CHECK(replaced("\xEF\xBB\xBF"
                   "a: 1",
                   "a", "2") ==
          "\xEF\xBB\xBF"
          "a: 2");
}

TEST_CASE("values of the command line") {
    CHECK(parse_yaml_value("0.1") == Value(0.1));
    CHECK(parse_yaml_value(" yes ") == Value("yes"));
    CHECK(parse_yaml_value("") == Value());
    CHECK(parse_yaml_value("a: b") == Value("a: b"));
    CHECK(parse_yaml_value("'1'") == Value("1"));
    CHECK(parse_yaml_value("[1, {a: 2}]") == Value(Value::List{1, Value(Value::Map{{"a", 2}})}));
    CHECK_THROWS_AS(parse_yaml_value("[1"), PipelineError);
}
