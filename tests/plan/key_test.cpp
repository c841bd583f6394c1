#include <functional>
#include <limits>
#include <set>

#include "mlpipe/plan/fingerprint.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using test::file;

namespace {

StageInputs example() {
    StageInputs inputs;
    inputs.command.parts = {"python train.py"};
    inputs.working_directory = ".";
    inputs.parameters = {{"params.yaml", "lr", 0.1}};
    inputs.dependencies = {{"train.py", file("")}};
    inputs.outputs = {{"model.bin"}};
    return inputs;
}

// The encoding of docs/format.md, written a second time.
std::string field(const std::string& tag, const std::string& payload) {
    return tag + " " + std::to_string(payload.size()) + ":" + payload + "\n";
}

}  // namespace

TEST_CASE("the example of docs/format.md has the key that stands there") {
    CHECK(stage_key(example()).hex() == "af58f6dc4b1df5f296fa1b94f9fedb1cb812c477cc37b465187d9df7d5edf7b0");
    CHECK(key_text(example()) ==
          "mlpipe stage key 1\n"
          "command 24:part 15:python train.py\n\n"
          "param 43:file 11:params.yaml\nkey 2:lr\nfloat 5:1e-01\n\n"
          "dep 103:path 8:train.py\ntype 4:file\n"
          "sha256 64:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\n"
          "out 17:path 9:model.bin\n\n");
}

TEST_CASE("a key with every field is that of an independent computation") {
    StageInputs inputs;
    inputs.command = {{"a", "b\nc"}, "bash -e -c", true};
    inputs.working_directory = "sub/dir";
    inputs.environment = {{"A", "1"}, {"B", ""}};
    inputs.passed = {{"HOME", passed_digest("HOME", "/root")}};
    inputs.secrets = {"KEY", "TOKEN"};
    inputs.parameters = {
        {"p.yaml", "", Value::Map{{"z", Value::List{1, 1.0, "1", true, Value()}}, {"a", -2.5e300}}}};
    inputs.dependencies = {{"caf\xe9", {ReferenceType::directory, sha256("m"), 7, false}}};
    inputs.outputs = {{"m.json", OutputRole::metric, false, false}, {"o", OutputRole::plot, true, true}};
    inputs.environment_files = {{"r.txt", file("r")}};

    const std::string list = field("int", "1") + field("float", "1e+00") + field("string", "1") +
                             field("bool", "true") + field("null", "");
    const std::string map =
        field("key", "a") + field("float", "-2.5e+300") + field("key", "z") + field("list", list);
    const std::string expected =
        "mlpipe stage key 1\n" + field("command", field("part", "a") + field("part", "b\nc")) +
        field("shell", "bash -e -c") + field("user-shell", "true") + field("directory", "sub/dir") +
        field("env", field("name", "A") + field("value", "1")) +
        field("env", field("name", "B") + field("value", "")) +
        field("pass", field("name", "HOME") + field("sha256", sha256("HOME=/root").hex())) +
        field("secret", "KEY") + field("secret", "TOKEN") +
        field("param", field("file", "p.yaml") + field("map", map)) +
        field("dep", field("path", "caf\xe9") + field("type", "dir") + field("sha256", sha256("m").hex())) +
        field("out", field("path", "m.json") + field("role", "metric") + field("cache", "false")) +
        field("out", field("path", "o") + field("role", "plot") + field("persist", "true")) +
        field("environment-file",
              field("path", "r.txt") + field("type", "file") + field("sha256", sha256("r").hex()));
    CHECK(key_text(inputs) == expected);
    CHECK(stage_key(inputs) == sha256(expected));
}

