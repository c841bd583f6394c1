#include "load_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using load_case::errors;
using load_case::load;
using load_case::stage;
using load_case::stage_errors;

TEST_CASE("a command is one script, or a list of them") {
    CHECK(load("stages: {s: {cmd: 'a\n\n  b'}}").stages[0].command.parts == std::vector<std::string>{"a\nb"});
    const Stage script = load("stages:\n  s:\n    cmd: |\n      one\n      two\n").stages[0];
    CHECK(script.command.parts == std::vector<std::string>{"one\ntwo\n"});
    CHECK_FALSE(script.command.user_shell);
    CHECK(load("stages: {s: {cmd: [one, two]}}").stages[0].command.parts ==
          std::vector<std::string>{"one", "two"});
    CHECK(stage("    shell: bash -c\n").command.shell == "bash -c");
}

TEST_CASE("in a dvc.yaml each line of a command has the user's shell to itself") {
    const auto dvc = [](const std::string& text) {
        return load(text, "/project/dvc.yaml").stages[0].command;
    };
    const Command lines = dvc("stages:\n  s:\n    cmd: |\n      one\n\n      two\n");
    CHECK(lines.parts == std::vector<std::string>{"one", "two"});
    CHECK(lines.user_shell);
    CHECK(dvc("stages: {s: {cmd: [\"a\\nb\", c]}}").parts == std::vector<std::string>{"a\nb", "c"});
    const Command own =
        dvc("stages:\n  s:\n    cmd: |\n      one\n      two\n    meta: {mlpipe: {shell: /bin/bash -c}}\n");
    CHECK(own.parts == std::vector<std::string>{"one\ntwo\n"});
    CHECK_FALSE(own.user_shell);
}

TEST_CASE("a stage needs a command") {
    CHECK(errors("stages:\n  train:\n    deps: [a]\n") == "pipeline.yaml:2:3: stage 'train' has no 'cmd'");
    CHECK_THAT(errors("stages:\n  train:\n"),
               ContainsSubstring("pipeline.yaml:2:3: stage 'train' expects a map with 'cmd', not nothing"));
    CHECK_THAT(
        errors("stages: {s: {cmd: 5}}"),
        ContainsSubstring("'cmd' of stage 's' expects a string or a list of strings, not the number 5"));
    CHECK_THAT(errors("stages: {s: {cmd: ' '}}"), ContainsSubstring("'cmd'"));
    CHECK_THAT(errors("stages: {s: {cmd: []}}"), ContainsSubstring("at least one command"));
    CHECK_THAT(errors("stages: {s: {cmd: {a: b}}}"), ContainsSubstring("not a map"));
    CHECK_THAT(errors("stages: {s: {cmd: [a, [b]]}}"), ContainsSubstring("pipeline.yaml:1:23: "));
}

TEST_CASE("the kind is the name before '@', in our own files only") {
    const Pipeline pipeline = load(
        "stages:\n  train@a: {cmd: x}\n  training: {cmd: x}\n  deploy: {cmd: x}\n  ship: {cmd: x, kind: "
        "deploy}\n"
        "  evaluate: {cmd: x, kind: none}\n  deploy@dry: {cmd: x, side_effects: false}\n");
    CHECK(pipeline.stages[0].kind == StageKind::train);
    CHECK(pipeline.stages[1].kind == StageKind::none);
    CHECK(pipeline.stages[2].kind == StageKind::deploy);
    CHECK(pipeline.stages[2].side_effects);
    CHECK(pipeline.stages[3].side_effects);
    CHECK(pipeline.stages[4].kind == StageKind::none);
    CHECK_FALSE(pipeline.stages[5].side_effects);
    const Pipeline dvc = load("stages:\n  deploy: {cmd: x}\n  a: {cmd: x, meta: {mlpipe: {kind: deploy}}}\n",
                              "/project/dvc.yaml");
    CHECK(dvc.stages[0].kind == StageKind::none);
    CHECK_FALSE(dvc.stages[0].side_effects);
    CHECK(dvc.stages[1].side_effects);
    CHECK_THAT(stage_errors("    kind: trian\n"), ContainsSubstring("did you mean 'train'?"));
}

TEST_CASE("simple settings") {
    const Stage read = stage(
        "    frozen: true\n    always_changed: true\n    desc: about\n    meta: {a: [1]}\n    needs: [a, b]\n"
        "    timeout: 1.5h\n    retries: 2\n    refresh: 1d\n    when: manual\n");
    CHECK(read.frozen);
    CHECK(read.always_changed);
    CHECK(read.description == "about");
    CHECK(*read.meta.find_path("a.0") == Value(1));
    CHECK(read.needs == std::vector<std::string>{"a", "b"});
    CHECK(read.timeout_s == 5400.0);
    CHECK(read.retries.attempts == 3);
    CHECK(read.refresh->age_s == 86400.0);
    CHECK(read.when->manual);
    CHECK(read.position == Position{2, 3});
    CHECK(stage("    when: {branch: main}\n").when->branches == std::vector<std::string>{"main"});
    CHECK(stage("    when: {branch: [main, 'release/*']}\n").when->branches.size() == 2);
    CHECK(stage("    refresh: always\n").refresh->always);
    const Retries retries = stage("    retries: {attempts: 4, delay: 10s, backoff: 2}\n").retries;
    CHECK((retries.attempts == 4 && retries.delay_s == 10 && retries.backoff == 2));
}

