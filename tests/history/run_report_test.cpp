#include "mlpipe/history/run_report.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/history_project.hpp"

using namespace mlpipe;

namespace {

class ReportedProject : public HistoryProject {
  public:
    ReportedProject() { commit("begin"); }
    RunReport report(const ReportQuestion& question = {}) {
        const Project here = project();
        Revisions revisions(files, here);
        World around = committing();
        around.find_baseline = find_baseline;
        return collect_report(revisions, question, around);
    }
    // Another result than before.
    RunRecord run_again(const std::string& model, const std::string& auc) {
        write("params.yaml", "train: {lr: 0." + auc.substr(2) + ", depth: 3}\n");
        trains(model, auc);
        return run_and_commit();
    }
    std::function<Baseline(const Project&, const BaselineQuestion&)> find_baseline;
};

void forget_lineage(ReportedProject& project) {
    const std::string lineage = project.project().lineage_file();
    for (const char* ending : {"", "-wal", "-shm"}) project.files.remove_file(lineage + ending);
}

std::vector<std::string> names(const RunReport& report) {
    std::vector<std::string> found;
    for (const RunReport::Baseline& baseline : report.baselines) found.push_back(baseline.name);
    return found;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

}  // namespace

TEST_CASE("the first run is compared with nothing, and has its sources") {
    ReportedProject project;
    const RunRecord run = project.run_and_commit();
    const RunReport report = project.report();
    CHECK(report.run.id == run.id);
    CHECK(report.baselines.empty());
    REQUIRE(report.sources.size() == 2);
    CHECK(report.sources[0].artifact.path == "data/raw.csv");
    CHECK(report.sources[1].readers == std::vector<std::size_t>{0});
    CHECK(report.plots.revisions == std::vector<std::string>{"this run"});
    CHECK(report.notes.empty());
}

TEST_CASE("a run is compared with the last one before it that succeeded") {
    ReportedProject project;
    const RunRecord first = project.run_and_commit();
    project.executor.behave("train", [](const FakeAttempt&) { return FakeExecutor::exited(1); });
    project.write("params.yaml", "train: {lr: 7, depth: 3}\n");
    project.run_and_commit();
    const RunRecord third = project.run_again("m2", "0.75");
    project.run_again("m3", "0.8");
    const RunReport report = project.report({third.id, ""});
    REQUIRE(names(report) == std::vector<std::string>{"the previous run"});
    const RunReport::Baseline& before = report.baselines[0];
    CHECK(before.difference.from.label == first.id);
    CHECK_FALSE(before.same_run);
    REQUIRE(before.difference.metrics.size() == 1);
    CHECK(before.difference.metrics[0].before == 0.5);
    CHECK(before.difference.metrics[0].after == 0.75);
    CHECK(before.difference.parameters.size() == 1);
    CHECK(before.artifacts.contains("model"));
    CHECK(report.plots.revisions == std::vector<std::string>{"this run", "the previous run"});
    REQUIRE(report.plots.plots.size() == 1);
    CHECK(report.plots.plots[0].series.size() == 2);
}

TEST_CASE("a metric that did not change is known all the same") {
    ReportedProject project;
    project.run_and_commit();
    project.run_again("m2", "0.5");
    CHECK(project.report().baselines.at(0).difference.metrics.size() == 1);
}

TEST_CASE("what is asked for takes the place of the run before") {
    ReportedProject project;
    project.run_and_commit();
    project.commit("with results");
    project.run_again("m2", "0.75");
    const RunReport report = project.report({"", "trunk"});
    REQUIRE(names(report) == std::vector<std::string>{"trunk"});
    CHECK(report.baselines[0].difference.metrics.at(0).before == 0.5);
    CHECK_THROWS_AS(project.report({"", "nothing"}), Error);
}

TEST_CASE("production is what the registry says, with what its run knows beside") {
    ReportedProject project;
    const RunRecord made = project.run_and_commit();
    Baseline production;
    production.outcome = Baseline::Outcome::found;
    production.identity.version = "v1.0.0";
    production.identity.run = made.id;
    production.metrics = {{"m.json:auc", 0.6}, {"m.json:f1", 0.1}};
    project.find_baseline = [&](const Project&, const BaselineQuestion& question) {
        CHECK(question.name == "production");
        return production;
    };
    CHECK(project.report().baselines.at(0).same_run);
    project.run_again("m2", "0.75");
    RunReport report = project.report();
    REQUIRE(names(report) == std::vector<std::string>{"production v1.0.0", "the previous run"});
    const auto& metrics = report.baselines[0].difference.metrics;
    REQUIRE(metrics.size() == 2);
    CHECK(metrics[0].before == 0.6);
    CHECK(metrics[1].name == "m.json:f1");

    production.identity.run = "20200101T000000000Z-000000";
    report = project.report();
    CHECK(report.baselines[0].artifacts.empty());
    CHECK(report.baselines[0].difference.metrics.size() == 2);
    CHECK(report.plots.revisions == std::vector<std::string>{"this run", "the previous run"});

    production = Baseline();
    production.reason = "tags are missing";
    CHECK_THAT(joined(project.report().notes),
               ContainsSubstring("not compared with production: tags are missing"));
    production.outcome = Baseline::Outcome::none;
    CHECK(project.report().notes.empty());
}

TEST_CASE("a run is found by its commit where lineage does not know it") {
    ReportedProject project;
    const RunRecord run = project.run_and_commit();
    project.run_again("m2", "0.75");
    forget_lineage(project);
    CHECK(project.report({*run.commit, ""}).run.id == run.id);
    CHECK(project.report({run.id, ""}).run.id == run.id);
    CHECK_THROWS_AS(project.report({"trunk", ""}), Error);
    CHECK_THROWS_AS(project.report({"", ""}), Error);
}

TEST_CASE("where lineage knows no run before, git may: the newest whose code this one stems from") {
    ReportedProject project;
    const RunRecord first = project.run_and_commit();
    project.commit("with results");
    project.git({"checkout", "-q", "-b", "aside"});
    project.commit("aside");
    project.run_again("m2", "0.75");
    project.git({"checkout", "-q", "-f", "trunk"});
    forget_lineage(project);
    project.run_again("m3", "0.8");
    const RunReport report = project.report();
    REQUIRE(names(report) == std::vector<std::string>{"the previous run"});
    CHECK(report.baselines[0].difference.from.label == first.id);
    CHECK(report.baselines[0].difference.metrics.at(0).before == 0.5);
}

TEST_CASE("where git knows no run either, the lock file at HEAD is what there was before") {
    ReportedProject project;
    const RunRecord first = project.run_and_commit();
    project.commit("with results");
    project.git({"update-ref", "-d", "refs/mlpipe/runs/" + first.id});
    forget_lineage(project);
    project.run_again("m2", "0.75");
    const RunReport report = project.report();
    const std::string head = project.git({"rev-parse", "HEAD"});
    REQUIRE(names(report) == std::vector<std::string>{"the lock of " + head.substr(0, 12)});
    CHECK(report.baselines[0].difference.metrics.at(0).before == 0.5);
}

TEST_CASE("the ends of logs, with more of what failed") {
    ReportedProject project;
    project.executor.behave("train", [](const FakeAttempt&) { return FakeExecutor::exited(1); });
    const RunRecord run = project.run_and_commit();
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += "line " + std::to_string(i) + "\n";
    project.write(".mlpipe/runs/" + run.id + "/train.log", lines + std::string(5000, 'x') + "\r\nlast");
    const RunReport report = project.report();
    REQUIRE(report.logs.contains(0));
    const RunReport::Log& log = report.logs.at(0);
    CHECK(log.cut);
    CHECK(log.lines.size() == 80);
    CHECK(log.lines.back() == "last");
    CHECK(log.lines[78].size() < 700);
}

TEST_CASE("stages follow from each other as they were declared then, or as they were recorded") {
    ReportedProject project;
    project.write("pipeline.yaml",
                  "stages:\n"
                  "  prepare: {cmd: prepare, deps: [data/raw.csv], outs: [clean]}\n"
                  "  train: {cmd: train2, deps: [clean/part], outs: [model]}\n"
                  "  report: {cmd: report, needs: [train]}\n");
    project.executor.behave("prepare", [&](const FakeAttempt&) {
        project.write("clean/part", "x");
        return FakeExecutor::exited(0);
    });
    project.executor.behave("train2", [&](const FakeAttempt&) {
        project.write("model", "x");
        return FakeExecutor::exited(0);
    });
    project.executor.behave("report", [&](const FakeAttempt&) { return FakeExecutor::exited(0); });
    const RunRecord run = project.run_and_commit();
    const auto check = [&](bool with_needs) {
        const RunReport report = project.report({run.id, ""});
        REQUIRE(report.edges.size() == (with_needs ? 2u : 1u));
        CHECK((report.edges[0].from == 0 && report.edges[0].to == 1 && !report.edges[0].order_only));
        if (with_needs) CHECK(report.edges[1].order_only);
        CHECK(report.makers.at("clean/part") == 0);
    };
    check(true);
    project.write("pipeline.yaml", "stages: {}\n");
    check(true);
    project.git({"update-ref", "-d", "refs/mlpipe/runs/" + run.id});
    project.git({"reflog", "expire", "--expire=now", "--all"});
    project.git({"gc", "-q", "--prune=now"});
    check(false);
}
