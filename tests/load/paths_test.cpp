#include "load_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using load_case::errors;
using load_case::load;
using load_case::stage;
using load_case::stage_errors;

namespace {

std::vector<std::string> dependencies(const std::string& lines,
                                      const std::string& file = "/project/pipeline.yaml") {
    std::vector<std::string> paths;
    const Pipeline pipeline = load("stages:\n  s:\n    cmd: x\n" + lines, file);
    for (const Dependency& dependency : pipeline.stages[0].dependencies) {
        paths.push_back(dependency.path);
    }
    return paths;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("paths are normalised and follow wdir") {
    CHECK(dependencies("    deps: [./a//b/, c/../d, /etc/hosts, ../up]\n") ==
          Paths{"a/b", "d", "/etc/hosts", "../up"});
    const Stage read = stage(
        "    wdir: sub/./dir\n    deps: [a, ../b, /project/c]\n    outs: [o]\n    params: [k, {p.json: "
        "[x]}]\n");
    CHECK(read.working_directory == "sub/dir");
    CHECK(read.dependencies[0].path == "sub/dir/a");
    CHECK(read.dependencies[1].path == "sub/b");
    CHECK(read.dependencies[2].path == "c");
    CHECK(read.outputs[0].path == "sub/dir/o");
    CHECK(read.parameters[0].file == "sub/dir/params.yaml");
    CHECK(read.parameters[1].file == "sub/dir/p.json");
    CHECK(read.dependencies[1].position == Position{5, 15});
    CHECK(stage("").working_directory == ".");
}

TEST_CASE("one file has one path, however it is written") {
    CHECK(dependencies("    deps: [../sub/x, /project/sub/y, /project/z]\n", "/project/sub/pipeline.yaml") ==
          Paths{"x", "y", "../z"});
    CHECK(stage("    outs: [/project/data/../out]\n").outputs[0].path == "out");
    CHECK_THAT(stage_errors("    deps: [a, ./a]\n"),
               ContainsSubstring("the dependency 'a' of stage 's' is listed twice"));
}

TEST_CASE("outputs stay inside the project and off its own files") {
    const auto refused = [](const std::string& out, const std::string& reason) {
        INFO(out);
        CHECK_THAT(stage_errors("    outs: ['" + out + "']\n"),
                   ContainsSubstring("pipeline.yaml:4:12: ") && ContainsSubstring(reason));
    };
    refused("../x", "is outside the project");
    refused("/x", "is outside the project");
    refused("/projectile", "is outside the project");
    refused(".", "holds the whole project");
    refused("a/..", "holds the whole project");
    refused("..", "holds the whole project");
    refused("/", "holds the whole project");
    refused(".mlpipe", "on top of or inside .mlpipe");
    refused(".mlpipe/objects", "inside .mlpipe");
    refused("sub/.git/x", "inside .git");
    refused("pipeline.yaml", "is on top of the pipeline file");
    refused("pipeline.yaml.lock", "is on top of the lock file");
    refused("", "expects a string");
    refused("s3://bucket/x", "remote location, which is not supported yet");
    CHECK(stage_errors("    outs: [.gitignored, .mlpipe2, pipeline.yaml.bak]\n") == "no error");
    CHECK_THAT(errors("stages: {s: {cmd: x, outs: [../sub]}}", "/project/sub/pipeline.yaml"),
               ContainsSubstring("on top of the pipeline file"));
    CHECK(errors("stages: {s: {cmd: x, outs: [../out]}}", "/project/sub/pipeline.yaml") == "no error");
    CHECK_THAT(stage_errors("    metrics: [{../m.json: {cache: false}}]\n"),
               ContainsSubstring("pipeline.yaml:4:16: the output '../m.json'"));
    CHECK_THAT(stage_errors("    deps: ['']\n"), ContainsSubstring("expects a string"));
    CHECK_THAT(stage_errors("    params: [{'': [a]}]\n"), ContainsSubstring("an empty path"));
    CHECK_THAT(stage_errors("    deps: ['https://example.org/x']\n"), ContainsSubstring("remote location"));
}

TEST_CASE("a parameter file may be an output of a stage") {
    const Pipeline pipeline =
        load("stages:\n  a: {cmd: x, outs: [p.json]}\n  b: {cmd: x, params: [{p.json: [k]}]}\n");
    CHECK(pipeline.stages[0].outputs[0].path == pipeline.stages[1].parameters[0].file);
}

TEST_CASE("params: keys of the default file, of others, whole files") {
    const auto uses = stage(
                          "    params: [lr, train, lr, {other.yaml: [a.b, c]}, {whole.json: }, {other.yaml: "
                          "[d]}, {params.yaml: [x]}]\n")
                          .parameters;
    REQUIRE(uses.size() == 3);
    CHECK(uses[0].file == "params.yaml");
    CHECK(uses[0].keys == Paths{"lr", "train", "x"});
    CHECK(uses[0].position == Position{4, 14});
    CHECK(uses[1].keys == Paths{"a.b", "c", "d"});
    CHECK(uses[2].file == "whole.json");
    CHECK(uses[2].keys.empty());
    const auto whole = stage("    params: [{a.yaml: [k]}, {a.yaml: }, {a.yaml: [l]}]\n").parameters;
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].keys.empty());
}

TEST_CASE("flags of outputs") {
    const auto outputs =
        stage(
            "    outs: [a, {b: {cache: false, persist: true, desc: d}}, {c: }]\n    metrics: [m.json]\n"
            "    plots: [{p.csv: {x: fpr, y: [tpr], title: T, header: false, cache: false}}]\n")
            .outputs;
    REQUIRE(outputs.size() == 5);
    CHECK((outputs[0].cache && !outputs[0].persist && outputs[0].role == OutputRole::out));
    CHECK((!outputs[1].cache && outputs[1].persist && outputs[1].description == "d"));
    CHECK(outputs[2].path == "c");
    CHECK(outputs[3].role == OutputRole::metric);
    CHECK(outputs[4].role == OutputRole::plot);
    CHECK_FALSE(outputs[4].cache);
    CHECK(*outputs[4].settings.find("x") == Value("fpr"));
    CHECK(*outputs[4].settings.find("header") == Value(false));
    CHECK(outputs[4].settings.find("cache") == nullptr);
    CHECK(outputs[0].settings.is_null());
}
