#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Value value_of(std::string_view text) {
    return parse_yaml(text, "a.yaml").root.to_value();
}

std::string error_of(std::string_view text, const DocumentLimits& limits = {}) {
    try {
        parse_yaml(text, "a.yaml", limits);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("positions are those an editor shows, in bytes") {
    const Document document = parse_yaml("\xC3\xA9: 1\nlist:\n  - x\n  - {y: 2, z: [3]}\n", "a.yaml");
    const auto& entries = document.root.entries();
    CHECK(document.root.position() == Position{1, 1});
    CHECK(entries[0].value.position() == Position{1, 5});
    CHECK(entries[1].key_position == Position{2, 1});
    const Node& flow = entries[1].value.items()[1];
    CHECK(flow.position() == Position{4, 5});
    CHECK(flow.find("z")->items()[0].position() == Position{4, 16});
    const Document windows = parse_yaml("a: 1\r\nb: 2\r\n", "a.yaml");
    CHECK(windows.root.find("b")->position() == Position{2, 4});
    CHECK(windows.root.find("a")->raw() == "1");
}

TEST_CASE("a byte order mark is no part of the text") {
    const Document document = parse_yaml("\xEF\xBB\xBFkey: ~\nother: 5\n", "a.yaml");
    CHECK(document.root.entries()[0].key == "key");
    CHECK(document.root.find("key")->raw() == "~");
    CHECK(document.root.find("other")->position() == Position{2, 8});
}

TEST_CASE("an empty document is a null root") {
    CHECK(parse_yaml("", "a.yaml").root.is_null());
    CHECK(parse_yaml("# nothing\n\n", "a.yaml").root.is_null());
    CHECK(parse_yaml("---\n", "a.yaml").root.is_null());
}

TEST_CASE("duplicate keys are all named, with both places") {
    const std::string error = error_of("a: 1\nb: {x: 1, y: 2, x: 3}\na: 2\n");
    CHECK(error ==
          "a.yaml:2:17: the key 'x' stands twice in this map; before it at line 2, column 5\n"
          "a.yaml:3:1: the key 'a' stands twice in this map; before it at line 1, column 1");
    CHECK_THAT(error_of("1: x\n'1': y\n"), ContainsSubstring("the key '1' stands twice"));
}

TEST_CASE("aliases are copies and keep their positions") {
    const Document document = parse_yaml("a: &x {k: [1, 2]}\nb: *x\nc: [*x, &n 5, *n]\n", "a.yaml");
    const Value expected = *Value(document.root.to_value()).find("a");
    CHECK(document.root.find("b")->to_value() == expected);
    CHECK(document.root.find("c")->items()[0].to_value() == expected);
    CHECK(document.root.find("c")->items()[2].to_value() == Value(5));
    CHECK(document.root.find("b")->find("k")->items()[1].position() == Position{1, 15});
}

TEST_CASE("an anchored key may stand for a value or a key elsewhere") {
    const Value value = value_of("a: {&k key: 1}\nb: *k\nc: {*k : 2}\n");
    CHECK(*value.find("b") == Value("key"));
    CHECK(*value.find_path("c.key") == Value(2));
}

TEST_CASE("anchors inside aliased and merged maps") {
    const Value value = value_of(
        "base: &base {inner: &inner [1], x: 1}\n"
        "one:\n  <<: *base\n  own: &own {y: 2}\n"
        "two: [*inner, *own, *base]\n");
    CHECK(*value.find("two") ==
          Value(Value::List{Value(Value::List{1}), Value(Value::Map{{"y", 2}}), *value.find("base")}));
    CHECK(*value.find_path("one.inner.0") == Value(1));
    CHECK(*value.find_path("one.own.y") == Value(2));
}

TEST_CASE("an anchor can be defined again") {
    CHECK(*value_of("a: &x [1]\nb: *x\nc: &x [2]\nd: *x\n").find_path("d.0") == Value(2));
}

TEST_CASE("merge keys: explicit keys win, then earlier maps") {
    const Value value = value_of(
        "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\n"
        "one: {<<: *a, y: 9}\nmany:\n  z: 9\n  <<: [*a, *b]\nnested: {<<: {<<: *b, z: 3}}\n");
    CHECK(*value.find("one") == Value(Value::Map{{"y", 9}, {"x", 1}}));
    CHECK(*value.find("many") == Value(Value::Map{{"z", 9}, {"x", 1}, {"y", 1}}));
    CHECK(*value.find("nested") == Value(Value::Map{{"z", 3}, {"y", 2}}));
    CHECK(value_of("'<<': 5").find("<<") != nullptr);
    CHECK_THAT(error_of("a:\n  <<: 5\n"),
               ContainsSubstring("a.yaml:2:3: '<<' expects a map or a list of maps"));
    CHECK_THAT(error_of("a: {<<: [{x: 1}, 5]}"), ContainsSubstring("not the number 5"));
    CHECK_THAT(error_of("a: {<<: {x: 1}, <<: {y: 1}}"), ContainsSubstring("the key '<<' stands twice"));
}

TEST_CASE("cyclic aliases are refused where they stand") {
    CHECK(error_of("a: &x\n  b: *x\n") ==
          "a.yaml:2:6: this alias stands inside the value it refers to: a cycle");
    CHECK_THAT(error_of("&x [*x]"), ContainsSubstring("a cycle"));
    CHECK_THAT(error_of("a: *nowhere"), ContainsSubstring("a.yaml:1:4: not valid YAML"));
}

TEST_CASE("alias bombs fail before they are expanded") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) bomb += (k ? ", " : "") + last;
        bomb += "]\n";
    }
    CHECK_THAT(error_of(bomb), ContainsSubstring("more than 1000000 values after its aliases are expanded"));

    std::string merges = "a0: &a0 {k: [1, 2, 3]}\n";
    for (int i = 1; i < 40; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        merges +=
            "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {x: " + last + ", <<: " + last + "}\n";
    }
    CHECK_THAT(error_of(merges), ContainsSubstring("values after its aliases"));

    std::string text = "a: &a " + std::string(1 << 20, 'x') + "\nb: [";
    for (int i = 0; i < 200; ++i) text += "*a, ";
    CHECK_THAT(error_of(text + "]\n"), ContainsSubstring("too much text"));
}

