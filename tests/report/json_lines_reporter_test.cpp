#include "mlpipe/report/json_lines_reporter.hpp"

#include "events.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

std::string told(const Event& event) {
    std::string text;
    FakeClock clock;
    JsonLinesReporter reporter([&](std::string_view part) { text += part; }, clock);
    reporter.handle(event);
    return text;
}

}  // namespace

TEST_CASE("one canonical object an event") {
    CHECK(told(started({"a", "b"})) ==
          R"({"at":"1970-01-01T00:00:01.000Z","event":"run_started","jobs":2,"pipeline":"flights",)"
          R"("run":"20261123T131502123Z-7f3a9c","stages":["a","b"]})"
          "\n");
    CHECK(
        told(StageDecided{"a", {DecisionKind::run, "changed", {{"parameter", "p.yaml:lr", "0.1", "0.2"}}}}) ==
        R"({"at":"1970-01-01T00:00:01.000Z",)"
        R"("changes":[{"after":"0.2","before":"0.1","field":"parameter","name":"p.yaml:lr"}],)"
        R"("decision":"run","event":"stage_decided","reason":"changed","stage":"a"})"
        "\n");
    CHECK(told(StageStarted{"a", 2}) ==
          R"({"at":"1970-01-01T00:00:01.000Z","attempt":2,"event":"stage_started","stage":"a"})"
          "\n");
    CHECK(told(StageRecorded{"a"}) ==
          R"({"at":"1970-01-01T00:00:01.000Z","event":"stage_recorded","stage":"a"})"
          "\n");
    CHECK(told(RunNotice{RunNotice::Level::warning, "", "look"}) ==
          R"({"at":"1970-01-01T00:00:01.000Z","event":"notice","level":"warning","text":"look"})"
          "\n");
}

TEST_CASE("the end of a stage carries its resources and what it left") {
    Execution bad = failed("a", 1, 2.5);
    bad.use.cpu_s = 1.5;
    bad.use.peak_memory = 1024;
    bad.leftovers = {{"model.bin", {}}};
    bad.changed_inputs = {"in.csv"};
    const Value object = parse_json(told(StageFinished{"a", bad}), "event");
    CHECK(*object.find("status") == Value("failed"));
    CHECK(*object.find("exit_code") == Value(1));
    CHECK(*object.find("wall_s") == Value(2.5));
    CHECK(*object.find("peak_memory") == Value(1024));
    CHECK(*object.find_path("leftovers.0") == Value("model.bin"));
    CHECK(*object.find_path("changed_inputs.0") == Value("in.csv"));
    CHECK(object.find("key")->as_string()->size() == 64);
    CHECK(parse_json(told(StageFinished{"a", execution("a", ExecutionStatus::skipped)}), "event")
              .find("exit_code") == nullptr);
}

TEST_CASE("the end of a run is counted") {
    const Value object = parse_json(
        told(finished(RunStatus::failed, {ran("a", 1), ran("b", 1), failed("c", 1, 1)}, 2.5)), "event");
    CHECK(*object.find("status") == Value("failed"));
    CHECK(*object.find_path("counts.ran") == Value(2));
    CHECK(*object.find_path("counts.failed") == Value(1));
    CHECK(*object.find("duration_s") == Value(2.5));
}

TEST_CASE("bytes that are not UTF-8 do not stop the events") {
    CHECK(
        told(StageMeasured{"a", 3, {{"loss", 0.5}}}) ==
        R"({"at":"1970-01-01T00:00:01.000Z","event":"stage_measured","metrics":{"loss":0.5},"stage":"a","step":3.0})"
        "\n");
    CHECK(told(StageLine{"a", "caf\xe9"}) ==
          R"({"at":"1970-01-01T00:00:01.000Z","event":"stage_line","line_base64":"Y2Fm6Q==","stage":"a"})"
          "\n");
    const std::string bad = "\xff\n";
    for (const Event& event : std::vector<Event>{
             RunStarted{"r", bad, {bad}, 1},
             StageDecided{bad, {DecisionKind::run, bad, {{"f", bad, bad, bad}}}}, StageStarted{bad, 1},
             StageLine{bad, bad}, StageFinished{bad, execution(bad, ExecutionStatus::failed, bad)},
             StageRecorded{bad}, RunNotice{RunNotice::Level::info, bad, bad},
             finished(RunStatus::failed, {failed(bad, 1, 1)})}) {
        const std::string line = told(event);
        CHECK(line.find('\n') == line.size() - 1);
        CHECK(parse_json(line, "event").find("event") != nullptr);
    }
}

TEST_CASE("stage lines can be left out, since the logs have them") {
    std::string text;
    FakeClock clock;
    JsonLinesReporter reporter([&](std::string_view part) { text += part; }, clock,
                               JsonLinesReporter::StageLines::leave_out);
    reporter.handle(StageLine{"a", "x"});
    reporter.handle(StageMeasured{"a", 1, {{"loss", 2}}});
    CHECK(text.empty());
    reporter.handle(StageRecorded{"a"});
    CHECK_FALSE(text.empty());
}
