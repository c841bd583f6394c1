// Several dvc.yaml files as one pipeline: which stages a call means, and what they are called.
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

class Files : public TestProject {
  public:
    Files() {
        write(".dvc/config", "");
        write("dvc.yaml", "stages:\n  last: {cmd: last, deps: [a/mid], outs: [end]}\n");
        write("a/dvc.yaml", "stages:\n  mid: {cmd: mid, deps: [../b/raw], outs: [mid]}\n  aside: {cmd: x}\n");
        write("b/dvc.yaml", "stages:\n  get: {cmd: get, outs: [raw]}\n  other: {cmd: y}\n");
    }

    Project at(const std::string& file) { return find_project(files, path(), file, path()); }

    std::string stages(const Project& project, const RunOptions& options) {
        World here = world();
        std::string names;
        for (const StageStatus& stage : mlpipe::status(project, options, here))
            names += (names.empty() ? "" : " ") + stage.stage;
        return names;
    }

    RunOptions in(const std::string& folder, std::vector<std::string> targets = {}) {
        RunOptions options = TestProject::options(std::move(targets));
        options.working_directory = folder.empty() ? path() : path(folder);
        return options;
    }
};

}  // namespace

TEST_CASE("a file stands for its stages and what they depend on, in other files too") {
    Files project;
    CHECK(project.stages(project.at("dvc.yaml"), project.in("")) == "b/dvc.yaml:get a/dvc.yaml:mid last");
    CHECK(project.at("a/dvc.yaml").pipeline_file == project.path("dvc.yaml"));
    CHECK(project.stages(project.at("a/dvc.yaml"), project.in("a")) ==
          "a/dvc.yaml:aside b/dvc.yaml:get a/dvc.yaml:mid");
    CHECK(project.stages(project.at("b/dvc.yaml"), project.in("b")) == "b/dvc.yaml:get b/dvc.yaml:other");
}

TEST_CASE("a name means the stage of the chosen file, and a file before it that of another one") {
    Files project;
    const Project in_a = project.at("a/dvc.yaml"), in_b = project.at("b/dvc.yaml");
    const auto single = [&](const Project& chosen, const std::string& folder, const std::string& typed) {
        RunOptions options = project.in(folder, {typed});
        options.selection.single = true;
        return project.stages(chosen, options);
    };
    CHECK(single(in_a, "a", "mid") == "a/dvc.yaml:mid");
    CHECK(single(in_a, "a", "dvc.yaml:mid") == "a/dvc.yaml:mid");
    CHECK(single(in_a, "a", "../b/dvc.yaml:get") == "b/dvc.yaml:get");
    CHECK(single(in_a, "a", "a/dvc.yaml:mid") == "a/dvc.yaml:mid");
    CHECK(single(in_a, "a", "../dvc.yaml:last") == "last");
    CHECK(single(in_a, "a", "mid*") == "a/dvc.yaml:mid");
    CHECK(single(in_b, "b", "raw") == "b/dvc.yaml:get");
    CHECK(single(in_b, "b", "dvc.yaml") == "b/dvc.yaml:get b/dvc.yaml:other");
    CHECK(single(in_a, "", "a/dvc.yaml") == "a/dvc.yaml:aside a/dvc.yaml:mid");
    CHECK_THROWS_WITH(single(in_b, "b", "mid"), ContainsSubstring("'b/dvc.yaml:mid'"));
    CHECK_THROWS_WITH(single(in_b, "b", "last"), ContainsSubstring("'b/dvc.yaml:last'"));
}

TEST_CASE("with --recursive the targets are folders, and all files are the whole project's") {
    Files project;
    const Project whole = find_whole_project(project.files, project.path("a"), project.path());
    CHECK(whole.pipeline_file == project.path("dvc.yaml"));
    RunOptions options = project.in("a");
    options.selection.recursive = true;
    CHECK(project.stages(whole, options) == "a/dvc.yaml:aside b/dvc.yaml:get a/dvc.yaml:mid");
    options.selection.targets = {"../b"};
    CHECK(project.stages(whole, options) == "b/dvc.yaml:get b/dvc.yaml:other");
    options.selection.targets = {"nowhere"};
    CHECK_THROWS_WITH(project.stages(whole, options), ContainsSubstring("'nowhere'"));
    options.selection.targets = {"../b", "dvc.yaml:aside"};
    CHECK(project.stages(whole, options) == "a/dvc.yaml:aside b/dvc.yaml:get b/dvc.yaml:other");
    options.selection.targets = {"../.dvc"};
    CHECK(project.stages(whole, options) == "");
    RunOptions all = project.in("a");
    all.selection.all_files = true;
    CHECK(project.stages(whole, all) ==
          "a/dvc.yaml:aside b/dvc.yaml:get a/dvc.yaml:mid last b/dvc.yaml:other");
}

TEST_CASE("the root's file is not made up of the others where it is named") {
    Files project;
    project.remove("dvc.yaml");
    const Project root = project.at("dvc.yaml");
    CHECK_THROWS_WITH(project.stages(root, project.in("")), ContainsSubstring("there is no such file"));
    RunOptions all = project.in("");
    all.selection.all_files = true;
    CHECK(project.stages(root, all) == "a/dvc.yaml:aside b/dvc.yaml:get a/dvc.yaml:mid b/dvc.yaml:other");
}

TEST_CASE("also a single file in a folder is part of the pipeline at the root, unless it is left out") {
    Files project;
    project.remove("dvc.yaml");
    project.remove("b/dvc.yaml");
    CHECK(project.at("a/dvc.yaml").pipeline_file == project.path("dvc.yaml"));
    CHECK(project.at("a/dvc.yaml").chosen_file == "a/dvc.yaml");
    CHECK(default_pipeline_file(project.files, project.path()) == project.path("dvc.yaml"));
    project.write(".dvcignore", "/a\n");
    CHECK(project.at("a/dvc.yaml").pipeline_file == project.path("a/dvc.yaml"));
    CHECK(default_pipeline_file(project.files, project.path()) == std::nullopt);
}

TEST_CASE("outputs and cycles across files are named with both places") {
    Files project;
    project.write("b/dvc.yaml", "stages:\n  get: {cmd: get, outs: [raw, ../a/mid]}\n");
    CHECK_THROWS_WITH(project.stages(project.at("dvc.yaml"), project.in("")),
                      ContainsSubstring("b/dvc.yaml:2:") && ContainsSubstring("(a/dvc.yaml:2:"));
    project.write("b/dvc.yaml", "stages:\n  get: {cmd: get, deps: [../end], outs: [raw]}\n");
    CHECK_THROWS_WITH(project.stages(project.at("dvc.yaml"), project.in("")),
                      ContainsSubstring("stages form a cycle"));
}

TEST_CASE("a stage of another file has a log, and a lock entry under its whole name") {
    Files project;
    CHECK(log_name("a/b/dvc.yaml:train") == "a%2Fb%2Fdvc.yaml:train.log");
    const std::string deep = std::string(300, 'd') + "/dvc.yaml:train";
    CHECK(log_name(deep).size() < 250);
    CHECK(log_name(deep) != log_name(deep + "2"));
}
