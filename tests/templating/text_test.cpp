#include "support/catch.hpp"
#include "template_case.hpp"

using template_case::command;

TEST_CASE("values inside a text are written as Python writes them") {
    const std::string vars =
        "{t: true, f: false, n: null, i: 10, big: 123456789012345678901234567890, x: 1.0, small: 0.00001, "
        "large: 1e16, third: 0.1, s: 'a b', minus: -0.0, inf: .inf}";
    CHECK(command("'${t} ${f} ${n} ${i} ${big}'", vars) ==
          "\"true false None 10 123456789012345678901234567890\"");
    CHECK(command("'${x} ${small} ${large} ${third} ${minus} ${inf}'", vars) ==
          "\"1.0 1e-05 1e+16 0.1 -0.0 inf\"");
    CHECK(command("'<${s}>'", vars) == "\"<a b>\"");
}

TEST_CASE("a text that is one reference keeps the type of what it names") {
    CHECK(command("${a}", "{a: 1}") == "1");
    CHECK(command("${a}", "{a: 1.0}") == "1.0");
    CHECK(command("${a}", "{a: null}") == "null");
    CHECK(command("'${a} '", "{a: 1}") == "\"1 \"");
    CHECK(command("['${a}', x]", "{a: true}") == "[true,\"x\"]");
    CHECK(command("'\\${a} ${a}'", "{a: 1}") == "\"${a} 1\"");
    CHECK(command("'\\${a}'", "{a: 1}") == "\"${a}\"");
}

TEST_CASE("a map in a command becomes its arguments") {
    const std::string vars =
        "{m: {lr: 0.1, name: \"it's x\", deep: {b: 2, c: {d: 3}}, on: true, off: false, list: [1, 'a b'], "
        "none: null, empty: {}, nothing: []}}";
    CHECK(
        command("'run ${m}'", vars) ==
        "\"run --lr 0.1 --name 'it'\\\"'\\\"'s x' --deep.b 2 --deep.c.d 3 --on --list 1 'a b' --none None\"");
    CHECK(command("'run ${m}'", "{m: {on: true, off: false, list: [1, 2]}}", {true, true}) ==
          "\"run --on --no-off --list 1 --list 2\"");
    CHECK(command("${m}", "{m: {a: 1}}") == "{\"a\":1}");
    CHECK_THAT(command("'run ${m}'", "{m: {a: [[1]]}}"), ContainsSubstring("'a' is a list of lists or maps"));
}

TEST_CASE("elsewhere lists and maps are no values") {
    CHECK_THAT(command("'run ${l}'", "{l: [1]}"),
               ContainsSubstring("dvc.yaml:4:10: '${l}' is a list; expected a single value"));
    const auto resolved = template_case::resolve(
        "vars: [{m: {a: 1}}]\nstages:\n  s:\n    cmd: run\n    deps: ['${m}']\n    desc: ${m}\n");
    CHECK_THAT(resolved.errors, ContainsSubstring("dvc.yaml:5:12: '${m}' is a map"));
    CHECK_THAT(resolved.errors, ContainsSubstring("dvc.yaml:6:11: '${m}' is a map"));
    CHECK(resolved.names.empty());
}

TEST_CASE("steps go through maps and lists") {
    const std::string vars = "{a: {b: [10, {c: x}], '1': one}, 'sp ace': 5}";
    CHECK(command("'${a.b[0]} ${a.b.1.c} ${a[b][-1].c} ${a.1} ${ a . b [ 0 ] } ${sp ace}'", vars) ==
          "\"10 x x one 10 5\"");
    for (const char* bad : {"a.b[2]", "a.b[-3]", "a.b.x", "a.c", "b", "a.b[0].c", "a.1.z"}) {
        INFO(bad);
        CHECK_THAT(command("'${" + std::string(bad) + "}'", vars), ContainsSubstring("there is no variable"));
    }
    CHECK_THAT(command("'${a.bb}'", vars), ContainsSubstring("(did you mean 'a.b'?)"));
    CHECK_THAT(command("'${a..b}'", vars), ContainsSubstring("cannot be read as a reference"));
}
