// A pipeline.yaml and the dvc.yaml that it is translated to, as our own reader has them: the same stages.
#include "mlpipe/exchange/dvc_translation.hpp"

#include "load_case.hpp"
#include "mlpipe/document/writing.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const char* const text = R"(
name: all
env: {A: 1, B: 2, pass: [HOME, USER]}
defaults: {timeout: 1h, retries: 2, secrets: [TOKEN], resources: {cpu: 2, licence: 1}, refresh: 1d}
stages:
  train:
    cmd: python train.py
    wdir: sub
    deps: [train.py, ../data]
    params: [lr, {../other.yaml: }]
    outs: [model, {log: {cache: false, persist: true}}]
    metrics: [{auc.json: {cache: false}}]
    plots: [{roc.csv: {x: fpr, y: tpr}}]
    env: {B: 3, TOKEN: local, pass: USER}
    secrets: [A]
    resources: {cpu: 1, memory: 2GiB, mutex: db}
    timeout: 5m
    retries: {attempts: 3, delay: 10s, backoff: 2}
    refresh: always
    when: {branch: [main]}
    desc: a stage
    gates: [{metric: "auc.json:auc", min: 0.7}]
    checks: [{data: ../data, schema: schema.yaml}]
  deploy:
    cmd: [a, "b; c"]
    deps: [sub/model]
    needs: [train]
    frozen: true
  each:
    foreach: [x, y]
    do: {cmd: "echo ${item}", outs: ["${item}"], side_effects: true, kind: monitor, always_changed: true}
  script:
    cmd: "import a"
    shell: python -c
    outs: [done]
)";

// What a stage says, but for its command, as text that can be compared.
std::string said(const Stage& stage) {
    const auto join = [](const auto& list) {
        std::string joined;
        for (const std::string& one : list) joined += one + " ";
        return joined;
    };
    std::string all = stage.name + " " + to_string(stage.kind) + " in " + stage.working_directory + "\n";
    for (const Dependency& dependency : stage.dependencies) all += "dep " + dependency.path + "\n";
    for (const ParameterUse& use : stage.parameters)
        all += "params " + use.file + " " + join(use.keys) + "\n";
    for (const Output& output : stage.outputs)
        all += std::string(to_string(output.role)) + " " + output.path + (output.cache ? " cache" : "") +
               (output.persist ? " persist" : "") + " " + yaml_text(output.settings);
    for (const auto& [name, value] : stage.environment.values) all += name + "=" + value + "\n";
    all += "pass " + join(stage.environment.pass) + "secrets " + join(stage.environment.secrets) + "\n";
    const Resources& resources = stage.resources;
    all += "resources " + std::to_string(resources.cpu.value_or(0)) + " " + std::to_string(resources.memory) +
           " " + join(resources.mutexes);
    for (const auto& [name, count] : resources.tokens) all += name + std::to_string(count);
    all += "\ntimeout " + std::to_string(stage.timeout_s.value_or(0)) + " retries " +
           std::to_string(stage.retries.attempts) + " " + std::to_string(stage.retries.delay_s) + " " +
           std::to_string(stage.retries.backoff) + "\nneeds " + join(stage.needs);
    if (stage.when) all += "when " + join(stage.when->branches);
    if (stage.refresh)
        all += "refresh " + std::to_string(stage.refresh->always) + std::to_string(stage.refresh->age_s);
    for (const Gate& gate : stage.gates) all += "gate " + gate_address(gate) + " ";
    for (const DataCheck& check : stage.checks)
        all += "check " + check.data + " by " + check.schema_file + " ";
    return all + (stage.side_effects ? "effects " : "") + (stage.frozen ? "frozen " : "") +
           (stage.always_changed ? "always " : "") + stage.description + "\n";
}

std::string said(const Pipeline& pipeline) {
    std::string all;
    for (const Stage& stage : pipeline.stages) all += said(stage);
    return all;
}

}  // namespace

TEST_CASE("a dvc.yaml that was a pipeline.yaml says the same of its stages") {
    const Pipeline ours = load_case::load(text);
    const Node translated = translate_to_dvc(parse_yaml(text, "pipeline.yaml").root).document;
    const Pipeline theirs = load_case::load(yaml_text(translated.to_value()), "/project/dvc.yaml");
    REQUIRE(ours.stages.size() == 5);
    CHECK(said(theirs) == said(ours));
    CHECK(theirs.stages[0].command.parts == ours.stages[0].command.parts);
    CHECK(theirs.stages[1].command.parts == std::vector<std::string>{"a", "set -e\nb; c\n"});
    CHECK(theirs.stages[4].command == ours.stages[4].command);

    const Node back = translate_from_dvc(translated, "sh -c").document;
    const Pipeline again = load_case::load(yaml_text(back.to_value()));
    CHECK(said(again) == said(ours));
    CHECK(again.stages[1].command.parts == theirs.stages[1].command.parts);
    CHECK(again.stages[1].command.shell == "sh -c");
    CHECK(again.stages[4].command == ours.stages[4].command);
}