TEST_CASE("the limit counts keys and values") {
    CHECK(error_of("[1, 2, 3]", {4, 100}) == "no error");
    CHECK_THAT(error_of("[1, 2, 3]", {3, 100}),
               ContainsSubstring("a.yaml:1:8: the document has more than 3"));
    CHECK_THAT(error_of("{a: 1, b: 2}", {4, 100}), ContainsSubstring("more than 4"));
}

TEST_CASE("nesting over the limit is refused, also through aliases") {
    const std::string open(100, '['), close(100, ']');
    CHECK(error_of(open + close) == "no error");
    CHECK_THAT(error_of("[" + open + close + "]"),
               ContainsSubstring("a.yaml:1:101: nested more than 100 deep"));
    CHECK_THAT(error_of("[&a [[x]], [*a]]", {1000, 3}),
               ContainsSubstring("a.yaml:1:13: nested more than 3 deep"));
    CHECK_THAT(error_of(std::string(50'000, '[') + std::string(50'000, ']')),
               ContainsSubstring("nested more than"));
    CHECK(error_of(std::string(50'000, '[')) != "no error");
    std::string block;
    for (int i = 0; i < 120; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    CHECK_THAT(error_of(block), ContainsSubstring("a.yaml:101:101: nested more than 100 deep"));
}

TEST_CASE("keys must be scalars") {
    CHECK_THAT(error_of("? [a, b]\n: c\n"), ContainsSubstring("a key must be a scalar, not a list"));
    CHECK_THAT(error_of("{{a: b}: c}"), ContainsSubstring("a key must be a scalar, not a map"));
    CHECK_THAT(error_of("a: &a [1]\n*a : 2\n"), ContainsSubstring("a.yaml:2:1: a key must be a scalar"));
    CHECK_THAT(error_of(": x\n"), ContainsSubstring("a key is missing"));
    CHECK(value_of("1: x\ntrue: y\n").find("true") != nullptr);
}

TEST_CASE("text that is not UTF-8 is refused at its byte") {
    CHECK(error_of("a: x\nb: \"\xC3\xA9\xFF\"\n") ==
          "a.yaml:2:7: not UTF-8 at byte \\xff; save the file as UTF-8");
    CHECK_THAT(error_of("a: \xED\xA0\x80"), ContainsSubstring("a.yaml:1:4: not UTF-8"));
    CHECK_THAT(error_of("a: \xC3"), ContainsSubstring("a.yaml:1:4: not UTF-8"));
    CHECK_THAT(error_of(std::string_view("a: x\0y", 6)),
               ContainsSubstring("a.yaml:1:5: a control character, \\x00"));
    CHECK_THAT(error_of("a: x\x04y"), ContainsSubstring("control character"));
    CHECK_THAT(error_of("a: 1\rb: 2"), ContainsSubstring("a.yaml:1:5: a carriage return"));
}

TEST_CASE("what follows the document is refused") {
    CHECK_THAT(error_of("a: 1\n---\nb: 2\n"), ContainsSubstring("a.yaml:2:1: a second document"));
    CHECK_THAT(error_of("[1] [2]"), ContainsSubstring("a.yaml:1:5: "));
    CHECK(error_of("a: 1\n...\n") == "no error");
}

TEST_CASE("truncated and broken text names its place") {
    CHECK(error_of("a: \"x\nb: 2\n") == "a.yaml:1:4: the quote that opens here is never closed");
    CHECK(error_of("a: &k !!str 'it''s\n") == "a.yaml:1:4: the quote that opens here is never closed");
    CHECK_THAT(error_of("a: \"x"), ContainsSubstring("not valid YAML"));
    CHECK(error_of("a: \"x\n\n\"\n") == "no error");
    CHECK_THAT(error_of("a: [1, 2\n"), ContainsSubstring("a.yaml:2:1: not valid YAML"));
    CHECK_THAT(error_of("a: {b: 1\n"), ContainsSubstring("not valid YAML"));
    CHECK_THAT(error_of("a: 1\n  b: 2\n"), ContainsSubstring("a.yaml:2:4: not valid YAML"));
    CHECK_THAT(error_of("a:\n\t- b\n"), ContainsSubstring("not valid YAML"));
    // What commands hold: the message says what to do.
    CHECK_THAT(
        error_of("\xC3\xA9: 1\na: {cmd: echo $?}\n"),
        ContainsSubstring("a.yaml:2:16: ") && ContainsSubstring("put a value with '?' here into quotes"));
    CHECK_THAT(error_of("a: @x\n"), ContainsSubstring("a.yaml:1:4: ") && ContainsSubstring("with '@' here"));
    for (const char* command : {"test $? -eq 0", "echo {a}", "a[1]"})
        CHECK_THAT(error_of("a: {cmd: " + std::string(command) + "}"), ContainsSubstring("needs quotes"));
    CHECK_THAT(error_of("a: b: c\n"), ContainsSubstring("a value with ': ' needs quotes"));
    // Duplicates seen before the place are told as well.
    CHECK_THAT(error_of("m: {k: 1, k: 2}\na: [1\n"),
               ContainsSubstring("stands twice") && ContainsSubstring("not valid"));
}
