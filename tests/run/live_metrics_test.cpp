// What stages measure while they run: how it is read, told and kept.
#include "mlpipe/run/live_metrics.hpp"

#include <chrono>
#include <thread>

#include "mlpipe/base/json.hpp"
#include "mlpipe/model/live_metrics.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

// The file of an attempt, as its stage sees it.
std::string metrics_file(const Job& job) {
    for (const auto& [name, value] : job.environment)
        if (name == "MLPIPE_METRICS") return value;
    return {};
}

class Measured {
  public:
    Measured() : file_(posix_file_system(), directory_.path() + "/m.jsonl") {}
    void append(const std::string& text) {
        written_ += text;
        directory_.write("m.jsonl", written_);
    }
    LiveMetricsFile& file() { return file_; }
    // All that is there now, as "name=value" in the order of the first ones.
    std::string newest() {
        file_.read_on();
        std::string text;
        for (const auto& [name, value] : file_.newest())
            text += (text.empty() ? "" : " ") + name + "=" + std::to_string(static_cast<int>(value));
        return text;
    }

  private:
    TemporaryDirectory directory_;
    std::string written_;
    LiveMetricsFile file_;
};

}  // namespace

TEST_CASE("lines are taken as they come, each metric with its newest value") {
    Measured measured;
    CHECK_FALSE(measured.file().read_on());
    measured.append("{\"loss\": 3, \"step\": 0}\n{\"auc\": 1, \"st");
    CHECK(measured.newest() == "loss=3");
    CHECK(measured.file().step() == 0);
    measured.append("ep\": 1}\n{\"loss\": 2, \"step\": 1}\n\n");
    CHECK(measured.newest() == "loss=2 auc=1");
    CHECK_FALSE(measured.file().read_on());
    measured.append("{\"loss\": 1, \"step\": 2}");  // without an end
    CHECK(measured.newest() == "loss=2 auc=1");
    measured.file().read_to_the_end();
    const LiveMetrics metrics = measured.file().metrics("train", 2);
    REQUIRE(metrics.size() == 2);
    CHECK(metrics[0] == LiveMetric{"train", 2, "loss", 3, {{0, 3}, {1, 2}, {2, 1}}});
    CHECK(measured.file().take_problem().empty());
}

TEST_CASE("values without a step are counted, and null is no value") {
    Measured measured;
    measured.append("{\"loss\": 3}\n{\"loss\": null}\n{\"loss\": 2, \"rows\": 7}\n");
    measured.file().read_on();
    const LiveMetrics metrics = measured.file().metrics("a", 1);
    CHECK(metrics[0].points == std::vector<std::pair<double, double>>{{0, 3}, {1, 2}});
    CHECK_FALSE(measured.file().step());
    CHECK(measured.file().take_problem().empty());
}

