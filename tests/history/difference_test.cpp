#include "mlpipe/history/difference.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/history_project.hpp"

using namespace mlpipe;

namespace {

std::string code_text(const Difference& difference) {
    std::string text;
    for (const CodeChange& change : difference.code) {
        const auto count = [](const auto& lines) {
            return lines ? std::to_string(*lines) : std::string("?");
        };
        text += change.path + " " + to_string(change.change) + " +" + count(change.added) + " -" +
                count(change.removed) + "\n";
    }
    return text;
}

std::string data_text(const Difference& difference) {
    std::string text;
    for (const DataChange& change : difference.data) {
        text += std::string(change.output ? "output " : "source ") + change.path;
        if (!change.before) text += " added";
        if (!change.after) text += " removed";
        if (change.files) {
            for (const FileDifference& file : *change.files)
                text += std::string(" ") + to_string(file.change) + ":" + file.path;
        }
        text += "\n";
    }
    return text;
}

std::string stages_text(const Difference& difference) {
    std::string text;
    for (const StageChange& stage : difference.stages) {
        text += stage.stage + " " + to_string(stage.change);
        for (const Change& change : stage.changes) text += " " + change.field + ":" + change.name;
        text += "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("a state differs in nothing from itself") {
    HistoryProject project;
    const RunRecord run = project.run_and_commit();
    project.commit("first");
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"HEAD", "workspace"},
                                   {"workspace", "HEAD"},
                                   {run.id, "workspace"},
                                   {run.id, run.id},
                                   {"workspace", "workspace"}}) {
        INFO(from << " " << to);
        const Difference difference = project.compare(from, to);
        CHECK(difference.parameters.empty());
        CHECK(difference.metrics.empty());
        CHECK(data_text(difference) == "");
        CHECK(stages_text(difference) == "");
        CHECK(difference.notes.empty());
    }
    CHECK(project.compare("HEAD", "workspace").empty());
}

TEST_CASE("the working tree is compared as it stands, run or not") {
    HistoryProject project;
    project.run_and_commit();
    project.commit("first");
    project.write("train.py", "a\nx\nc\nd\n");
    project.write("new.py", "1\n");
    project.write("params.yaml", "train: {lr: 0.2}\n");
    project.write("data/raw.csv", "1\n2\n3\n");
    project.write("parts/extra", "e");
    project.write("m.json", "{\"auc\": 0.75}");
    const Difference difference = project.compare("HEAD", "workspace");
    CHECK(code_text(difference) == "new.py added +1 -0\nparams.yaml changed +1 -1\ntrain.py changed +2 -1\n");
    REQUIRE(difference.parameters.size() == 2);
    CHECK(difference.parameters[0] == ParameterChange{"params.yaml", "train.depth", Value(3), std::nullopt});
    CHECK(difference.parameters[1] == ParameterChange{"params.yaml", "train.lr", Value(0.1), Value(0.2)});
    REQUIRE(difference.metrics.size() == 1);
    CHECK(difference.metrics[0].change() == 0.25);
    CHECK(difference.metrics[0].better() == true);
    CHECK(data_text(difference) == "source data/raw.csv\noutput m.json\noutput parts added:extra\n");
    CHECK(stages_text(difference) ==
          "train changed parameter:params.yaml:train.depth parameter:params.yaml:train.lr "
          "dependency:data/raw.csv dependency:train.py\n");
    // The other way round.
    const Difference back = project.compare("workspace", "HEAD");
    CHECK(code_text(back) == "new.py removed +0 -1\nparams.yaml changed +1 -1\ntrain.py changed +1 -2\n");
    CHECK(back.metrics[0].better() == false);
}

TEST_CASE("two runs are compared by what they recorded") {
    HistoryProject project;
    project.commit("before");
    const RunRecord first = project.run_and_commit();
    project.write("params.yaml", "train: {lr: 0.2, depth: 3}\n");
    project.write("data/raw.csv", "other\n");
    project.trains("m2", "0.25");
    const RunRecord second = project.run_and_commit();
    std::filesystem::remove(project.path("model"));
    project.write("m.json", "{}");
    const Difference difference = project.compare(first.id, second.id);
    // The first run told git to ignore its outputs, after its code was taken.
    CHECK(code_text(difference) == ".gitignore changed +3 -0\nparams.yaml changed +1 -1\n");
    CHECK(data_text(difference) ==
          "source data/raw.csv\noutput loss.csv\noutput m.json\noutput model\n"
          "output parts removed:m1 added:m2\n");
    REQUIRE(difference.metrics.size() == 1);
    CHECK(difference.metrics[0].before == 0.5);
    CHECK(difference.metrics[0].after == 0.25);
    CHECK(difference.environment.empty());
    CHECK(difference.from.kind == "run");
}

