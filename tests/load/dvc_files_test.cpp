#include "mlpipe/load/dvc_files.hpp"

#include <algorithm>

#include "mlpipe/load/load.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

using Names = std::vector<std::string>;

const char* const nothing = "stages: {}\n";

Names found(const MemoryFileSystem& files, const std::string& root = "/p",
            const std::string& project_root = "/p") {
    return find_dvc_files(files, root, project_root);
}

Pipeline load(const MemoryFileSystem& files) {
    return load_pipeline(files, "/p/dvc.yaml", "dvc.yaml", "/p");
}

std::string errors(const MemoryFileSystem& files) {
    try {
        static_cast<void>(load(files));
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("each dvc.yaml of a project is found, but none in what is ignored or another project's") {
    MemoryFileSystem files;
    for (const char* folder : {"/p", "/p/b", "/p/a/deep", "/p/.venv/lib", "/p/out", "/p/old", "/p/nested",
                               "/p/nested/in", "/p/.git/x", "/p/.mlpipe/x", "/p/kept/out"})
        files.put(std::string(folder) + "/dvc.yaml", nothing);
    files.create_directories("/p/.dvc");
    files.create_directories("/p/nested/.dvc");
    files.put("/p/.gitignore", "/.venv\n/out\n");
    files.put("/p/.dvcignore", "old/\n");
    files.create_link("b", "/p/link");
    CHECK(found(files) ==
          Names{"/p/a/deep/dvc.yaml", "/p/b/dvc.yaml", "/p/dvc.yaml", "/p/kept/out/dvc.yaml"});
}

TEST_CASE("ignore files count from their own folder on, and .gitignore above the project too") {
    MemoryFileSystem files;
    files.create_directories("/git/p/.dvc");
    for (const char* name : {"/git/p/a/x", "/git/p/a/y", "/git/p/b/x", "/git/p/c"})
        files.put(name + std::string("/dvc.yaml"), nothing);
    files.put("/git/.gitignore", "p/c/\n");
    files.put("/git/p/a/.gitignore", "x\n");
    files.put("/git/p/b/.dvcignore", "*\n");
    // What git leaves out DVC's file does not bring back.
    files.put("/git/p/a/.dvcignore", "!x\n");
    CHECK(found(files, "/git/p", "/git") == Names{"/git/p/a/y/dvc.yaml"});
}

TEST_CASE("the stages of all files are one pipeline, with names and paths as seen from its root") {
    MemoryFileSystem files;
    files.create_directories("/p/.dvc");
    files.put("/p/dvc.yaml", "stages:\n  last: {cmd: a, deps: [sub/model.bin], outs: [report.html]}\n");
    files.put("/p/sub/dvc.yaml",
              "vars: [{name: model}]\n"
              "stages:\n"
              "  train:\n"
              "    cmd: b\n"
              "    wdir: src\n"
              "    params: [lr]\n"
              "    deps: [../data.csv, ../../common.py]\n"
              "    outs: [\"../${name}.bin\"]\n"
              "  each:\n"
              "    foreach: [x, y]\n"
              "    do: {cmd: c}\n"
              "metrics: [scores.json]\n"
              "params: [more.yaml]\n"
              "plots: [loss.csv]\n");
    files.put("/p/sub/params.yaml", "lr: 1\n");
    const Pipeline pipeline = load(files);
    Names names;
    for (const Stage& stage : pipeline.stages) names.push_back(stage.name);
    CHECK(names == Names{"last", "sub/dvc.yaml:train", "sub/dvc.yaml:each@x", "sub/dvc.yaml:each@y"});
    CHECK(pipeline.stages[0].file.empty());
    const Stage& train = pipeline.stages[1];
    CHECK(train.file == "sub/dvc.yaml");
    CHECK(train.working_directory == "sub/src");
    CHECK(train.dependencies[0].path == "sub/data.csv");
    CHECK(train.dependencies[1].path == "common.py");
    CHECK(train.outputs[0].path == "sub/model.bin");
    CHECK(train.parameters[0].file == "sub/src/params.yaml");
    CHECK(pipeline.stages[2].working_directory == "sub");
    CHECK(pipeline.metrics.at(0).path == "sub/scores.json");
    CHECK(pipeline.parameters.at(0).path == "sub/more.yaml");
    CHECK(pipeline.plots.at(0).name == "sub/loss.csv");
}

TEST_CASE("the root's own file may be missing, where there are others") {
    MemoryFileSystem files;
    files.create_directories("/p/.dvc");
    CHECK_FALSE(has_pipeline(files, "/p/dvc.yaml", "/p"));
    CHECK_THAT(errors(files), ContainsSubstring("there is no such file"));
    files.put("/p/a/dvc.yaml", "stages:\n  s: {cmd: a}\n");
    CHECK(has_pipeline(files, "/p/dvc.yaml", "/p"));
    CHECK(load(files).stages.at(0).name == "a/dvc.yaml:s");
}

TEST_CASE("the root's own file is left out as any other") {
    MemoryFileSystem files;
    files.create_directories("/p/.dvc");
    files.put("/p/dvc.yaml", "stages:\n  top: {cmd: a}\n");
    files.put("/p/a/dvc.yaml", "stages:\n  s: {cmd: a}\n");
    files.put("/p/.dvcignore", "/dvc.yaml\n");
    CHECK(load(files).stages.size() == 1);
    CHECK(load(files).stages.at(0).name == "a/dvc.yaml:s");
    files.put("/p/.dvcignore", "dvc.yaml\n");
    CHECK(load(files).stages.at(0).name == "top");
}

TEST_CASE("without .dvc beside it a dvc.yaml stands alone, as a pipeline.yaml does") {
    MemoryFileSystem files;
    files.put("/p/dvc.yaml", "stages:\n  s: {cmd: a}\n");
    files.put("/p/a/dvc.yaml", "stages:\n  t: {cmd: a}\n");
    CHECK(load(files).stages.size() == 1);
    files.create_directories("/p/.dvc");
    CHECK(load(files).stages.size() == 2);
    files.put("/p/pipeline.yaml", "stages:\n  s: {cmd: a}\n");
    CHECK(load_pipeline(files, "/p/pipeline.yaml", "pipeline.yaml", "/p").stages.size() == 1);
}

TEST_CASE("what is wrong in each of the files is named with its own file") {
    MemoryFileSystem files;
    files.create_directories("/p/.dvc");
    files.put("/p/dvc.yaml", "stages:\n  s: {cmd: '${no}'}\n");
    files.put("/p/a/dvc.yaml", "stages:\n  t: {cmd: a, dep: []}\n");
    files.put("/p/b/dvc.yaml", "stages: [\n");
    const std::string text = errors(files);
    CHECK_THAT(text, ContainsSubstring("dvc.yaml:2:"));
    CHECK_THAT(text, ContainsSubstring("a/dvc.yaml:2:"));
    CHECK_THAT(text, ContainsSubstring("b/dvc.yaml:"));
}

TEST_CASE("no output may be another file's lock, and our keys work in every file") {
    MemoryFileSystem files;
    files.create_directories("/p/.dvc");
    files.put("/p/a/dvc.yaml",
              "stages:\n"
              "  s: {cmd: a, outs: [../dvc.yaml.lock]}\n"
              "  t: {cmd: a, meta: {mlpipe: {needs: [s]}}}\n");
    CHECK_THAT(errors(files), ContainsSubstring("is on top of the lock file"));
    files.put("/p/a/dvc.yaml",
              "stages:\n"
              "  s: {cmd: a}\n"
              "  t: {cmd: a, meta: {mlpipe: {needs: [s]}}}\n");
    CHECK(load(files).stages.at(1).needs == Names{"a/dvc.yaml:s"});
}

TEST_CASE("plots beside the stages are read in all of DVC's forms") {
    MemoryFileSystem files;
    files.put("/p/dvc.yaml",
              "plots:\n"
              "- loss.csv\n"
              "- images:\n"
              "- curve.csv: {x: step, y: [a, b], title: Curve}\n"
              "- both:\n"
              "    x: {sub/x.csv: step}\n"
              "    y: {sub/x.csv: up, y.csv: [down, \"1\"]}\n");
    const std::vector<PlotDefinition> plots = load(files).plots;
    REQUIRE(plots.size() == 4);
    CHECK(plots[0].name == "loss.csv");
    CHECK(plots[0].series.at(0).y.empty());
    CHECK(plots[1].series.at(0).file == "images");
    CHECK(plots[2].series.at(0).y == Names{"a", "b"});
    CHECK(plots[2].series.at(0).x == "step");
    CHECK(*plots[2].settings.find("title")->as_string() == "Curve");
    CHECK_FALSE(plots[2].settings.find("y"));
    CHECK(plots[3].name == "both");
    REQUIRE(plots[3].series.size() == 2);
    CHECK(plots[3].series[0].x_file.empty());
    CHECK(plots[3].series[1].file == "y.csv");
    CHECK(plots[3].series[1].y == Names{"down", "1"});
    CHECK(plots[3].series[1].x_file == "sub/x.csv");
}
