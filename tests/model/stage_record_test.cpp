#include "mlpipe/model/stage_record.hpp"

#include <functional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Reference file(std::string_view content, std::uint64_t size = 3) {
    return {ReferenceType::file, sha256(content), size, false};
}

StageRecord full_record() {
    StageRecord record;
    record.key = sha256("key");
    record.inputs.command = {{"python a.py", "python b.py"}, "bash -c", true};
    record.inputs.working_directory = "sub";
    record.inputs.environment = {{"A", "1"}, {"B", ""}};
    record.inputs.passed = {{"HOME", sha256("HOME=x")}};
    record.inputs.secrets = {"TOKEN"};
    record.inputs.parameters = {
        {"params.yaml", "train.lr", 0.1},
        {"params.yaml", "train.n", *Integer::parse("123456789012345678901234567890")},
        {"whole.yaml", "", Value::Map{{"a", Value::List{1, 1.0, "1", true, Value()}}}},
    };
    record.inputs.dependencies = {{"data", {ReferenceType::directory, sha256("m"), 9, false}},
                                  {"run.sh", {ReferenceType::file, sha256("s"), 1, true}}};
    record.inputs.outputs = {{"m.json", OutputRole::metric, false, false},
                             {"model", OutputRole::out, true, true}};
    record.inputs.environment_files = {{"requirements.txt", file("r")}};
    record.outputs = {{"m.json", file("{}")}, {"model", {ReferenceType::link, sha256("t"), 1, false}}};
    record.prior = {{"model", file("old")}};
    record.run = "20261123T131502123Z-7f3a9c";
    record.duration_s = 1.25;
    record.accepted = Acceptance{"a comment", "me", "2026-11-23T13:15:02.123Z"};
    return record;
}

}  // namespace

TEST_CASE("a record survives its JSON") {
    const StageRecord record = full_record();
    CHECK(parse_stage_record(parse_json(canonical_json(to_value(record)), "record")) == record);

    StageRecord small;
    small.inputs.command.parts = {"true"};
    small.inputs.working_directory = ".";
    CHECK(parse_stage_record(parse_json(canonical_json(to_value(small)), "record")) == small);
}

TEST_CASE("a small record has only the fields that docs/format.md requires") {
    StageRecord record;
    record.inputs.command.parts = {"true"};
    record.inputs.working_directory = ".";
    record.inputs.outputs = {{"out"}};
    record.run = "r";
    const std::string zeros(64, '0');
    CHECK(canonical_json(to_value(record)) ==
          R"({"duration_s":0.0,"inputs":{"command":["true"],"outputs":[{"path":"out"}]},"key":")" + zeros +
              R"(","outputs":[],"run":"r","version":1})");
}

TEST_CASE("the JSON of a full record is that of docs/format.md") {
    const Value value = to_value(full_record());
    const std::string inputs = canonical_json(*value.find("inputs"));
    CHECK_THAT(inputs, ContainsSubstring(R"("command":["python a.py","python b.py"])"));
    CHECK_THAT(inputs, ContainsSubstring(R"("shell":"bash -c")"));
    CHECK_THAT(inputs, ContainsSubstring(R"("user_shell":true,"working_directory":"sub")"));
    CHECK_THAT(inputs, ContainsSubstring(R"("environment":{"A":"1","B":""})"));
    CHECK_THAT(inputs, ContainsSubstring(R"("secrets":["TOKEN"])"));
    CHECK_THAT(inputs, ContainsSubstring(R"({"file":"params.yaml","key":"train.lr","value":0.1})"));
    CHECK_THAT(inputs, ContainsSubstring(R"({"file":"whole.yaml","value":{"a":[1,1.0,"1",true,null]}})"));
    CHECK_THAT(inputs, ContainsSubstring(R"({"cache":false,"path":"m.json","role":"metric"})"));
    CHECK_THAT(inputs, ContainsSubstring(R"({"path":"model","persist":true})"));
    CHECK_THAT(inputs, ContainsSubstring(R"({"exec":true,"path":"run.sh","sha256":")"));
    CHECK_THAT(
        canonical_json(value),
        ContainsSubstring(R"("accepted":{"at":"2026-11-23T13:15:02.123Z","by":"me","why":"a comment"})"));
}

TEST_CASE("names that are not UTF-8 go as base64") {
    const ArtifactAt artifact{"caf\xe9", file("x")};
    const Value value = to_value(artifact);
    REQUIRE(value.find("path") == nullptr);
    CHECK(*value.find("path_base64") == Value("Y2Fm6Q=="));
    CHECK(parse_artifact(parse_json(canonical_json(value), "artifact")) == artifact);
}

TEST_CASE("unknown fields are ignored, so that a later mlpipe may add some") {
    StageRecord record = full_record();
    Value value = to_value(record);
    value.set("colour", "blue");
    Value inputs = *value.find("inputs");
    inputs.set("network", false);
    value.set("inputs", inputs);
    Value outputs = *value.find("outputs");
    outputs.as_list()->front().set("note", "x");
    value.set("outputs", outputs);
    CHECK(parse_stage_record(value) == record);
}

TEST_CASE("a damaged record is refused by name of the field") {
    struct Case {
        const char* field;
        Value value;
        const char* named;
    };
    const auto broken = GENERATE(values<Case>({
        {"version", 2, "newer"},
        {"version", "1", "version"},
        {"key", "abc", "'key'"},
        {"key", 1, "'key'"},
        {"run", Value(), "'run'"},
        {"duration_s", "long", "'duration_s'"},
        {"inputs", Value::Map{}, "'command'"},
        {"inputs", "x", "'command'"},
        {"outputs", 3, "'outputs'"},
        {"outputs", Value::List{"x"}, "'path'"},
        {"prior", Value::List{Value::Map{{"path_base64", "?"}}}, "'path_base64'"},
        {"accepted", Value::Map{{"why", "x"}}, "'by'"},
    }));
    Value value = to_value(full_record());
    value.set(broken.field, broken.value);
    try {
        parse_stage_record(value);
        FAIL("accepted a record with a wrong " << broken.field);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::damaged);
        CHECK_THAT(error.what(), ContainsSubstring(broken.named));
    }
}

TEST_CASE("a record without one of the required fields is refused") {
    const auto missing = GENERATE("version", "key", "run", "duration_s", "inputs", "outputs");
    const Value whole = to_value(full_record());
    Value::Map rest;
    for (const auto& entry : *whole.as_map())
        if (entry.first != missing) rest.push_back(entry);
    CHECK_THROWS_AS(parse_stage_record(Value(rest)), Error);
}
