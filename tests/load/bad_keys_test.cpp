#include "load_case.hpp"
#include "support/catch.hpp"

using load_case::errors;
using load_case::stage_errors;

TEST_CASE("unknown keys name the nearest known one") {
    CHECK(stage_errors("    dpes: [a]\n") ==
          "pipeline.yaml:4:5: unknown key 'dpes' in stage 's' (did you mean 'deps'?)");
    CHECK(errors("stage:\n  s: {cmd: x}\n") ==
          "pipeline.yaml:1:1: the pipeline file has no 'stages'\n"
          "pipeline.yaml:1:1: unknown key 'stage' in the pipeline file (did you mean 'stages'?)");
    CHECK_THAT(errors("zzzzzz: 1\nstages: {s: {cmd: x}}\n"),
               ContainsSubstring("expected one of name, env, environment, defaults, monitor, stages"));
    CHECK_THAT(errors("defaults: {tiemout: 5}\nstages: {s: {cmd: x}}\n"),
               ContainsSubstring("unknown key 'tiemout' in 'defaults' (did you mean 'timeout'?)"));
    CHECK_THAT(errors("defaults: {cmd: x}\nstages: {s: {cmd: x}}\n"),
               ContainsSubstring("unknown key 'cmd' in 'defaults'"));
    CHECK_THAT(errors("environment: {file: [a]}\nstages: {s: {cmd: x}}\n"),
               ContainsSubstring("did you mean 'files'?"));
    CHECK_THAT(stage_errors("    retries: {attempt: 2}\n"), ContainsSubstring("did you mean 'attempts'?"));
    CHECK_THAT(stage_errors("    outs: [{a: {cached: true}}]\n"),
               ContainsSubstring("unknown key 'cached' in the flags of an output (did you mean 'cache'?)"));
    CHECK_THAT(stage_errors("    plots: [{a: {x_lable: t}}]\n"),
               ContainsSubstring("did you mean 'x_label'?"));
    CHECK_THAT(stage_errors("    outs: [{a: {x: t}}]\n"), ContainsSubstring("unknown key 'x'"));
    CHECK_THAT(stage_errors("    outs: [{a: {remote: r}}]\n"), ContainsSubstring("unknown key 'remote'"));
}

TEST_CASE("what a template names has to be there") {
    CHECK(
        errors("vars: [{alpha: 1}]\nstages:\n  s:\n    cmd: run ${alhpa}\n    outs: ['${b}.csv', '${a']\n") ==
        "pipeline.yaml:4:10: there is no variable 'alhpa' (did you mean 'alpha'?)\n"
        "pipeline.yaml:5:12: there is no variable 'b'; for a variable of the shell write $NAME or \\${NAME}");
    CHECK_THAT(errors("stages:\n  s:\n    foreach: [a]\n    cmd: x\n"), ContainsSubstring("no 'do'"));
    CHECK_THAT(errors("stages: {s: {cmd: x, meta: {'${k}': 1}}}"),
               ContainsSubstring("pipeline.yaml:1:29: there is no variable 'k'"));
    CHECK(errors("stages: {s: {cmd: 'echo $HOME $(date) \\${HOME}'}}") == "no error");
}

