#include "mlpipe/load/parameters.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

Stage stage_with(std::vector<ParameterUse> uses) {
    Stage stage;
    stage.name = "train";
    stage.parameters = std::move(uses);
    return stage;
}

std::string error_of(const TemporaryDirectory& project, std::vector<ParameterUse> uses) {
    ParameterFiles parameters(posix_file_system(), project.path());
    try {
        parameters.values(stage_with(std::move(uses)), "pipeline.yaml");
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

std::string apply(const TemporaryDirectory& project, const std::vector<std::string>& texts) {
    std::vector<ParameterOverride> overrides;
    for (const std::string& text : texts) overrides.push_back(ParameterOverride::parse(text));
    try {
        apply_overrides(posix_file_system(), project.path(), overrides);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("parameters keep their types and come sorted") {
    const TemporaryDirectory project;
    project.write("params.yaml", "train: {lr: 1e-4, depth: 5, yes: yes}\nlayers: [1, 2]\n");
    project.write("other.json", R"({"a": {"b": 1.0}, "z": null})");
    ParameterFiles parameters(posix_file_system(), project.path());
    const auto values =
        parameters.values(stage_with({{"params.yaml", {"train.lr", "layers", "train.depth", "layers.1"}, {}},
                                      {"other.json", {"z", "a"}, {}}}),
                          "p");
    REQUIRE(values.size() == 6);
    CHECK(values[0] == ParameterValue{"other.json", "a", Value(Value::Map{{"b", 1.0}})});
    CHECK(values[1] == ParameterValue{"other.json", "z", Value()});
    CHECK(values[2] == ParameterValue{"params.yaml", "layers", Value(Value::List{1, 2})});
    CHECK(values[3].value == Value(2));
    CHECK(values[4] == ParameterValue{"params.yaml", "train.depth", Value(5)});
    CHECK(values[5].value == Value(1e-4));
    const auto whole = parameters.values(stage_with({{"other.json", {}, {}}, {"other.json", {}, {}}}), "p");
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].key.empty());
    CHECK(*whole[0].value.find_path("a.b") == Value(1.0));
}

TEST_CASE("parameters come from TOML and from Python as from YAML") {
    const TemporaryDirectory project;
    project.write("p.toml", "[train]\nlr = 1e-4\nlayers = [64, 32]\nday = 2013-01-01\n");
    project.write("p.py",
                  "import os\nSEED = 7\nclass Train:\n    lr: float = 1e-4\n    home = os.environ['HOME']\n");
    project.write("empty.yaml", "# nothing\n");
    project.write("P.TOML", "a = 1\n");
    ParameterFiles parameters(posix_file_system(), project.path());
    const auto values =
        parameters.values(stage_with({{"p.toml", {"train.lr", "train.layers.1", "train.day"}, {}},
                                      {"p.py", {"Train.lr", "SEED"}, {}},
                                      {"empty.yaml", {}, {}},
                                      {"P.TOML", {}, {}}}),
                          "p");
    REQUIRE(values.size() == 7);
    CHECK(values[0] == ParameterValue{"P.TOML", "", Value(Value::Map{{"a", 1}})});
    CHECK(values[1] == ParameterValue{"empty.yaml", "", Value(Value::Map{})});
    CHECK(values[2] == ParameterValue{"p.py", "SEED", Value(7)});
    CHECK(values[3] == ParameterValue{"p.py", "Train.lr", Value(1e-4)});
    CHECK(values[4] == ParameterValue{"p.toml", "train.day", Value("2013-01-01")});
    CHECK(values[5] == ParameterValue{"p.toml", "train.layers.1", Value(32)});
    CHECK(values[6] == ParameterValue{"p.toml", "train.lr", Value(1e-4)});
    CHECK_THAT(error_of(project, {{"p.py", {"Train.home"}, {4, 5}}}),
               ContainsSubstring(
                   "pipeline.yaml:4:5: stage 'train' takes the parameter 'Train.home', which 'p.py' does "
                   "not have"));
    project.write("bad.py", "x = [1\n");
    CHECK(error_of(project, {{"bad.py", {"x"}, {}}}) == "bad.py:1:5: not valid Python: '[' is never closed");
}

TEST_CASE("a parameter file is read once") {
    const TemporaryDirectory project;
    project.write("params.yaml", "a: 1\n");
    ParameterFiles parameters(posix_file_system(), project.path());
    const Stage stage = stage_with({{"params.yaml", {"a"}, {}}});
    parameters.values(stage, "p");
    project.write("params.yaml", "a: 2\n");
    CHECK(parameters.values(stage, "p")[0].value == Value(1));
}

TEST_CASE("what is missing is named where the stage asks for it, all at once") {
    const TemporaryDirectory project;
    project.write("params.yaml", "train: {learning_rate: 1}\n");
    project.write("folder/x", "");
    CHECK(
        error_of(project, {{"params.yaml", {"train.learning_rat", "trian", "train.learning_rate.x"}, {4, 14}},
                           {"gone.yaml", {"a"}, {5, 9}},
                           {"folder", {}, {8, 9}}}) ==
        "pipeline.yaml:4:14: stage 'train' takes the parameter 'train.learning_rat', which 'params.yaml' "
        "does not have "
        "(did you mean 'train.learning_rate'?)\n"
        "pipeline.yaml:4:14: stage 'train' takes the parameter 'trian', which 'params.yaml' does not have "
        "(did you mean 'train'?)\n"
        "pipeline.yaml:4:14: stage 'train' takes the parameter 'train.learning_rate.x', which 'params.yaml' "
        "does not have\n"
        "pipeline.yaml:5:9: stage 'train' takes parameters from 'gone.yaml', which is not there\n"
        "pipeline.yaml:8:9: stage 'train' takes parameters from 'folder', which is a directory");
    project.write("bad.yaml", "a: [1\n");
    CHECK_THAT(error_of(project, {{"bad.yaml", {"a"}, {}}}),
               ContainsSubstring("bad.yaml:2:1: not valid YAML"));
}

TEST_CASE("overrides are read from the command line") {
    const auto read = [](const char* text) {
        const ParameterOverride o = ParameterOverride::parse(text);
        return o.file + "|" + o.key + "|" + o.value;
    };
    CHECK(read("train.lr=0.1") == "params.yaml|train.lr|0.1");
    CHECK(read("a.yaml:train.lr=0.1") == "a.yaml|train.lr|0.1");
    CHECK(read("./conf/a.yml:k=v=w:x") == "conf/a.yml|k|v=w:x");
    CHECK(read("b.json:k=") == "b.json|k|");
    CHECK(read("k:x=a.yaml:1") == "params.yaml|k:x|a.yaml:1");
    CHECK_THROWS_WITH(read("train.lr"),
                      ContainsSubstring("there is no '='") && ContainsSubstring("train.lr=0.1"));
    CHECK_THROWS_WITH(read("=1"), ContainsSubstring("the key is missing"));
    CHECK_THROWS_WITH(read("a.yaml:=1"), ContainsSubstring("the key is missing"));
    CHECK(read("conf/a.toml:k=1") == "conf/a.toml|k|1");
    CHECK(read("../a.PY:Train.lr=1") == "../a.PY|Train.lr|1");
    CHECK(read(".py:k=1") == "params.yaml|.py:k|1");
}

TEST_CASE("overrides change the files, layout and mode kept") {
    const TemporaryDirectory project;
    const std::string file = project.write("params.yaml", "# c\ntrain: {lr: 0.1, n: 5} # d\n");
    project.write("conf/o.json", "{\"a\": 1}\n");
    REQUIRE(::chmod(file.c_str(), 0640) == 0);
    project.write("p.toml", "[train]\nlr = 0.1 # rate\n");
    project.write("p.py", "class Train:\n    lr = 0.1  # rate\n");
    CHECK(apply(project, {"train.lr=0.2", "conf/o.json:a=2", "train.n=6", "p.toml:train.lr=0.2",
                          "p.py:Train.lr=0.2"}) == "no error");
    CHECK(project.read("p.toml") == "[train]\nlr = 0.2 # rate\n");
    CHECK(project.read("p.py") == "class Train:\n    lr = 0.2  # rate\n");
    CHECK(project.read("params.yaml") == "# c\ntrain: {lr: 0.2, n: 6} # d\n");
    CHECK(project.read("conf/o.json") == "{\"a\": 2}\n");
    CHECK(mode_of(file) == 0640);
}

TEST_CASE("nothing is written when any override is wrong") {
    const TemporaryDirectory project;
    project.write("a.yaml", "x: 1\n");
    project.write("b.yaml", "y: 1\n");
    const std::string error = apply(project, {"a.yaml:x=2", "b.yaml:yy=2", "c.yaml:z=1", "a.yaml:w=1"});
    CHECK(error ==
          "a.yaml:1:1: no key 'w': the file has no 'w'\n"
          "b.yaml:1:1: no key 'yy': the file has no 'yy'\n"
          "c.yaml: the parameter file 'c.yaml' is not there");
    CHECK(project.read("a.yaml") == "x: 1\n");
    CHECK(project.read("b.yaml") == "y: 1\n");
}

TEST_CASE("an override that changes nothing leaves the file alone, and a link stays a link") {
    const TemporaryDirectory project;
    project.write("real.yaml", "x: 1\n");
    const std::string link = project.path() + "/params.yaml";
    REQUIRE(::symlink("real.yaml", link.c_str()) == 0);
    struct stat before {
    }, after{};
    REQUIRE(::stat(link.c_str(), &before) == 0);
    CHECK(apply(project, {"x=1"}) == "no error");
    REQUIRE(::stat(link.c_str(), &after) == 0);
    CHECK(before.st_ino == after.st_ino);
    CHECK(apply(project, {"x=2"}) == "no error");
    CHECK(project.read("real.yaml") == "x: 2\n");
    struct stat of_link {};
    REQUIRE(::lstat(link.c_str(), &of_link) == 0);
    CHECK(S_ISLNK(of_link.st_mode));
}