TEST_CASE("what is wrong is said once, and keeps nothing else from being read") {
    for (const char* line : {"loss: 3", "[1]", "{\"loss\": \"low\"}", "{\"loss\": NaN}", "{\"loss\": 1"}) {
        Measured measured;
        measured.append("{\"a\": 1}\n" + std::string(line) + "\n" + line + "\n{\"a\": 2}\n");
        CHECK(measured.newest() == "a=2");
        CHECK_THAT(measured.file().take_problem(), ContainsSubstring("line 2 of its live metrics "));
        CHECK(measured.file().take_problem().empty());
    }
    Measured measured;
    measured.append("{\"" + std::string(100'000, 'x') + "\": 1}\n{\"a\": 2}\n");
    CHECK(measured.newest() == "a=2");
    CHECK_THAT(measured.file().take_problem(), ContainsSubstring("too long"));
}

TEST_CASE("of many values not all are kept, but the first and the last") {
    Measured measured;
    std::string lines;
    for (int i = 0; i < 10'000; ++i) lines += "{\"loss\": " + std::to_string(i) + "}\n";
    measured.append(lines);
    measured.file().read_to_the_end();
    const LiveMetric metric = measured.file().metrics("train", 1).at(0);
    CHECK(metric.count == 10'000);
    CHECK(metric.points.size() <= 1001);
    CHECK(metric.points.size() >= 500);
    CHECK(metric.points.front() == std::pair<double, double>{0, 0});
    CHECK(metric.points.back() == std::pair<double, double>{9999, 9999});
}

TEST_CASE("only so many metrics are kept") {
    Measured measured;
    std::string line;
    for (int i = 0; i < 200; ++i) line += (i ? ", \"m" : "{\"m") + std::to_string(i) + "\": 1";
    measured.append(line + "}\n");
    measured.file().read_to_the_end();
    CHECK(measured.file().metrics("a", 1).size() == 100);
    CHECK_THAT(measured.file().take_problem(), ContainsSubstring("only its first 100"));
}

TEST_CASE("the document of live metrics reads back as it was") {
    const LiveMetrics metrics{{"train", 2, "loss", 3, {{0, 0.5}, {0.5, -1e300}}}, {"a", 1, "b", 0, {}}};
    CHECK(parse_live_metrics(parse_json(canonical_json(to_value(metrics)), "x")) == metrics);
    CHECK_THROWS(parse_live_metrics(parse_json("{\"version\":2,\"metrics\":[]}", "x")));
    CHECK_THROWS(parse_live_metrics(
        parse_json("{\"version\":1,\"metrics\":[{\"stage\":\"a\",\"attempt\":1,\"metric\":\"m\",\"count\":1,"
                   "\"points\":[[1]]}]}",
                   "x")));
}

TEST_CASE("each attempt has a file of its own, and what the last one measured is told and kept") {
    TestProject project;
    project.stages({"train: {cmd: t, outs: [model], retries: 2}", "other: {cmd: o, outs: [o]}"});
    std::vector<std::string> files;
    project.executor.behave("train", [&](const FakeAttempt& attempt) {
        files.push_back(metrics_file(attempt.job));
        const std::string name = files.back().substr(project.path().size() + 1);
        project.write(name, attempt.number == 1
                                ? "{\"loss\": 9, \"step\": 0}\n"
                                : "{\"loss\": 3, \"step\": 0}\nwrong\n{\"loss\": 2, \"step\": 1}");
        if (attempt.number == 1) return FakeExecutor::exited(1);
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::succeeded);
    REQUIRE(files.size() == 2);
    CHECK(files[0] != files[1]);
    const auto told = project.reporter.all<StageMeasured>();
    REQUIRE(!told.empty());
    CHECK(told.back().stage == "train");
    CHECK(told.back().step == 1);
    CHECK(told.back().values == MetricValues{{"loss", 2}});
    CHECK(told.back().last);
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("line 2 of its live metrics is no JSON"));
    const LiveMetrics kept = live_metrics_here(project.files, project.project(), run);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0] == LiveMetric{"train", 2, "loss", 2, {{0, 3}, {1, 2}}});
    // What it measured is no part of its result, nor is the name of the file.
    CHECK(outcome(project.status()) == "train skip, other skip");
}

TEST_CASE("what a running stage measures is told while it runs, and seen by others") {
    TestProject project;
    project.stages({"train: {cmd: t, outs: [model]}"});
    project.executor.hold("train");
    RunningRun running(project);
    project.executor.wait_until_running("train");
    const std::string file = metrics_file(project.executor.job("train"));
    project.write(file.substr(project.path().size() + 1), "{\"loss\": 3}\n");
    while (project.reporter.all<StageMeasured>().empty()) {
        project.clock.move(1);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK_FALSE(project.reporter.all<StageMeasured>().front().last);
    RunRecord so_far;
    so_far.id = file.substr(0, file.rfind('/'));
    so_far.id.erase(0, so_far.id.rfind('/') + 1);
    so_far.executions.resize(1);
    so_far.executions[0].stage = "train";
    CHECK(live_metrics_here(project.files, project.project(), so_far).size() == 1);
    project.executor.finish("train");
    CHECK(running.result().status == RunStatus::succeeded);
}

TEST_CASE("a run that measured nothing keeps no document") {
    TestProject project;
    project.stages({"train: {cmd: t, outs: [model]}"});
    const RunRecord run = project.run_blindly();
    CHECK(live_metrics_here(project.files, project.project(), run).empty());
    CHECK_FALSE(project.exists(".mlpipe/runs/" + run.id + "/live-metrics.json"));
    CHECK(project.reporter.all<StageMeasured>().empty());
}

TEST_CASE("the name of a run that comes from elsewhere leads nowhere") {
    TestProject project;
    project.stages({"a: {cmd: a}"});
    RunRecord run;
    run.id = "../../elsewhere";
    project.write(".mlpipe/runs/x", "");
    project.write("elsewhere/live-metrics.json",
                  canonical_json(to_value(LiveMetrics{{"a", 1, "b", 1, {{0, 0}}}})));
    CHECK(live_metrics_here(project.files, project.project(), run).empty());
    CHECK(is_run_id("20261123T131502123Z-7f3a9c"));
    for (const char* name : {"", "../../elsewhere", "..", "a/b", "a.b"}) CHECK_FALSE(is_run_id(name));
}
