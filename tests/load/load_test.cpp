#include "mlpipe/load/load.hpp"

#include "load_case.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

std::string error_of(const TemporaryDirectory& project, const std::string& name) {
    try {
        static_cast<void>(
            load_pipeline(posix_file_system(), project.path() + "/" + name, name, project.path()));
    } catch (const PipelineError& error) {
        CHECK(error.kind() == ErrorKind::pipeline);
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("a pipeline file becomes a pipeline") {
    const TemporaryDirectory project;
    const std::string file =
        project.write("sub/pipeline.yaml",
                      "name: flights\ndesc: late or not\n"
                      "environment: {setup: pip install -r r.txt, files: [r.txt, ../c.txt]}\n"
                      "stages:\n  b: {cmd: x}\n  a: {cmd: y}\n");
    const Pipeline read = load_pipeline(posix_file_system(), file, "sub/pipeline.yaml", project.path());
    CHECK(read.file == file);
    CHECK(read.directory == project.path() + "/sub");
    CHECK(read.name == "flights");
    CHECK(read.description == "late or not");
    CHECK(read.setup == "pip install -r r.txt");
    REQUIRE(read.environment_files.size() == 2);
    CHECK(read.environment_files[1].path == "../c.txt");
    REQUIRE(read.stages.size() == 2);
    CHECK(read.stages[0].name == "b");
    project.write("sub/other.yaml", "stages: {s: {cmd: x}}");
    CHECK(load_pipeline(posix_file_system(), project.path() + "/sub/other.yaml", "o", project.path()).name ==
          "sub");
}

TEST_CASE("files that are no pipeline files") {
    const TemporaryDirectory project;
    CHECK(error_of(project, "missing.yaml") == "missing.yaml: there is no such file");
    project.write("folder.yaml/x", "");
    CHECK(error_of(project, "folder.yaml") == "folder.yaml: this is a directory; expected a pipeline file");
    project.write("empty.yaml", "");
    CHECK(error_of(project, "empty.yaml") ==
          "empty.yaml:1:1: the file is empty; expected a map with 'stages'");
    project.write("comment.yaml", "# only this\n");
    CHECK_THAT(error_of(project, "comment.yaml"), ContainsSubstring("the file is empty"));
    project.write("latin.yaml", "stages:\n  s: {cmd: caf\xE9}\n");
    CHECK_THAT(error_of(project, "latin.yaml"), ContainsSubstring("latin.yaml:2:15: not UTF-8"));
    project.write("cut.yaml", "stages:\n  s: {cmd: x, deps: [a,");
    CHECK_THAT(error_of(project, "cut.yaml"),
               ContainsSubstring("cut.yaml:2:") && ContainsSubstring("not valid YAML"));
    project.write("cut2.yaml", "stages:\n  s:\n    cmd: x\n    dep");
    CHECK_THAT(error_of(project, "cut2.yaml"), ContainsSubstring("cut2.yaml:4:"));
    project.write("twice.yaml", "stages:\n  s: {cmd: x}\n  s: {cmd: y}\n");
    CHECK_THAT(error_of(project, "twice.yaml"),
               ContainsSubstring("twice.yaml:3:3: the key 's' stands twice"));
    project.write("cycle.yaml", "stages: &s\n  a: *s\n");
    CHECK_THAT(error_of(project, "cycle.yaml"),
               ContainsSubstring("cycle.yaml:2:6: ") && ContainsSubstring("a cycle"));
    project.write("deep.yaml", "stages: " + std::string(150, '[') + std::string(150, ']'));
    CHECK_THAT(error_of(project, "deep.yaml"), ContainsSubstring("nested more than 100 deep"));
}

TEST_CASE("what is wrong with templates and with stages is told together, of a group once") {
    const TemporaryDirectory project;
    project.write(
        "pipeline.yaml",
        "stages:\n  a:\n    foreach: [x, y]\n    do: {cmd: '${z}'}\n  b:\n    cmd: run\n    timeout: "
        "${t}\n  c:\n    cmd: run\n    dpes: [x]\n");
    CHECK(
        error_of(project, "pipeline.yaml") ==
        "pipeline.yaml:4:15: there is no variable 'z'; for a variable of the shell write $NAME or \\${NAME}\n"
        "pipeline.yaml:7:14: there is no variable 't'; for a variable of the shell write $NAME or \\${NAME}\n"
        "pipeline.yaml:10:5: unknown key 'dpes' in stage 'c' (did you mean 'deps'?)");
}

TEST_CASE("the sections and stages of a pipeline take their values from templates") {
    const TemporaryDirectory project;
    project.write("params.yaml", "lr: 0.1\nmodels: {small: {depth: 2}, large: {depth: 9}}\nhours: 2h\n");
    project.write("pipeline.yaml",
                  "vars: [{name: flights}]\nname: ${name}\nenv: {RATE: '${lr}'}\nstages:\n"
                  "  train:\n    foreach: ${models}\n    do:\n      cmd: fit --depth ${item.depth} ${key}\n"
                  "      timeout: ${hours}\n      outs: ['${key}.bin']\n");
    const Pipeline pipeline = load_pipeline(posix_file_system(), project.path() + "/pipeline.yaml",
                                            "pipeline.yaml", project.path());
    CHECK(pipeline.name == "flights");
    REQUIRE(pipeline.stages.size() == 2);
    CHECK(pipeline.stages[0].name == "train@small");
    CHECK(pipeline.stages[0].kind == StageKind::train);
    CHECK(pipeline.stages[1].command.parts == std::vector<std::string>{"fit --depth 9 large"});
    CHECK(pipeline.stages[1].outputs[0].path == "large.bin");
    CHECK(pipeline.stages[1].timeout_s == 7200);
    CHECK(pipeline.stages[1].environment.values.at("RATE") == "0.1");
}

TEST_CASE("the dialect follows from the file's name") {
    CHECK(dialect_of("/a/dvc.yaml") == Dialect::dvc);
    CHECK(dialect_of("dvc.yaml") == Dialect::dvc);
    CHECK(dialect_of("/a/my-dvc.yaml") == Dialect::mlpipe);
    CHECK(dialect_of("/dvc.yaml/pipeline.yaml") == Dialect::mlpipe);
}

TEST_CASE("how a pipeline wants to be watched") {
    const std::string stages = "stages: {s: {cmd: run}}\n";
    const MonitorSettings settings =
        load_case::load(stages + "monitor: {every: 1h, after: 3, cooldown: 0, on_alert: ./tell}\n").monitor;
    CHECK(settings.every_s == 3600);
    CHECK(settings.after == 3u);
    CHECK(settings.cooldown_s == 0);
    CHECK(settings.on_alert == "./tell");
    CHECK_FALSE(load_case::load(stages).monitor.after);
    const std::string wrong =
        load_case::errors(stages + "monitor: {every: 0, after: 0, cooldwn: 1h, on_alert: [a]}\n");
    CHECK_THAT(wrong, ContainsSubstring("'monitor: every' expects"));
    CHECK_THAT(wrong, ContainsSubstring("'monitor: after' expects"));
    CHECK_THAT(wrong, ContainsSubstring("(did you mean 'cooldown'?)"));
    CHECK_THAT(wrong, ContainsSubstring("'monitor: on_alert' expects"));
    CHECK_THAT(load_case::errors("stages: {s: {cmd: run}}\nmonitor: {after: 1}\n", "/project/dvc.yaml"),
               ContainsSubstring("belongs to a pipeline.yaml"));
}
