#include "mlpipe/exchange/dvc_stage.hpp"

#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

DvcStageDeclaration read(const std::string& yaml) {
    return read_dvc_stage(parse_yaml(yaml, "stage").root.to_value());
}

std::string parameters(const std::string& declared, const std::string& file) {
    const Node root = parse_yaml(file, "file").root;
    return canonical_json(dvc_parameters(read("params: " + declared), [&](const std::string&) -> const Node& {
                              return root;
                          }).to_value());
}

}  // namespace

TEST_CASE("a stage is read for what dvc.lock keeps of it") {
    const DvcStageDeclaration stage = read(
        "{cmd: \"a\\nb\\n\", wdir: sub, deps: [../x, y], outs: [o, {p: {cache: false}}], metrics: [{m: "
        "{cache: true}}], "
        "plots: [{q: {x: a, cache: false}}]}");
    CHECK(stage.command.raw() == "a\nb\n");
    CHECK(stage.working_directory == "sub");
    CHECK(stage.dependencies == std::vector<std::string>{"../x", "y"});
    std::string outputs;
    for (const auto& output : stage.outputs) outputs += output.path + (output.cached ? "+ " : "- ");
    CHECK(outputs == "o+ p- m+ q- ");
    CHECK(read("{cmd: [a, b]}").command.items().size() == 2);
    CHECK(read("{cmd: a}").working_directory == ".");
}

TEST_CASE("parameters are those that the stage declares, as their file has them") {
    CHECK(parameters("[b.c, a, gone]", "{a: 1, b: {c: {y: 1, x: 2}}}") ==
          R"({"params.yaml":{"a":1,"b.c":{"x":2,"y":1}}})");
    CHECK(parameters("[l.1]", "{l: [1, {a: 2}]}") == R"({"params.yaml":{"l.1":{"a":2}}})");
    // The whole of a file, also where keys of it are named as well.
    CHECK(parameters("[{f.yaml: [a]}, {f.yaml: }]", "{a: 1, b: 2}") == R"({"f.yaml":{"a":1,"b":2}})");
    CHECK(parameters("[{f.yaml: }]", "") == R"({"f.yaml":{}})");
}
