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

TEST_CASE("one scalar of a TOML file changes, every other byte stays") {
    const auto change = [](const std::string& text, const char* key, const char* value) {
        return replaced(text, key, value, "p.toml");
    };
    const std::string text =
        "# top\ntitle = 'caf\xC3\xA9'   # a\r\n[train]\nlr=1e-3 # rate\nlayers = [ 64,\n  32 ]\n"
        "opt = { name = \"adam\", on = true }\nday = 1979-05-27 07:32:00Z\nnote = \"\"\"\ntwo\n\"\"\" # b\n";
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string changed = text;
        return changed.replace(changed.find(before), before.size(), after);
    };
    CHECK(change(text, "train.lr", "5e-4") == with("1e-3", "5e-4"));
    CHECK(change(text, "train.lr", "2") == with("1e-3", "2"));
    CHECK(change(text, "train.lr", ".5") == with("1e-3", "0.5"));
    CHECK(change(text, "train.lr", ".inf") == with("1e-3", "inf"));
    CHECK(change(text, "train.lr", ".nan") == with("1e-3", "nan"));
    CHECK(change(text, "train.layers.1", "128") == with("32", "128"));
    CHECK(change(text, "train.opt.on", "False") == with("true", "false"));
    CHECK(change(text, "train.opt.name", "sgd") == with("\"adam\"", "\"sgd\""));
    CHECK(change(text, "train.opt.name", "'5'") == with("\"adam\"", "\"5\""));
    CHECK(change(text, "title", "2020-01-01") == with("'caf\xC3\xA9'", "'2020-01-01'"));
    CHECK(change(text, "title", "it's") == with("'caf\xC3\xA9'", "\"it's\""));
    CHECK(change(text, "train.day", "2020-01-01") == with("1979-05-27 07:32:00Z", "2020-01-01"));
    CHECK(change(text, "train.day", "soon") == with("1979-05-27 07:32:00Z", "\"soon\""));
    CHECK(change(text, "train.note", "one") == with("\"\"\"\ntwo\n\"\"\"", "\"one\""));
    CHECK(error_of(text, "train.lr", "null", "p.toml") ==
          "p.toml:4:4: 'train.lr' cannot be set to null: TOML has no null");
    CHECK_THAT(error_of(text, "train.lr", "99999999999999999999", "p.toml"),
               ContainsSubstring("have 64 bits"));
    CHECK_THAT(error_of(text, "train.layers", "1", "p.toml"), ContainsSubstring("'train.layers' is a list"));
    CHECK_THAT(error_of(text, "train.lrr", "1", "p.toml"), ContainsSubstring("did you mean 'lr'?"));
}

TEST_CASE("one scalar of a Python file changes, every other byte stays") {
    const auto change = [](const std::string& text, const char* key, const char* value) {
        return replaced(text, key, value, "p.py");
    };
    const std::string text =
        "import os\nLR: float = -1e-3  # rate\nname = 'ad' \"am\"; depth = (5)\n"
        "class Train:\n    '''depth = 5'''\n    on = True\n    layers = [64, 0x20]\n"
        "    raw = r'''a\n''' # b\n    def __init__(self):\n        self.seed = None\n"
        "depth = 6\nkeys = {1: 'one', 'two': 2}\nnote = 'c'\n'not a note'\n";
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string changed = text;
        return changed.replace(changed.find(before), before.size(), after);
    };
    CHECK(change(text, "LR", "0.5") == with("-1e-3", "0.5"));
    CHECK(change(text, "LR", ".5") == with("-1e-3", ".5"));
    CHECK(change(text, "LR", "-.inf") == with("-1e-3", "-1e999"));
    CHECK(change(text, "name", "sgd") == with("'ad' \"am\"", "'sgd'"));
    CHECK(change(text, "name", "it's") == with("'ad' \"am\"", "\"it's\""));
    CHECK(change(text, "name", "null") == with("'ad' \"am\"", "None"));
    // The last assignment is the one that counts.
    CHECK(change(text, "depth", "7") == with("= 6", "= 7"));
    CHECK(change(text, "Train.on", "false") == with("True", "False"));
    CHECK(change(text, "Train.layers.1", "128") == with("0x20", "128"));
    CHECK(change(text, "Train.raw", "c") == with("r'''a\n'''", "'c'"));
    CHECK(change(text, "Train.seed", "1") == with("None", "1"));
    CHECK(change(text, "keys.1", "1") == with("'one'", "1"));
    CHECK(change(text, "note", "d") == with("'c'", "'d'"));
    CHECK_THAT(error_of(text, "LR", ".nan", "p.py"), ContainsSubstring("Python has no literal for it"));
    CHECK_THAT(error_of(text, "Train", "1", "p.py"), ContainsSubstring("'Train' is a map"));
    CHECK_THAT(error_of(text, "os", "1", "p.py"), ContainsSubstring("no key 'os'"));
    // What follows on the next line may be a statement of its own.
    CHECK_THAT(error_of("a = ('one'\n     'two')\n", "a", "b", "p.py"),
               ContainsSubstring("cannot be set by itself"));
}