TEST_CASE("wrong types, each named with what was expected") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"deps: a", "'deps' of stage 's' expects a list of strings, not the string 'a'"},
        {"deps: [1]", "'deps' of stage 's' expects a string (put it in quotes), not the number 1"},
        {"deps:", "expects a list of strings, not nothing"},
        {"deps: [{a: b}]", "expects a string, not a map"},
        {"outs: a", "'outs' of stage 's' expects a list of paths"},
        {"outs: [1]", "each alone or as {path: {flag: value}}, not the number 1"},
        {"outs: [{a: {}, b: {}}]", "not a map"},
        {"outs: [{a: x}]", "'flags of an output' of stage 's' expects a map"},
        {"outs: [{a: {cache: 1}}]", "'cache' of stage 's' expects true or false, not the number 1"},
        {"outs: [{a: {persist: yes}}]", "expects true or false, not the string 'yes'"},
        {"outs: [{a: {labels: x}}]", "'labels' of stage 's' expects a list of strings"},
        {"metrics: {a: b}", "'metrics' of stage 's' expects a list"},
        {"plots: 5", "'plots' of stage 's' expects a list"},
        {"plots: [{a: {header: x}}]", "'header' of stage 's' expects true or false"},
        {"plots: [{a: {x: [b]}}]", "'x' of stage 's' expects a string, not a list"},
        {"params: a", "'params' of stage 's' expects a list of keys"},
        {"params: [5]", "'params' of stage 's' expects a string"},
        {"params: [{a.yaml: b}]", "'params: a.yaml' of stage 's' expects a list of strings"},
        {"params: [{a.yaml: []}]", "expects keys, or nothing for the whole file, not a list"},
        {"wdir: [a]", "'wdir' of stage 's' expects a string, not a list"},
        {"frozen: 1", "'frozen' of stage 's' expects true or false"},
        {"always_changed: no", "expects true or false, not the string 'no'"},
        {"side_effects: 1", "'side_effects' of stage 's' expects true or false"},
        {"desc: [a]", "'desc' of stage 's' expects a string"},
        {"kind: 5", "'kind' of stage 's' expects ingest, prepare"},
        {"needs: {a: b}", "'needs' of stage 's' expects a string or a list of strings, not a map"},
        {"when: always", "'when' of stage 's' expects 'manual' or {branch: [NAME, ...]}"},
        {"when: {branch: []}", "at least one branch"},
        {"when: {branch: a, tag: b}", "expects 'manual'"},
        {"secrets: 5", "'secrets' of stage 's' expects a string"},
        {"resources: 5", "'resources' of stage 's' expects a map"},
        {"resources: {cpu: 0}",
         "'resources: cpu' of stage 's' expects a number above zero, not the number 0"},
        {"resources: {cpu: a}", "'resources: cpu'"},
        {"resources: {memory: lots}", "expects a size such as 4GiB"},
        {"resources: {memory: 1.5}", "expects a size such as 4GiB"},
        {"resources: {gpu: -1}", "'resources: gpu' of stage 's' expects a whole number"},
        {"resources: {token: x}", "'resources: token' of stage 's' expects a whole number"},
        {"resources: {mutex: 5}", "'resources: mutex' of stage 's' expects a string"},
        {"timeout: soon", "'timeout' of stage 's' expects a duration above zero such as 30s"},
        {"timeout: 0", "expects a duration above zero"},
        {"timeout: .inf", "expects a duration above zero"},
        {"retries: -1", "'retries' of stage 's' expects a whole number"},
        {"retries: [1]", "a whole number or a map of attempts"},
        {"retries: {attempts: 0}", "at least 1"},
        {"retries: {delay: x}", "'retries: delay' of stage 's' expects a duration"},
        {"retries: {backoff: 0.5}", "a factor of 1 or more"},
        {"refresh: sometimes", "'refresh' of stage 's' expects 'always' or a duration"},
        {"refresh: [1]", "'refresh' of stage 's' expects a duration"},
        {"shell: ''", "'shell' of stage 's' expects a string"},
    };
    for (const auto& [line, expected] : cases) {
        INFO(line);
        const std::string found = stage_errors("    " + line + "\n");
        CHECK_THAT(found, ContainsSubstring("pipeline.yaml:4:"));
        CHECK_THAT(found, ContainsSubstring(expected));
    }
}

