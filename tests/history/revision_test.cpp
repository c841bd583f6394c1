#include "mlpipe/history/revision.hpp"

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/history_project.hpp"

using namespace mlpipe;

TEST_CASE("a state is found by what it is called") {
    HistoryProject project;
    project.commit("before");
    const RunRecord run = project.run_and_commit();
    REQUIRE(run.commit);
    project.commit("with a lock");
    const Project here = project.project();
    Revisions revisions(project.files, here);
    CHECK(revisions.find("").kind == Revision::Kind::work_tree);
    CHECK(revisions.find("workspace").commit == project.git({"rev-parse", "HEAD"}));
    for (const std::string& name :
         {std::string("latest"), run.id, run.id.substr(0, 20), *run.commit, "refs/mlpipe/runs/" + run.id}) {
        INFO(name);
        const Revision found = revisions.find(name);
        CHECK(found.kind == Revision::Kind::run);
        CHECK(found.label == run.id);
        CHECK(found.stages.contains("train"));
    }
    CHECK(revisions.find("trunk").kind == Revision::Kind::commit);
    CHECK(revisions.find("trunk").stages.contains("train"));
    CHECK(revisions.find("trunk~").stages.empty());
    CHECK_FALSE(revisions.find_if_any("no-such-thing"));
    CHECK_THROWS_AS(revisions.find("no-such-thing"), Error);
}

TEST_CASE("a comparison starts at HEAD, or at the latest run where HEAD has no lock") {
    HistoryProject project;
    const Project here = project.project();
    CHECK_THROWS_AS(Revisions(project.files, here).base(), Error);
    project.commit("before");
    CHECK(Revisions(project.files, here).base().label == "HEAD");
    const RunRecord run = project.run_and_commit();
    CHECK(Revisions(project.files, here).base().label == run.id);
    project.commit("with a lock");
    CHECK(Revisions(project.files, here).base().label == "HEAD");
}

TEST_CASE("what a state had is read from the commit and the store, whatever stands in the working tree") {
    HistoryProject project;
    const RunRecord run = project.run_and_commit();
    project.commit("first");
    project.write("train.py", "other");
    project.write("model", "other");
    project.write("parts/m1", "other");
    project.write("m.json", "{}");
    project.write("params.yaml", "train: {lr: 9}\n");
    const Project here = project.project();
    Revisions revisions(project.files, here);
    for (const std::string& name : {run.id, std::string("trunk")}) {
        INFO(name);
        const Revision state = revisions.find(name);
        CHECK(revisions.read(state, "train.py") == "a\nb\nc\n");
        CHECK(revisions.read(state, "model") == "m1");
        CHECK(revisions.read(state, "parts/m1") == "x");
        CHECK(revisions.read(state, "data/raw.csv") == "1\n2\n");
        CHECK(revisions.read(state, "nothing") == std::nullopt);
        CHECK(revisions.list(state, "parts") == std::vector<std::string>{"parts/m1", "parts/same"});
        CHECK(revisions.list(state, "model") == std::vector<std::string>{"model"});
        CHECK(revisions.list(state, "nothing").empty());
        CHECK(revisions.metrics(state) == MetricValues{{"m.json:auc", 0.5}});
        const auto parameters = revisions.parameters(state);
        REQUIRE(parameters.size() == 2);
        CHECK(parameters[1] == ParameterValue{"params.yaml", "train.lr", 0.1});
    }
    const Revision now = revisions.work_tree();
    CHECK(revisions.read(now, "train.py") == "other");
    CHECK(revisions.list(now, "parts").size() == 2);
    CHECK(revisions.parameters(now).front().value == Value(9));
}

TEST_CASE("nothing outside of the project is read through a link, and nothing that is no file") {
    HistoryProject project;
    project.commit("first");
    TemporaryDirectory outside;
    outside.write("secret.json", "{\"auc\": 1}");
    std::filesystem::create_symlink(outside.path() + "/secret.json", project.path("m.json"));
    std::filesystem::create_symlink("/dev/zero", project.path("loss.csv"));
    project.write("inside", "x");
    std::filesystem::create_symlink("inside", project.path("link"));
    const Project here = project.project();
    Revisions revisions(project.files, here);
    const Revision now = revisions.work_tree();
    CHECK(revisions.read(now, "m.json") == std::nullopt);
    CHECK(revisions.read(now, "loss.csv") == std::nullopt);
    CHECK(revisions.read(now, "parts") == std::nullopt);
    CHECK(revisions.read(now, "link") == "x");
    CHECK(revisions.metrics(now).empty());
}
