#include "support/catch.hpp"
#include "template_case.hpp"

using template_case::resolve;
using Names = std::vector<std::string>;

namespace {

Names names(const std::string& group, const std::string& params = "") {
    return resolve("stages:\n  s:\n    " + group + "\n", {{"params.yaml", params}}).names;
}

std::string error(const std::string& group, const std::string& params = "") {
    return resolve("stages:\n  s:\n    " + group + "\n", {{"params.yaml", params}}).errors;
}

}  // namespace

TEST_CASE("foreach over a list is named after its values, or their numbers") {
    const std::string rest = "\n    do: {cmd: '${item}'}";
    CHECK(names("foreach: [a, 1, 1.0, true, null]" + rest) ==
          Names{"s@a", "s@1", "s@1.0", "s@true", "s@None"});
    CHECK(names("foreach: [a, b, a]" + rest) == Names{"s@a", "s@b"});
    CHECK(names("foreach: []" + rest).empty());
    // What a variable holds is written as Python's str() does.
    CHECK(names("foreach: ${l}" + rest, "l: [true, x]") == Names{"s@True", "s@x"});
    CHECK(names("foreach: ['${t}', 'x-${t}']" + rest, "t: true") == Names{"s@True", "s@x-true"});
    CHECK(resolve("stages: {s: {foreach: [{a: 1}, x], do: {cmd: '${item}'}}}").names == Names{"s@0", "s@1"});
    CHECK(names("foreach: [[1], 2]\n    do: {cmd: x}") == Names{"s@0", "s@1"});
}

TEST_CASE("foreach over a map is named after its keys") {
    CHECK(resolve("stages: {s: {foreach: {a: {x: 1}, 2: {x: b}}, do: {cmd: '${key} ${item.x}'}}}").stages ==
          R"({"s@2":{"cmd":"2 b"},"s@a":{"cmd":"a 1"}})");
    CHECK(names("foreach: ${m}\n    do: {cmd: x}", "m: {b: 1, a: 2}") == Names{"s@b", "s@a"});
    CHECK_THAT(error("foreach: ${m}\n    do: {cmd: '${key}'}", "m: [1]"),
               ContainsSubstring("there is no variable 'key'"));
}

TEST_CASE("what foreach cannot go through") {
    CHECK_THAT(error("foreach: ${n}\n    do: {cmd: x}", "n: 5"),
               ContainsSubstring("expected a list or a map"));
    CHECK_THAT(
        error("foreach: abc\n    do: {cmd: x}"),
        ContainsSubstring("dvc.yaml:3:14: 'foreach' goes through the string 'abc', which is a single value"));
    CHECK_THAT(error("foreach: ['a@b']\n    do: {cmd: x}"), ContainsSubstring("cannot be named"));
    CHECK_THAT(error("foreach: [a]\n    do: {cmd: x, vars: [{item: 1}]}"),
               ContainsSubstring("'item' is set by 'foreach'"));
    CHECK_THAT(error("foreach: [a]\n    do: {cmd: '${item.b}'}"),
               ContainsSubstring("there is no variable 'item.b'"));
}

TEST_CASE("a bad group is told of once") {
    CHECK(error("foreach: [a, b]\n    do: {cmd: '${z}'}") ==
          "dvc.yaml:4:15: there is no variable 'z'; for a variable of the shell write $NAME or \\${NAME}\n");
}

TEST_CASE("item and key stand for what is there only within their group") {
    const auto resolved = resolve(
        "stages:\n  a: {cmd: '${item}'}\n  s: {foreach: [1], do: {cmd: '${item}'}}\n  b: {cmd: '${item}'}\n",
        {{"params.yaml", "item: mine"}});
    CHECK(resolved.stages == R"({"a":{"cmd":"mine"},"b":{"cmd":"mine"},"s@1":{"cmd":1}})");
}

TEST_CASE("a matrix makes a stage for each combination, the last list fastest") {
    CHECK(names("matrix: {a: [1, 2], b: [x, y]}\n    cmd: z") == Names{"s@1-x", "s@1-y", "s@2-x", "s@2-y"});
    CHECK(names("matrix: {a: [{p: 1}, {p: 2}], b: ['${t}', true]}\n    cmd: z", "t: true") ==
          Names{"s@a0-True", "s@a0-true", "s@a1-True", "s@a1-true"});
    CHECK_THAT(error("matrix: {}\n    cmd: z"),
               ContainsSubstring("makes the stage 's@', which cannot be named"));
    CHECK(names("matrix: {a: [], b: [1]}\n    cmd: z").empty());
    CHECK(names("matrix: {a: 'xy', b: '${m}'}\n    cmd: z", "m: {p: 1, q: 2}") ==
          Names{"s@x-p", "s@x-q", "s@y-p", "s@y-q"});
    CHECK(resolve("stages: {s: {matrix: {a: [{p: 1}], b: [x]}, cmd: '${key}: ${item.a.p} ${item.b}'}}")
              .stages == R"({"s@a0-x":{"cmd":"a0-x: 1 x"}})");
}

TEST_CASE("what a matrix cannot be made of") {
    CHECK_THAT(error("matrix: {a: '${n}'}\n    cmd: x", "n: 5"), ContainsSubstring("expected a list"));
    CHECK_THAT(error("matrix: [1]\n    cmd: x"), ContainsSubstring("'matrix' expects a map"));
    CHECK_THAT(error("matrix: {a: [1]}\n    do: {cmd: x}"),
               ContainsSubstring("expected one of 'foreach' and 'matrix'"));
    std::string axes;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
        axes += std::string(axes.empty() ? "" : ", ") + name + ": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    CHECK_THAT(error("matrix: {" + axes + "}\n    cmd: x"), ContainsSubstring("more than 1000000 stages"));
}

TEST_CASE("keys are resolved, and of two that become one the later value counts") {
    CHECK(resolve("stages: {s: {cmd: x, outs: [{'${o}.csv': {cache: false}}], meta: {'${o}': 1, data: 2}}}",
                  {{"params.yaml", "o: data"}})
              .stages == R"({"s":{"cmd":"x","meta":{"data":2},"outs":[{"data.csv":{"cache":false}}]}})");
}
