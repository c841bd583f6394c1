#include "support/catch.hpp"
#include "template_case.hpp"

using template_case::resolve;

namespace {

const std::string stage = "stages: {s: {cmd: '${a.x} ${a.y}'}}\n";

}  // namespace

TEST_CASE("params.yaml is read where it is there") {
    CHECK(resolve("stages: {s: {cmd: '${a}'}}", {{"params.yaml", "a: 5"}}).stages == R"({"s":{"cmd":5}})");
    CHECK(resolve("stages: {s: {cmd: x}}").errors.empty());
    CHECK(resolve("stages: {s: {cmd: x}}", {{"params.yaml", ""}}).errors.empty());
    CHECK_THAT(resolve("stages: {s: {cmd: x}}", {{"params.yaml", "[1]"}}).errors,
               ContainsSubstring("'params.yaml' holds a list; expected a map"));
    CHECK_THAT(resolve("stages: {s: {cmd: x}}", {{"params.yaml", "a: ["}}).errors,
               ContainsSubstring("params.yaml:1"));
}

TEST_CASE("maps of several places are merged, values are not replaced") {
    CHECK(resolve("vars: [{a: {x: 1}}, b.json]\n" + stage, {{"b.json", R"({"a": {"y": 2}})"}}).stages ==
          R"({"s":{"cmd":"1 2"}})");
    CHECK_THAT(resolve("vars:\n- {a: {x: 1}}\n- b.yaml\n" + stage, {{"b.yaml", "a: {y: 2, x: 3}"}}).errors,
               ContainsSubstring("dvc.yaml:3:3: 'a.x' of 'b.yaml' is already defined in 'vars[0]'"));
    CHECK_THAT(resolve("vars: [{a: 1}]\nstages: {}\n", {{"params.yaml", "a: {x: 1}"}}).errors,
               ContainsSubstring("is already defined in 'params.yaml'"));
}

TEST_CASE("a file is loaded once, as a whole or key by key") {
    const std::map<std::string, std::string> files{{"b.yaml", "a: {x: 1, y: 2}\nc: 3\n"}};
    CHECK(resolve("vars: [b.yaml, b.yaml, ./b.yaml]\n" + stage, files).errors.empty());
    CHECK(resolve("vars: ['b.yaml:a', 'b.yaml:c']\n" + stage, files).errors.empty());
    CHECK(resolve("vars: ['b.yaml:a,c,']\n" + stage, files).stages == R"({"s":{"cmd":"1 2"}})");
    for (const char* vars : {"'b.yaml:a', b.yaml", "b.yaml, 'b.yaml:a'", "'b.yaml:a', 'b.yaml:c,a'"}) {
        INFO(vars);
        CHECK_THAT(resolve("vars: [" + std::string(vars) + "]\n" + stage, files).errors,
                   ContainsSubstring("is loaded already"));
    }
    CHECK_THAT(resolve("vars: ['b.yaml:z']\n" + stage, files).errors, ContainsSubstring("does not have 'z'"));
    CHECK_THAT(resolve("vars: [none.yaml]\n" + stage, files).errors,
               ContainsSubstring("the file of variables 'none.yaml' is not there"));
}

TEST_CASE("where variables are missing, only that is told") {
    const auto resolved = resolve("vars: [none.yaml]\nstages: {s: {cmd: '${a}'}, t: {cmd: x}}\n");
    CHECK(resolved.errors == "dvc.yaml:1:8: the file of variables 'none.yaml' is not there\n");
    CHECK(resolved.names == std::vector<std::string>{"t"});
}

TEST_CASE("variables of a stage are its own, their files sought from its working directory") {
    const auto resolved = resolve(
        "vars: [{d: sub}]\nstages:\n  s: {wdir: '${d}', vars: [v.yaml, {b: 2}], cmd: '${a} ${b}'}\n  t: "
        "{cmd: '${b}'}\n",
        {{"sub/v.yaml", "a: 1"}});
    CHECK(resolved.stages == R"({"s":{"cmd":"1 2","wdir":"sub"}})");
    CHECK_THAT(resolved.errors, ContainsSubstring("there is no variable 'b'"));
    CHECK_THAT(resolve("vars: [{a: 1}]\nstages: {s: {vars: [{a: 2}], cmd: x}}").errors,
               ContainsSubstring("is already defined in 'vars[0]'"));
    CHECK_THAT(resolve("stages: {s: {vars: [{d: x}], wdir: '${d}', cmd: x}}").errors,
               ContainsSubstring("there is no variable 'd'"));
}

TEST_CASE("vars themselves name no variables") {
    CHECK_THAT(resolve("vars: [{a: 1}, {b: '${a}'}]\nstages: {}").errors,
               ContainsSubstring("dvc.yaml:1:20: '${...}' is not resolved here"));
    CHECK_THAT(resolve("stages: {s: {vars: ['${a}.yaml'], cmd: x}}", {{"params.yaml", "a: 1"}}).errors,
               ContainsSubstring("is not resolved here"));
}

TEST_CASE("keys that are no strings cannot be named") {
    CHECK_THAT(resolve("vars: [{1: a}]\nstages: {s: {cmd: '${1}'}}").errors,
               ContainsSubstring("there is no variable '1'"));
    CHECK(resolve("vars: [{'1': a}]\nstages: {s: {cmd: '${1}'}}").stages == R"({"s":{"cmd":"a"}})");
}