TEST_CASE("each field changes the key, and each change is seen by `changes`") {
    using Edit = std::function<void(StageInputs&)>;
    const std::vector<std::pair<const char*, Edit>> edits{
        {"command", [](StageInputs& i) { i.command.parts = {"python train.py "}; }},
        {"parts",
         [](StageInputs& i) {
             i.command.parts = {"python", "train.py"};
         }},
        {"shell", [](StageInputs& i) { i.command.shell = "bash -c"; }},
        {"user shell", [](StageInputs& i) { i.command.user_shell = true; }},
        {"directory", [](StageInputs& i) { i.working_directory = "sub"; }},
        {"variable",
         [](StageInputs& i) {
             i.environment = {{"A", "1"}};
         }},
        {"variable's value",
         [](StageInputs& i) {
             i.environment = {{"A", "2"}};
         }},
        {"empty variable",
         [](StageInputs& i) {
             i.environment = {{"A", ""}};
         }},
        {"passed",
         [](StageInputs& i) {
             i.passed = {{"A", sha256("1")}};
         }},
        {"passed value",
         [](StageInputs& i) {
             i.passed = {{"A", sha256("2")}};
         }},
        {"secret", [](StageInputs& i) { i.secrets = {"A"}; }},
        {"another secret",
         [](StageInputs& i) {
             i.secrets = {"A", "B"};
         }},
        {"no parameter", [](StageInputs& i) { i.parameters.clear(); }},
        {"parameter file", [](StageInputs& i) { i.parameters[0].file = "other.yaml"; }},
        {"parameter key", [](StageInputs& i) { i.parameters[0].key = "lr2"; }},
        {"whole file", [](StageInputs& i) { i.parameters[0].key = ""; }},
        {"value", [](StageInputs& i) { i.parameters[0].value = 0.2; }},
        {"dependency's path", [](StageInputs& i) { i.dependencies[0].path = "b.py"; }},
        {"dependency's content", [](StageInputs& i) { i.dependencies[0].reference = file("x"); }},
        {"dependency's type",
         [](StageInputs& i) { i.dependencies[0].reference.type = ReferenceType::directory; }},
        {"another dependency",
         [](StageInputs& i) {
             i.dependencies.push_back({"b", file("")});
         }},
        {"output's path", [](StageInputs& i) { i.outputs[0].path = "b"; }},
        {"output's role", [](StageInputs& i) { i.outputs[0].role = OutputRole::metric; }},
        {"output's other role", [](StageInputs& i) { i.outputs[0].role = OutputRole::plot; }},
        {"cache", [](StageInputs& i) { i.outputs[0].cache = false; }},
        {"persist", [](StageInputs& i) { i.outputs[0].persist = true; }},
        {"no output", [](StageInputs& i) { i.outputs.clear(); }},
        {"environment file",
         [](StageInputs& i) {
             i.environment_files = {{"r", file("")}};
         }},
        {"environment file's content",
         [](StageInputs& i) {
             i.environment_files = {{"r", file("1")}};
         }},
    };
    std::set<StageKey> keys{stage_key(example())};
    for (const auto& [name, edit] : edits) {
        INFO(name);
        StageInputs edited = example();
        edit(edited);
        CHECK(keys.insert(stage_key(edited)).second);
        CHECK_FALSE(changes(example(), edited).empty());
        CHECK_FALSE(changes(edited, example()).empty());
        CHECK(changes(edited, edited).empty());
    }
}

TEST_CASE("types count: 1, 1.0, \"1\", true and their like all differ") {
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Value> values{1,
                                    1.0,
                                    "1",
                                    true,
                                    Value(),
                                    0,
                                    -0.0,
                                    0.0,
                                    false,
                                    "",
                                    "true",
                                    "null",
                                    Value::List{},
                                    Value::Map{},
                                    Value::List{1},
                                    Value::List{Value::List{1}},
                                    Value::List{1, 2},
                                    Value::List{12},
                                    Value::List{"1", "2"},
                                    Value::Map{{"a", 1}},
                                    Value::Map{{"a", "1"}},
                                    Value::Map{{"1", "a"}},
                                    Value::Map{{"", Value()}},
                                    infinity,
                                    -infinity,
                                    std::numeric_limits<double>::quiet_NaN(),
                                    "nan",
                                    Value::Map{{"$float", "nan"}},
                                    *Integer::parse("9007199254740993"),
                                    *Integer::parse("9007199254740992"),
                                    9007199254740992.0,
                                    *Integer::parse("123456789012345678901234567890"),
                                    0.1,
                                    0.1 + 1e-17 + 2e-17,
                                    "0.1",
                                    0.30000000000000004,
                                    0.3};
    std::set<StageKey> keys;
    for (const Value& value : values) {
        StageInputs inputs = example();
        inputs.parameters[0].value = value;
        keys.insert(stage_key(inputs));
    }
    // 0.1 stands twice: the sum rounds back to it.
    CHECK(keys.size() == values.size() - (0.1 + 1e-17 + 2e-17 == 0.1 ? 1 : 0));
}

