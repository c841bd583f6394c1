#include "mlpipe/exchange/dvc_lock_writing.hpp"

#include "mlpipe/exchange/dvc_lock.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const char* const hex = "900150983cd24fb0d6963f7d28e17f72";

Node yaml(const std::string& text) {
    return parse_yaml(text, "value").root;
}

DvcArtifact artifact(const std::string& path, const std::string& hash, std::uint64_t size) {
    DvcArtifact made;
    made.path = path;
    made.hash = DvcHash::parse(hash, false);
    made.size = size;
    return made;
}

DvcStageState state(const std::string& stage, const std::string& command) {
    return {stage, yaml(command), {}, {}};
}

// Of a file with one stage, its `cmd` and what follows that.
std::string command_lines(const std::string& command) {
    const std::string text =
        format_dvc_lock("", "dvc.lock", {{"s", Node::make_scalar(command, command, true, {}), {}, {}}});
    const std::string start = "schema: '2.0'\nstages:\n  s:\n    cmd: ";
    REQUIRE(text.starts_with(start));
    return text.substr(start.size());
}

std::string parameter_lines(const std::string& parameters) {
    DvcStageState one = state("s", "x");
    one.parameters = yaml(parameters);
    const std::string text = format_dvc_lock("", "dvc.lock", {one});
    return text.substr(text.find("    params:\n"));
}

const char* const two_stages =
    "schema: '2.0'\n"
    "stages:\n"
    "  # by hand\n"
    "  b:\n"
    "    cmd: echo b\n"
    "  a:\n"
    "    cmd: echo a\n"
    "    unknown: 1\n";

}  // namespace

TEST_CASE("a new dvc.lock is as DVC writes it") {
    DvcStageState train = state("train", "python train.py");
    DvcArtifact script = artifact("train.py", hex, 3), data = artifact("data", hex + std::string(".dir"), 12);
    script.executable = true;
    data.nfiles = 2;
    train.dependencies = {script, data};
    train.outputs = {artifact("model", hex, 7)};
    train.parameters = yaml("{z.yaml: {b: 1, a: {y: 1, x: 2}}, a.yaml: {k: v}, params.yaml: {lr: 0.1}}");
    CHECK(format_dvc_lock("", "dvc.lock", {train}) == R"(schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data
      hash: md5
      md5: 900150983cd24fb0d6963f7d28e17f72.dir
      size: 12
      nfiles: 2
    - path: train.py
      hash: md5
      md5: 900150983cd24fb0d6963f7d28e17f72
      size: 3
      isexec: true
    params:
      params.yaml:
        lr: 0.1
      a.yaml:
        k: v
      z.yaml:
        a:
          y: 1
          x: 2
        b: 1
    outs:
    - path: model
      hash: md5
      md5: 900150983cd24fb0d6963f7d28e17f72
      size: 7
)");
    // An MD5 without letters is a number to YAML.
    CHECK_THAT(
        format_dvc_lock("", "dvc.lock", {{"s", yaml("x"), {artifact("d", std::string(32, '1'), 0)}, {}}}),
        ContainsSubstring("      md5: '11111111111111111111111111111111'\n"));
}

TEST_CASE("commands are quoted and broken into lines as DVC does it") {
    CHECK(command_lines("echo a > b") == "echo a > b\n");
    CHECK(command_lines("echo: a") == "'echo: a'\n");
    CHECK(command_lines("a # 'b'") == "\"a # 'b'\"\n");
    CHECK(command_lines("true") == "'true'\n");
    CHECK(command_lines("one\ntwo\n") == "\"one\\ntwo\\n\"\n");
    CHECK(command_lines("") == "''\n");
    CHECK(command_lines("# \x7f") == "\"# \\x7F\"\n");
    // The blank before a break stays, the line may be one word longer than it should.
    const std::string word(30, 'w');
    CHECK(command_lines(word + " " + word + " " + word) == word + " " + word + " \n      " + word + "\n");
    CHECK(command_lines(std::string(90, 'w')) == "\n      " + std::string(90, 'w') + "\n");
    CHECK(command_lines(": " + word + " " + word + " " + word + " x") ==
          "': " + word + " " + word + " " + word + "\n      x'\n");
    // Characters count, not bytes.
    std::string wide;
    for (int i = 0; i < 60; ++i) wide += "\xc3\xa4";
    CHECK(command_lines(wide + " x") == wide + " x\n");
}

TEST_CASE("parameters are written as DVC prints them") {
    CHECK(parameter_lines(
              "{params.yaml: {a: 1e-5, b: 1.0, c: null, d: [], e: {}, f: [1, [2, 3], {x: y}], g: 1e22}}") ==
          "    params:\n      params.yaml:\n        a: 1e-05\n        b: 1.0\n        c:\n        d: []\n    "
          "    e: {}\n"
          "        f:\n        - 1\n        - - 2\n          - 3\n        - x: y\n        g: 1e+22\n");
    // What is a date to DVC, and what is the text of one; keys that are numbers.
    CHECK(parameter_lines("{params.yaml: {a: 2026-11-28, b: \"2026-11-28\", 1: x, \"2\": y}}") ==
          "    params:\n      params.yaml:\n        1: x\n        '2': y\n        a: 2026-11-28\n"
          "        b: '2026-11-28'\n");
}

TEST_CASE("in a dvc.lock that is there stages keep their place, and all else its bytes") {
    CHECK(format_dvc_lock(two_stages, "dvc.lock", {}) == two_stages);
    CHECK(format_dvc_lock(two_stages, "dvc.lock", {state("b", "echo b")}) == two_stages);
    CHECK(
        format_dvc_lock(two_stages, "dvc.lock", {state("c", "echo c"), state("b", "echo 2")}) ==
        "schema: '2.0'\nstages:\n  # by hand\n  b:\n    cmd: echo 2\n  a:\n    cmd: echo a\n    unknown: 1\n"
        "  c:\n    cmd: echo c\n");
    const std::string with_more = std::string("datasets: []\n") + two_stages + "more: 1\n";
    CHECK(format_dvc_lock(with_more, "dvc.lock", {state("a", "echo 2")}) ==
          "datasets: []\nschema: '2.0'\nstages:\n  # by hand\n  b:\n    cmd: echo b\n  a:\n    cmd: echo "
          "2\nmore: 1\n");
}

TEST_CASE("a dvc.lock in another layout is written anew, with all that it says") {
    CHECK(format_dvc_lock("{schema: '2.0', stages: {a: {cmd: x, deps: []}}, more: 1}", "dvc.lock",
                          {state("b", "y")}) ==
          "schema: '2.0'\nmore: 1\nstages:\n  a:\n    cmd: x\n    deps: []\n  b:\n    cmd: y\n");
    CHECK(format_dvc_lock("schema: '2.0'\nstages: {}\n", "dvc.lock", {state("b", "y")}) ==
          "schema: '2.0'\nstages:\n  b:\n    cmd: y\n");
    CHECK(format_dvc_lock("schema: '2.0'\nstages:\n    a:\n        cmd: x\n", "dvc.lock",
                          {state("a", "y")}) == "schema: '2.0'\nstages:\n  a:\n    cmd: y\n");
}

TEST_CASE("what is no dvc.lock is not written over") {
    CHECK_THROWS_AS(format_dvc_lock("<<<<<<< ours\n", "dvc.lock", {state("a", "y")}), PipelineError);
    CHECK_THROWS_AS(format_dvc_lock("schema: '3.0'\n", "dvc.lock", {state("a", "y")}), PipelineError);
}
