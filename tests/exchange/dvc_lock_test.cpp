#include "mlpipe/exchange/dvc_lock.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const char* const hex = "900150983cd24fb0d6963f7d28e17f72";

std::string problems(const std::string& text) {
    try {
        parse_dvc_lock(text, "dvc.lock");
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("dvc.lock is read as DVC writes it") {
    const DvcLock lock = parse_dvc_lock(R"(schema: '2.0'
stages:
  train@fr:
    cmd: python train.py --language fr
      --more
    deps:
    - path: data/raw
      hash: md5
      md5: 900150983cd24fb0d6963f7d28e17f72.dir
      size: 12
      nfiles: 2
    - path: train.py
      hash: md5
      md5: '90015098300000000000000000000072'
      size: 3
      isexec: true
    params:
      params.yaml:
        train.lr: 0.1
        train.layers: [1, 2]
      other.yaml:
        seed: 1
    outs:
    - path: model.bin
      md5: d41d8cd98f00b204e9800998ecf8427e
      size: 0
)",
                                        "dvc.lock");
    REQUIRE(lock.stages.size() == 1);
    const DvcLockStage& stage = lock.stages.at("train@fr");
    CHECK(stage.command == std::vector<std::string>{"python train.py --language fr --more"});
    CHECK_FALSE(stage.command_is_list);
    REQUIRE(stage.dependencies.size() == 2);
    CHECK(stage.dependencies[0].hash == DvcHash::parse(hex + std::string(".dir"), false));
    CHECK(stage.dependencies[0].hash->directory);
    CHECK(stage.dependencies[0].nfiles == 2U);
    CHECK(stage.dependencies[0].position.line == 7);
    CHECK(stage.dependencies[1].path == "train.py");
    CHECK(stage.dependencies[1].executable);
    CHECK(stage.dependencies[1].hash->text() == "90015098300000000000000000000072");
    REQUIRE(stage.parameters.size() == 3);
    CHECK(stage.parameters[0] == ParameterValue{"params.yaml", "train.lr", Value(0.1)});
    CHECK(stage.parameters[1].value == Value(Value::List{Value(1), Value(2)}));
    CHECK(stage.parameters[2] == ParameterValue{"other.yaml", "seed", Value(1)});
    REQUIRE(stage.outputs.size() == 1);
    CHECK(stage.outputs[0].hash->legacy);  // no `hash: md5`: DVC 2 wrote it
    CHECK(stage.outputs[0].size == 0U);
}

TEST_CASE("a command may be a list, and what is not known means nothing") {
    const DvcLock lock = parse_dvc_lock(R"(schema: '2.0'
datasets: [{name: x}]
stages:
  a:
    cmd: [one, two]
    later: {x: 1}
    outs:
    - {path: out, etag: abc, later: 1}
    - {path: remote, hash: sha256, md5: 900150983cd24fb0d6963f7d28e17f72}
    - {path: unknown, md5: }
)",
                                        "dvc.lock");
    const DvcLockStage& stage = lock.stages.at("a");
    CHECK(stage.command == std::vector<std::string>{"one", "two"});
    CHECK(stage.command_is_list);
    for (const DvcArtifact& output : stage.outputs) CHECK_FALSE(output.hash);
    CHECK(parse_dvc_lock("", "dvc.lock").stages.empty());
    CHECK(parse_dvc_lock("schema: '2.0'\nstages: {}\n", "dvc.lock").stages.empty());
}

TEST_CASE("each thing that is wrong in dvc.lock is named with its place") {
    CHECK_THAT(problems("schema: '3.0'\n"),
               ContainsSubstring("dvc.lock:1:9: the schema is the string '3.0'"));
    CHECK_THAT(problems("stages: {}\n"), ContainsSubstring("dvc.lock:1:1: expected \"schema: '2.0'\""));
    CHECK_THAT(problems("- a\n"), ContainsSubstring("dvc.lock:1:1: "));
    const std::string many = problems(R"(schema: '2.0'
stages:
  a: {deps: [x], outs: {}}
  b:
    cmd: 1
    params: {p.yaml: [x]}
    outs:
    - {path: out, md5: short}
    - {path: out, md5: 1.5, size: -1}
    - {md5: 900150983cd24fb0d6963f7d28e17f72}
)");
    CHECK_THAT(many, ContainsSubstring("dvc.lock:3:6: expected a 'cmd'"));
    CHECK_THAT(many,
               ContainsSubstring("dvc.lock:3:14: here is the string 'x'; expected a map with a 'path'"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:3:24: 'outs' is a map; expected a list"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:5:10: 'cmd' is the number 1; expected a string or a list"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:6:22: under 'params' is a list"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:8:24: 'md5' is the string 'short'; expected 32"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:9:24: 'md5' is the number 1.5"));
    CHECK_THAT(many,
               ContainsSubstring("dvc.lock:9:35: 'size' is the number -1; expected a number from 0 on"));
    CHECK_THAT(many, ContainsSubstring("dvc.lock:10:7: expected a 'path'"));
}