TEST_CASE("a variable that is passed on counts by name and value, set or not") {
    CHECK(passed_digest("HOME", "/root") == sha256("HOME=/root"));
    CHECK(passed_digest("HOME", "") == sha256("HOME="));
    CHECK(passed_digest("HOME", std::nullopt) == sha256("HOME"));
}

TEST_CASE("neighbouring fields cannot be confused") {
    StageInputs left = example(), right = example();
    left.environment = {{"A", "1"}, {"B", "2"}};
    right.environment = {{"A", "1\n\nenv 19:name 1:B\nvalue 1:2"}};
    CHECK(stage_key(left) != stage_key(right));

    left = right = example();
    left.command.parts = {"a\npart 1:b"};
    right.command.parts = {"a", "b"};
    CHECK(stage_key(left) != stage_key(right));
}

TEST_CASE("what is no part of the identity does not change the key") {
    StageInputs same = example();
    same.dependencies[0].reference.executable = true;
    same.dependencies[0].reference.size = 99;
    same.working_directory = "";
    CHECK(stage_key(same) == stage_key(example()));
    CHECK(changes(same, example()).empty());

    StageInputs two = example(), turned = example();
    two.dependencies = {{"a", file("1")}, {"b", file("2")}};
    turned.dependencies = {{"b", file("2")}, {"a", file("1")}};
    two.parameters = {{"p", "a", Value::Map{{"x", 1}, {"y", 2}}}, {"p", "b", 1}};
    turned.parameters = {{"p", "b", 1}, {"p", "a", Value::Map{{"y", 2}, {"x", 1}}}};
    two.outputs = {{"o"}, {"p"}};
    turned.outputs = {{"p"}, {"o"}};
    CHECK(stage_key(two) == stage_key(turned));
    CHECK(changes(two, turned).empty());
}

TEST_CASE("the declared inputs of a stage are what the pipeline alone decides, sorted") {
    Stage stage = test::stage("train", {"z", "a"}, {"o2", "o1"}, {"other"});
    stage.command = {{"x"}, "bash -c", false};
    stage.working_directory = "sub";
    stage.environment = {{{"B", "2"}, {"A", "1"}}, {"HOME"}, {"T", "S", "T"}};
    stage.outputs[0].persist = true;
    stage.outputs[0].settings = Value::Map{{"x", "fpr"}};
    const StageInputs inputs = declared_inputs(stage);
    CHECK(inputs.command == stage.command);
    CHECK(inputs.working_directory == "sub");
    CHECK(inputs.environment == std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "2"}});
    CHECK(inputs.secrets == std::vector<std::string>{"S", "T"});
    CHECK(inputs.outputs == std::vector<OutputSpec>{{"o1"}, {"o2", OutputRole::out, true, true}});
    CHECK(inputs.dependencies.empty());
    CHECK(inputs.passed.empty());

    Stage renamed = stage;
    renamed.name = "other";
    renamed.kind = StageKind::train;
    renamed.needs.clear();
    renamed.resources.cpu = 4;
    renamed.timeout_s = 5;
    renamed.retries.attempts = 3;
    renamed.frozen = true;
    renamed.description = renamed.outputs[0].description = "d";
    renamed.meta = 1;
    renamed.outputs[0].settings = Value();
    CHECK(stage_key(declared_inputs(renamed)) == stage_key(inputs));
}