TEST_CASE("only what is asked for is compared") {
    HistoryProject project;
    project.run_and_commit();
    project.commit("first");
    project.write("train.py", "x");
    project.write("params.yaml", "train: {lr: 0.2, depth: 3}\n");
    const Difference difference =
        project.compare("HEAD", "workspace", {false, true, false, false, false, false});
    CHECK(difference.code.empty());
    CHECK(difference.stages.empty());
    CHECK(difference.parameters.size() == 1);
}

TEST_CASE("a stage that came or went is said to, one that a run did not come to is not") {
    HistoryProject project;
    project.run_and_commit();
    project.commit("first");
    project.write("pipeline.yaml",
                  project.read("pipeline.yaml") + "  more: {cmd: more, deps: [model], outs: [z]}\n");
    CHECK(stages_text(project.compare("HEAD", "workspace")) == "more added\n");
    CHECK(stages_text(project.compare("workspace", "HEAD")) == "more removed\n");
    project.executor.fails("more");
    const RunRecord failed = project.run_and_commit();
    project.executor.succeeds("more");
    project.run_and_commit();
    const Difference difference = project.compare(failed.id, "workspace");
    CHECK(stages_text(difference) == "");
    CHECK(data_text(difference) == "");
}

TEST_CASE("a state that cannot be read is compared as far as it can be, and the rest is said") {
    HistoryProject project;
    const RunRecord run = project.run_and_commit();
    project.commit("first");
    project.write("pipeline.yaml", "stages: [\n");
    const Difference difference = project.compare("HEAD", "workspace");
    REQUIRE(difference.notes.size() == 1);
    CHECK_THAT(difference.notes[0], ContainsSubstring("pipeline.yaml"));
    CHECK(code_text(difference) == "pipeline.yaml changed +1 -2\n");

    HistoryProject bare;
    const RunRecord uncommitted = bare.run();
    bare.write("train.py", "x");
    const Difference other = bare.compare(uncommitted.id, "workspace");
    REQUIRE(other.notes.size() == 1);
    CHECK_THAT(other.notes[0], ContainsSubstring("no commit"));
    CHECK(data_text(other) == "source train.py\n");
}

TEST_CASE("comparing changes nothing") {
    HistoryProject project;
    project.run_and_commit();
    project.commit("first");
    const std::string before = project.git({"status", "--porcelain"}) + project.git({"for-each-ref"});
    project.compare("HEAD", "workspace");
    project.compare("latest", "HEAD");
    CHECK(project.git({"status", "--porcelain"}) + project.git({"for-each-ref"}) == before);
}

TEST_CASE(
    "two versions of a model differ in what was recorded of them, and in their runs where both are known") {
    HistoryProject project;
    const RunRecord run = project.run_and_commit();
    ModelVersion from, to;
    from.model = to.model = "flights";
    from.version = "v0.0.1";
    to.version = "v0.0.2";
    from.stage = to.stage = "train";
    from.artifact = {"model.bin", {ReferenceType::file, sha256("one"), 3, false}};
    to.artifact = {"model.bin", {ReferenceType::file, sha256("two"), 3, false}};
    from.metrics = {{"m.json:auc", 0.5}};
    to.metrics = {{"m.json:auc", 0.75}};
    from.parameters = {{"params.yaml", "rate", Value(1)}};
    from.data = {{"data.csv", {ReferenceType::file, sha256("data"), 4, false}}};
    to.data = from.data;
    from.interpreters = {{"/usr/bin/python3", "3.11.2"}};
    to.interpreters = {{"/usr/bin/python3", "3.12.1"}};
    from.run = run.id;
    const Project here = project.project();
    Revisions revisions(project.files, here);
    World around = project.world();
    const Difference difference = compare_versions(revisions, from, to, around);
    CHECK(difference.from.label == "flights v0.0.1");
    CHECK(difference.to.kind == "model");
    REQUIRE(difference.metrics.size() == 1);
    CHECK(difference.metrics.front().better() == true);
    REQUIRE(difference.parameters.size() == 1);
    CHECK_FALSE(difference.parameters.front().after);
    CHECK(data_text(difference) == "output model.bin\n");
    CHECK(difference.environment ==
          std::vector<Change>{{"interpreter", "/usr/bin/python3", "3.11.2", "3.12.1"}});
    CHECK_THAT(difference.notes.at(0), ContainsSubstring("no run is known that has made flights v0.0.2"));
    to.run = "20200101T000000000Z-000000";
    CHECK_THAT(compare_versions(revisions, from, to, around).notes.at(0),
               ContainsSubstring(to.run + ", is not known here"));
    to.run = run.id;
    CHECK(compare_versions(revisions, from, to, around).notes.empty());
}
