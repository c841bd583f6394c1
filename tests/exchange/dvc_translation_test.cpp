#include "mlpipe/exchange/dvc_translation.hpp"

#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Node yaml(const std::string& text) {
    return parse_yaml(text, "file").root;
}

std::string to_dvc(const std::string& text) {
    return canonical_json(translate_to_dvc(yaml(text)).document.to_value());
}

std::string from_dvc(const std::string& text) {
    return canonical_json(translate_from_dvc(yaml(text), "sh -c").document.to_value());
}

std::string same(const std::string& text) {
    return canonical_json(yaml(text).to_value());
}

std::string notes(const DvcTranslation& translation) {
    std::string text;
    for (const auto& note : translation.notes)
        text += note.stage + "." + note.key + (note.dropped ? "- " : " ");
    return text;
}

std::string dvc_command(const std::string& command) {
    const Node root = translate_to_dvc(yaml("stages: {s: {cmd: " + command + "}}")).document;
    return canonical_json(root.find("stages")->find("s")->find("cmd")->to_value());
}

}  // namespace

TEST_CASE("what DVC does not know stands under meta: mlpipe") {
    const std::string text =
        "{name: n, vars: [{a: 1}], stages: {s: {cmd: x, meta: {owner: us}, timeout: 1h, gates: []}, "
        "f: {foreach: [1], do: {cmd: '${item}', needs: [s]}}}, artifacts: {}}";
    CHECK(to_dvc(text) ==
          same("{vars: [{a: 1}], stages: {s: {cmd: x, meta: {owner: us, mlpipe: {timeout: 1h, gates: []}}}, "
               "f: {foreach: [1], do: {cmd: '${item}', meta: {mlpipe: {needs: [s]}}}}}, artifacts: {}}"));
    CHECK(notes(translate_to_dvc(yaml(text))) == ".name- s.timeout s.gates f.needs ");
    // A name says what a stage is in a pipeline.yaml alone.
    CHECK(to_dvc("stages: {train: {cmd: x}}") ==
          same("stages: {train: {cmd: x, meta: {mlpipe: {kind: train}}}}"));
    CHECK(to_dvc("stages: {train: {cmd: x, kind: none}}") ==
          same("stages: {train: {cmd: x, meta: {mlpipe: {kind: none}}}}"));
    CHECK(translate_to_dvc(yaml("stages: {'a@b': {cmd: x}}")).wrong_names == std::vector<std::string>{"a@b"});
}

TEST_CASE("what all stages inherit goes to each, where the stage does not say otherwise") {
    const auto ours = [](const std::string& stage) {
        const Node root =
            translate_to_dvc(yaml("{env: {A: 1, B: 2, pass: [P, Q]}, defaults: {timeout: 1h, secrets: [S], "
                                  "resources: {cpu: 2, gpu: 1}, env: {B: 3}}, stages: {s: {cmd: x" +
                                  stage + "}}}"))
                .document;
        return canonical_json(root.find("stages")->find("s")->find("meta")->find("mlpipe")->to_value());
    };
    CHECK(ours("") ==
          same("{timeout: 1h, secrets: [S], resources: {cpu: 2, gpu: 1}, env: {B: 3, A: 1, pass: [P, Q]}}"));
    CHECK(
        ours(", timeout: 2h, resources: {gpu: 0}, secrets: [A, T], env: {P: 1}") ==
        same("{timeout: 2h, secrets: [S, A, T], resources: {cpu: 2, gpu: 0}, env: {P: 1, B: 3, pass: [Q]}}"));
    // A secret of all that the stage has as a value.
    CHECK(ours(", env: {S: 1}") ==
          same("{timeout: 1h, resources: {cpu: 2, gpu: 1}, env: {S: 1, B: 3, A: 1, pass: [P, Q]}}"));
}

TEST_CASE("a script stays one script, and stops where it fails") {
    CHECK(dvc_command("python train.py && echo done") == R"("python train.py && echo done")");
    CHECK(dvc_command("\"python train.py\\n\"") == R"("python train.py\n")");
    CHECK(dvc_command("a; b") == R"(["set -e\na; b\n"])");
    CHECK(dvc_command("\"a\\nb\\n\"") == R"(["set -e\na\nb\n"])");
    CHECK(dvc_command("[a, \"b\\nc\", d; e]") == R"(["a","set -e\nb\nc\n","set -e\nd; e\n"])");
    CHECK(to_dvc("stages: {s: {cmd: \"import a\\nrun()\", shell: python -c}}") ==
          same("stages: {s: {cmd: [\"import a\\nrun()\"], meta: {mlpipe: {shell: python -c}}}}"));
}

TEST_CASE("coming from DVC each line keeps its own shell, and our keys are our own again") {
    const std::string text =
        "{stages: {s: {cmd: \"a\\n\\n  b\\n\", meta: {mlpipe: {timeout: 1h, env: {A: 1}}, owner: us}}, "
        "t: {cmd: [\"a\\nb\"], meta: {mlpipe: {kind: train}}}, "
        "f: {foreach: [1], do: {cmd: a, outs: [x, {y: {push: false, cache: false}}, {z: {remote: r}}]}}}, "
        "datasets: []}";
    CHECK(from_dvc(text) ==
          same("{stages: {s: {cmd: [a, '  b'], meta: {owner: us}, timeout: 1h, env: {A: 1}}, t: {cmd: "
               "[\"a\\nb\"], "
               "kind: train}, f: {foreach: [1], do: {cmd: a, outs: [x, {y: {cache: false}}, {z: {}}]}}}, "
               "defaults: {shell: sh -c}}"));
    CHECK(notes(translate_from_dvc(yaml(text), "sh -c")) == "f.push- f.remote- .datasets- ");
}
