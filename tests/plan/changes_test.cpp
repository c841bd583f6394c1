#include "mlpipe/plan/fingerprint.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using test::file;

namespace {

StageInputs example() {
    StageInputs inputs;
    inputs.command.parts = {"python train.py"};
    inputs.working_directory = ".";
    inputs.environment = {{"SEED", "0"}};
    inputs.parameters = {{"params.yaml", "train.lr", 0.1}, {"params.yaml", "train.n", 5}};
    inputs.dependencies = {{"a.csv", file("a")}, {"b.csv", file("b")}, {"train.py", file("t")}};
    inputs.outputs = {{"model.bin"}};
    return inputs;
}

std::string told(const StageInputs& before, const StageInputs& after) {
    return summary(changes(before, after));
}

}  // namespace

TEST_CASE("one change is told with old and new value") {
    const StageInputs before = example();
    StageInputs after = before;
    SECTION("a parameter") {
        after.parameters[0].value = 0.2;
        CHECK(changes(before, after) ==
              std::vector<Change>{{"parameter", "params.yaml:train.lr", "0.1", "0.2"}});
        CHECK(told(before, after) == "parameter params.yaml:train.lr changed from 0.1 to 0.2");
    }
    SECTION("a parameter's type") {
        after.parameters[1].value = "5";
        CHECK(told(before, after) == "parameter params.yaml:train.n changed from 5 to \"5\"");
    }
    SECTION("a new parameter") {
        after.parameters.push_back({"params.yaml", "train.z", true});
        CHECK(told(before, after) == "parameter params.yaml:train.z added: true");
        CHECK(told(after, before) == "parameter params.yaml:train.z removed");
    }
    SECTION("a dependency's content, by the first digits of its digest") {
        after.dependencies[1].reference = file("c");
        CHECK(changes(before, after) ==
              std::vector<Change>{
                  {"dependency", "b.csv", sha256("b").hex().substr(0, 12), sha256("c").hex().substr(0, 12)}});
        CHECK(told(before, after) == "dependency b.csv changed");
    }
    SECTION("a dependency's type") {
        after.dependencies[1].reference.type = ReferenceType::directory;
        CHECK(changes(before, after).at(0).after == "dir " + sha256("b").hex().substr(0, 12));
    }
    SECTION("a dependency that came or went") {
        after.dependencies.erase(after.dependencies.begin());
        CHECK(told(before, after) == "dependency a.csv removed");
        CHECK(told(after, before) == "dependency a.csv added");
    }
    SECTION("a short command") {
        after.command.parts = {"python train.py --fast"};
        CHECK(told(before, after) == "command changed from python train.py to python train.py --fast");
    }
    SECTION("a long command") {
        after.command.parts = {"python train.py\nexit"};
        CHECK(told(before, after) == "command changed");
        CHECK(changes(before, after).at(0).after == "python train.py\nexit");
    }
    SECTION("the working directory") {
        after.working_directory = "sub";
        CHECK(told(before, after) == "working directory changed from . to sub");
    }
    SECTION("a variable") {
        after.environment[0].second = "1";
        CHECK(told(before, after) == "environment variable SEED changed from 0 to 1");
    }
    SECTION("an output's flags") {
        after.outputs[0].cache = false;
        CHECK(told(before, after) == "output model.bin changed from out to out, not cached");
    }
    SECTION("an environment file") {
        after.environment_files = {{"requirements.txt", file("r")}};
        CHECK(told(before, after) == "environment file requirements.txt added");
    }
    SECTION("a secret") {
        after.secrets = {"TOKEN"};
        CHECK(told(before, after) == "secret TOKEN added");
    }
    SECTION("a name that would break the line") {
        after.dependencies.push_back({"x\ny", file("")});
        CHECK_THAT(told(before, after), !ContainsSubstring("\n"));
    }
}

TEST_CASE("several changes are told in one line, in the order of the key") {
    const StageInputs before = example();
    StageInputs after = before;
    for (ArtifactAt& dependency : after.dependencies) dependency.reference = file("new");
    CHECK(told(before, after) == "3 dependencies changed: a.csv, b.csv, train.py");
    after.dependencies.push_back({"z", file("")});
    CHECK(told(before, after) == "4 dependencies changed: a.csv, b.csv, train.py and 1 more");
    after.parameters[0].value = 0.2;
    after.command.parts = {"x"};
    CHECK(
        told(before, after) ==
        "command changed from python train.py to x; parameter params.yaml:train.lr changed from 0.1 to 0.2; "
        "4 dependencies changed: a.csv, b.csv, train.py and 1 more");
    CHECK(summary({}) == "unchanged");
}

TEST_CASE("parameters that are maps are compared key by key") {
    StageInputs before, after;
    before.parameters = {
        {"p.yaml", "", Value::Map{{"a", 1}, {"sub", Value::Map{{"x", 1}, {"y", 2}}}, {"old", 0}}}};
    after.parameters = {
        {"p.yaml", "", Value::Map{{"new", 3}, {"sub", Value::Map{{"y", 3}, {"x", 1}}}, {"a", 1}}}};
    CHECK(changes(before, after) == std::vector<Change>{{"parameter", "p.yaml:new", "", "3"},
                                                        {"parameter", "p.yaml:old", "0", ""},
                                                        {"parameter", "p.yaml:sub.y", "2", "3"}});
    before.parameters = {{"p.yaml", "train", Value::Map{{"lr", 1}}}};
    after.parameters = {{"p.yaml", "train", Value::Map{{"lr", 1.0}}}};
    CHECK(changes(before, after) == std::vector<Change>{{"parameter", "p.yaml:train.lr", "1", "1.0"}});
    after.parameters[0].value = Value::List{1, 2};
    CHECK(changes(before, after) ==
          std::vector<Change>{{"parameter", "p.yaml:train", "{\"lr\":1}", "[1,2]"}});
}

TEST_CASE("a changed parameter set is matched by file and key, not by place") {
    StageInputs before, after;
    before.parameters = {{"a.yaml", "k", 1}, {"b.yaml", "k", 2}, {"c.yaml", "k", 3}};
    after.parameters = {{"b.yaml", "k", 2}, {"c.yaml", "j", 3}, {"c.yaml", "k", 4}};
    CHECK(changes(before, after) == std::vector<Change>{{"parameter", "a.yaml:k", "1", ""},
                                                        {"parameter", "c.yaml:j", "", "3"},
                                                        {"parameter", "c.yaml:k", "3", "4"}});
}