TEST_CASE("resources: cpu, memory, gpu, tokens, mutexes") {
    const Resources read =
        stage("    resources: {cpu: 1.5, memory: 4GiB, gpu: 2, licence: 3, mutex: [db, port]}\n").resources;
    CHECK(read.cpu == 1.5);
    CHECK(read.memory == std::uint64_t{4} << 30);
    CHECK(read.gpu == 2);
    CHECK(read.tokens == std::map<std::string, unsigned>{{"licence", 3}});
    CHECK(read.mutexes == std::vector<std::string>{"db", "port"});
    CHECK(stage("    resources: {memory: 1024, mutex: db}\n").resources.memory == 1024);
}

TEST_CASE("defaults are the start of each stage, which may override them") {
    const Pipeline pipeline = load(
        "env: {A: top, B: top, S: top}\n"
        "stages:\n  one: {cmd: x}\n"
        "  two: {cmd: x, timeout: 5, env: {A: own, pass: B}, secrets: [S], resources: {cpu: 4}, shell: sh}\n"
        "defaults: {timeout: 1h, retries: 1, env: {B: default}, resources: {cpu: 2, memory: 1GB, mutex: m}, "
        "shell: bash -ec}\n");
    const Stage& one = pipeline.stages[0];
    const Stage& two = pipeline.stages[1];
    CHECK(one.timeout_s == 3600.0);
    CHECK(one.retries.attempts == 2);
    CHECK(one.environment.values ==
          std::map<std::string, std::string>{{"A", "top"}, {"B", "default"}, {"S", "top"}});
    CHECK(one.command.shell == "bash -ec");
    CHECK(two.timeout_s == 5.0);
    CHECK(two.environment.values == std::map<std::string, std::string>{{"A", "own"}});
    CHECK(two.environment.pass == std::vector<std::string>{"B"});
    CHECK(two.environment.secrets == std::vector<std::string>{"S"});
    CHECK(two.resources.cpu == 4.0);
    CHECK(two.resources.memory == 1'000'000'000);
    CHECK(two.resources.mutexes == std::vector<std::string>{"m"});
    CHECK(two.command.shell == "sh");
}

TEST_CASE("environment values are text as written") {
    const StageEnvironment read =
        stage("    env: {A: 0.10, B: yes, C: '', D: 0x1F, E: 1e3, pass: [HOME, USER]}\n").environment;
    CHECK(read.values == std::map<std::string, std::string>{
                             {"A", "0.10"}, {"B", "yes"}, {"C", ""}, {"D", "0x1F"}, {"E", "1e3"}});
    CHECK(read.pass == std::vector<std::string>{"HOME", "USER"});
    CHECK_THAT(stage_errors("    env: {A: 1, pass: [A]}\n"),
               ContainsSubstring("the variable 'A' is declared twice"));
    CHECK_THAT(stage_errors("    env: {A: 1}\n    secrets: [A]\n"),
               ContainsSubstring("pipeline.yaml:5:15: the variable 'A' is declared twice"));
    CHECK_THAT(stage_errors("    env: {A: [1]}\n"),
               ContainsSubstring("'env: A' of stage 's' expects a single value, not a list"));
    CHECK_THAT(stage_errors("    env: {A: }\n"), ContainsSubstring("write \"\" for an empty one"));
    CHECK_THAT(stage_errors("    env: {'A=B': 1}\n"), ContainsSubstring("'A=B' cannot be the name"));
    CHECK_THAT(stage_errors("    env: [A]\n"), ContainsSubstring("expects a map of names to values"));
}

TEST_CASE("in a dvc.yaml our keys stand under meta") {
    const Stage read =
        load("stages: {s: {cmd: x, meta: {mlpipe: {timeout: 5, env: {A: 1}, needs: b}, other: 1}}}",
             "/project/dvc.yaml")
            .stages[0];
    CHECK(read.timeout_s == 5.0);
    CHECK(read.environment.values.at("A") == "1");
    CHECK(read.needs == std::vector<std::string>{"b"});
    const auto dvc = [](const std::string& text) { return errors(text, "/project/dvc.yaml"); };
    CHECK_THAT(dvc("stages:\n  s:\n    cmd: x\n    timeout: 5\n"),
               ContainsSubstring("pipeline.yaml:4:5: 'timeout' is not DVC's; in a dvc.yaml it stands under "
                                 "'meta: {mlpipe: {timeout: ...}}'"));
    CHECK_THAT(dvc("stages: {s: {cmd: x, meta: {mlpipe: {timeuot: 5}}}}"),
               ContainsSubstring("unknown key 'timeuot' in 'meta: mlpipe' (did you mean 'timeout'?)"));
    CHECK_THAT(dvc("stages: {s: {cmd: x, meta: {mlpipe: {deps: []}}}}"),
               ContainsSubstring("unknown key 'deps'"));
    CHECK_THAT(dvc("stages: {s: {cmd: x, meta: {mlpipe: 5}}}"),
               ContainsSubstring("expects a map, not the number 5"));
    CHECK_THAT(errors("stages: {s: {cmd: x, timeout: 5, meta: {mlpipe: {timeout: 6}}}}"),
               ContainsSubstring("expected one"));
    CHECK(stage("    meta: {mlpipe: {timeout: 7}}\n").timeout_s == 7.0);
}

TEST_CASE("stage names") {
    for (const char* name : {"a", "train-1_x.y", "train@fold1", "\xC3\xA9tape", "'1'"}) {
        CHECK(errors("stages: {" + std::string(name) + ": {cmd: x}}") == "no error");
    }
    for (const char* name : {"'a/b'", "'a:b'", "'a b'", "'a$b'", "\"a\\tb\"", "'..'", "''", "'a*'"}) {
        CHECK_THAT(errors("stages: {" + std::string(name) + ": {cmd: x}}"),
                   ContainsSubstring("pipeline.yaml:1:10: the stage name"));
    }
    CHECK_THAT(errors("stages: {" + std::string(201, 'x') + ": {cmd: x}}"),
               ContainsSubstring("longer than 200 bytes"));
}
