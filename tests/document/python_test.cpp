// What the comparison with Python itself (python_oracle_test.cpp) does not show: places, kinds, and errors.
#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Node read(const std::string& text) {
    return parse_document(text, "p.py").root;
}

std::string error_of(const std::string& text, const DocumentLimits& limits = {}) {
    try {
        parse_document(text, "p.py", limits);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("each value of a Python file has its place and its text") {
    const Node root = read(
        "# caf\xC3\xA9\nLR: float = - 1_0.5\nclass Train:\n    depth = (\n        5)\n    name = r'a' \"b\"\n"
        "    def __init__(self):\n        self.seed = 0x10\nLR = 2\n");
    const Node& rate = *root.find("LR");
    CHECK(rate.position() == Position{9, 6});  // of the assignment that counts
    CHECK(root.entries()[0].key == "LR");
    CHECK(root.entries()[0].key_position == Position{9, 1});
    const Node& train = *root.find("Train");
    CHECK(train.position() == Position{3, 1});
    CHECK(train.find("depth")->position() == Position{5, 9});
    CHECK(train.find("depth")->raw() == "5");
    CHECK(train.find("name")->position() == Position{6, 12});
    CHECK(train.find("name")->raw() == "ab");
    CHECK(train.find("name")->quoted());
    CHECK(train.find("seed")->raw() == "0x10");
    CHECK(read("x = - 1_0.5").find("x")->raw() == "- 1_0.5");
    CHECK(read("x = - 1_0.5").find("x")->describe() == "the number - 1_0.5");
}

TEST_CASE("keys of Python's dicts keep their kind") {
    const Node root =
        read("d = {1: 0, '1x': 0, 2.50: 0, True: 0, None: 0, 'True': 0, -0x10: 0, (1, 'a'): 0}");
    std::vector<std::string> names;
    std::vector<Value> keys;
    for (const Node::Entry& entry : root.find("d")->entries()) {
        names.push_back(entry.key);
        keys.push_back(key_value(entry));
    }
    // True is 1, which is there already.
    CHECK(names == std::vector<std::string>{"1", "1x", "2.5", "None", "True", "-16", "(1, 'a')"});
    CHECK(keys == std::vector<Value>{1, "1x", 2.5, Value(), "True", -16, "(1, 'a')"});
    CHECK(key_value(read("d = {True: 0}").find("d")->entries()[0]) == Value(true));
    CHECK(error_of("d = {1: 'a',\n '1': 'b'}") ==
          "p.py:2:2: not valid Python: the key '1' stands twice in this dict, once as text");
}

TEST_CASE("what Python's words and lines cannot be is an error with its place") {
    CHECK(error_of("x = 1\ny = [1,\n  (2\nz = 3\n") == "p.py:3:3: not valid Python: '(' is never closed");
    CHECK(error_of("x = [1)\n") == "p.py:1:7: not valid Python: ')' does not close the '[' of line 1");
    CHECK(error_of("x = 1)\n") == "p.py:1:6: not valid Python: ')' closes nothing");
    CHECK(error_of("x = 1\ny = 'a\nz = 'b'\n") ==
          "p.py:2:5: not valid Python: the string that begins here is never closed");
    CHECK_THAT(error_of("x = '''a\n\"\"\"\n"), ContainsSubstring("p.py:1:5: not valid Python: the string"));
    CHECK_THAT(error_of("x = f'{a\ny = 1\n"), ContainsSubstring("p.py:1:5: not valid Python: the string"));
    CHECK(
        error_of("if x:\n    a = 1\n  b = 2\n") ==
        "p.py:3:3: not valid Python: this line is indented less than the one before it, and like none above");
    CHECK(error_of("x = 1\n  y = 2\n") ==
          "p.py:2:3: not valid Python: this line is indented, and no block begins here");
    CHECK(error_of("  x = 1\n") ==
          "p.py:1:3: not valid Python: this line is indented, and no block begins here");
    CHECK(error_of("class A:\nx = 1\n") ==
          "p.py:2:1: not valid Python: after ':' an indented block is expected");
    CHECK_THAT(error_of("class A:"), ContainsSubstring("after ':' an indented block is expected"));
    CHECK_THAT(error_of("if x:\n        a = 1\n\tb = 2\n"),
               ContainsSubstring("p.py:3:2: not valid Python: tabs and spaces"));
    CHECK_THAT(error_of("x = $y\n"),
               ContainsSubstring("p.py:1:5: not valid Python: '$' has no meaning here"));
    CHECK_THAT(error_of("x = 007\n"), ContainsSubstring("p.py:1:5: not valid Python: this is no number"));
    CHECK_THAT(error_of("x = 1__0\n"), ContainsSubstring("this is no number"));
    CHECK_THAT(error_of("x = \\ 1\n"),
               ContainsSubstring("p.py:1:6: not valid Python: a backslash must be the last"));
    CHECK_THAT(error_of("x = '\xFF'\n"), ContainsSubstring("p.py:1:6: not UTF-8"));
    CHECK_THAT(error_of("x = 1\ry = 2\n"), ContainsSubstring("p.py:1:6: a carriage return"));
    CHECK_THAT(error_of(std::string("x = 1\0", 6)), ContainsSubstring("has no meaning here"));
}

TEST_CASE("literals that are no values are errors, all of them at once, and only where they count") {
    CHECK(
        error_of("x = '\\ud83d'\ny = {[1]: 2}\nz = {1, {}}\nw = '\\N{DASH}'\nv = '\\x4'\n") ==
        "p.py:1:5: not valid Python: \\u names half of a surrogate pair, which is no text; use \\UXXXXXXXX\n"
        "p.py:2:6: not valid Python: a list, a set or a dict cannot be a key of a dict\n"
        "p.py:3:9: not valid Python: a list, a set or a dict cannot be an item of a set\n"
        "p.py:4:5: not valid Python: \\N{...} is not known here; write the character itself, or \\uXXXX\n"
        "p.py:5:5: not valid Python: \\x expects 2 hexadecimal digits");
    CHECK(error_of("f('\\N{DASH}')\nx = ['\\N{DASH}', y]\ndef f():\n    z = {[1]: 2}\n") == "no error");
}

TEST_CASE("what is nested too deep in Python is refused") {
    const auto nested = [](std::size_t depth) {
        return "x = " + std::string(depth, '[') + std::string(depth, ']') + "\n";
    };
    CHECK(error_of(nested(100)) == "no error");
    CHECK_THAT(error_of(nested(101)), ContainsSubstring("p.py:1:105: nested more than 100 deep"));
    CHECK_THAT(error_of(nested(100'000)), ContainsSubstring("more than 200 brackets in each other"));
    CHECK_THAT(error_of("x = [1, 2, 3]\n", {3, 5}), ContainsSubstring("more than 3 values"));
    std::string classes, strings = "x = ";
    for (std::size_t i = 0; i < 200; ++i) classes += std::string(i, ' ') + "class A:\n";
    for (std::size_t i = 0; i < 100'000; ++i) strings += "f'{";
    CHECK_THAT(error_of(classes), ContainsSubstring("more than 100 blocks in each other"));
    CHECK_THAT(error_of(strings), ContainsSubstring("never closed"));
    // Neither dicts in dicts as keys nor sets may take time that doubles with each level.
    CHECK_THAT(error_of("x = " + std::string(99, '{') + "1" + std::string(99, '}')),
               ContainsSubstring("item of a set"));
}