TEST_CASE("wrong types at the top level") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"name: 5", "'name' expects a string (put it in quotes), not the number 5"},
        {"desc: []", "'desc' expects a string"},
        {"env: 5", "'env' expects a map"},
        {"environment: x", "'environment' expects a map of setup and files"},
        {"environment: {setup: [a]}", "'environment: setup' expects a string"},
        {"environment: {files: a}", "'environment: files' expects a list of strings"},
        {"defaults: 5", "'defaults' expects a map"},
        {"defaults: {timeout: x}", "'timeout' of 'defaults' expects a duration"},
        {"metrics: a", "'metrics' expects a list of strings"},
        {"params: {a: b}", "'params' expects a list of strings"},
        {"plots: 5", "'plots' expects a list or a map"},
        {"plots: [{a: 5}]", "'plots: a' expects a map of settings"},
        {"artifacts: [a]", "'artifacts' expects a map"},
        {"artifacts: {a: {type: model}}", "the artifact 'a' has no 'path'"},
    };
    for (const auto& [line, expected] : cases) {
        INFO(line);
        CHECK_THAT(errors(line + "\nstages: {s: {cmd: x}}\n"), ContainsSubstring("pipeline.yaml:1:"));
        CHECK_THAT(errors(line + "\nstages: {s: {cmd: x}}\n"), ContainsSubstring(expected));
    }
    CHECK_THAT(errors("stages: [a]"),
               ContainsSubstring("'stages' expects a map of names to stages, not a list"));
    CHECK_THAT(errors("stages: {}"), ContainsSubstring("at least one stage"));
    CHECK_THAT(errors("stages:\n"),
               ContainsSubstring("'stages' expects a map of names to stages, not nothing"));
    CHECK_THAT(errors("- a\n"), ContainsSubstring("a pipeline file expects a map with 'stages', not a list"));
    CHECK_THAT(errors("name: x\n"), ContainsSubstring("has no 'stages'"));
}

TEST_CASE("all errors of a file come at once, in its order") {
    CHECK(errors("nmae: x\nstages:\n  a:\n    deps: 5\n  b:\n    cmd: x\n    timeout: x\n    outs: "
                 "[/elsewhere]\n") ==
          "pipeline.yaml:1:1: unknown key 'nmae' in the pipeline file (did you mean 'name'?)\n"
          "pipeline.yaml:3:3: stage 'a' has no 'cmd'\n"
          "pipeline.yaml:4:11: 'deps' of stage 'a' expects a list of strings, not the number 5\n"
          "pipeline.yaml:7:14: 'timeout' of stage 'b' expects a duration above zero such as 30s, 1.5h or 1d, "
          "not the string 'x'\n"
          "pipeline.yaml:8:12: the output '/elsewhere' of stage 'b' is outside the project");
    // A flag behind an alias that is used twice is wrong once.
    CHECK(errors("stages:\n  a: {cmd: x, outs: [&o {f: {cache: 1}}]}\n  a2: {cmd: x, outs: [{g: &f {type: "
                 "1}}, {h: *f}]}\n") ==
          "pipeline.yaml:2:37: 'cache' of stage 'a' expects true or false, not the number 1\n"
          "pipeline.yaml:3:37: 'type' of stage 'a2' expects a string (put it in quotes), not the number 1");
}

TEST_CASE("what belongs to pipeline.yaml alone is refused in a dvc.yaml") {
    const std::string found = errors("name: x\nenv: {A: 1}\nstages: {s: {cmd: x}}\n", "/project/dvc.yaml");
    CHECK_THAT(found,
               ContainsSubstring("'name' belongs to a pipeline.yaml") && ContainsSubstring("'env' belongs"));
    CHECK(errors("metrics: [a.json]\nparams: [p.yaml]\nplots: [a.csv, {b: {x: c}}, d: ]\n"
                 "artifacts: {m: {path: a, type: model}}\n",
                 "/project/dvc.yaml") == "no error");
    CHECK(errors(
              "plots: [{a.csv: {x: b}, c: }]\nstages: {s: {cmd: x, outs: [{a: {remote: r, push: false}}]}}\n",
              "/project/dvc.yaml") == "no error");
}
