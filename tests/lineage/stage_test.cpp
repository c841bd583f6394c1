#include "mlpipe/base/error.hpp"
#include "sample.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using sample::store;

namespace {

Lineage empty() {
    return Lineage(":memory:", Lineage::Mode::read_write);
}

LatestExecution latest(Lineage& lineage, const std::string& stage) {
    const auto all = lineage.latest_executions(sample::pipeline_file);
    REQUIRE(all.contains(stage));
    return all.at(stage);
}

}  // namespace

TEST_CASE("nothing is known of a pipeline that never ran") {
    Lineage lineage = empty();
    CHECK(lineage.durations(sample::pipeline_file).empty());
    CHECK(lineage.latest_executions(sample::pipeline_file).empty());
    CHECK_FALSE(lineage.last_success_ns(sha256("x")));
    CHECK(lineage.records_kept(10, 0).empty());
    CHECK(lineage.runs({}).empty());
}

TEST_CASE("the duration is the median of the last five that ran") {
    Lineage lineage = empty();
    int number = 0;
    for (const double seconds : {1000.0, 1000.0, 5.0, 1.0, 4.0, 2.0, 3.0}) {
        auto execution = sample::ran("train", number, sample::run_id(number));
        execution.use.wall_s = seconds;
        store(lineage, number++, {execution});
    }
    auto other = sample::failed("train", 9);
    other.use.wall_s = 9999;
    store(lineage, number++, {other});
    store(lineage, number++, {sample::skipped("train", 1, sample::run_id(1))});
    CHECK(lineage.durations(sample::pipeline_file).at("train") == 3.0);
    CHECK(lineage.durations("other.yaml").empty());
    auto even = sample::ran("evaluate", 0, sample::run_id(number));
    even.use.wall_s = 1;
    store(lineage, number++, {even});
    even.use.wall_s = 2;
    store(lineage, number++, {even});
    CHECK(lineage.durations(sample::pipeline_file).at("evaluate") == 1.5);
}

TEST_CASE("A, B, A: the latest execution is the last that acted, whatever was skipped since") {
    Lineage lineage = empty();
    const auto key = [](int version) { return sample::record("deploy", version, "").key; };
    store(lineage, 1, {sample::ran("deploy", 1, sample::run_id(1))});
    CHECK(latest(lineage, "deploy").key == key(1));
    CHECK(latest(lineage, "deploy").succeeded);
    store(lineage, 2, {sample::ran("deploy", 2, sample::run_id(2), 5000)});
    store(lineage, 3, {sample::skipped("deploy", 2, sample::run_id(2))});
    store(lineage, 4, {sample::never("deploy", ExecutionStatus::held)});
    store(lineage, 5, {sample::never("deploy", ExecutionStatus::blocked)});
    CHECK(latest(lineage, "deploy").key == key(2));
    CHECK(latest(lineage, "deploy").finished_ns == 5500);
    auto restored = sample::ran("deploy", 1, sample::run_id(1));
    restored.status = ExecutionStatus::restored;
    restored.attempts = 0;
    store(lineage, 6, {restored});
    CHECK(latest(lineage, "deploy").key == key(1));
}

TEST_CASE("a failed execution is the latest and knows what it left behind") {
    Lineage lineage = empty();
    store(lineage, 1, {sample::ran("train", 1, sample::run_id(1))});
    store(lineage, 2, {sample::failed("train", 2)}, RunStatus::failed);
    const auto execution = latest(lineage, "train");
    CHECK_FALSE(execution.succeeded);
    CHECK(execution.leftovers == std::vector{sample::artifact("models/train", "half")});
    store(lineage, 3, {sample::ran("train", 2, sample::run_id(3))});
    CHECK(latest(lineage, "train").succeeded);
    CHECK(latest(lineage, "train").leftovers.empty());
}

TEST_CASE("a deploy that was cut off is not a success, nor is one that never reported") {
    Lineage lineage = empty();
    store(lineage, 1, {sample::ran("deploy", 1, sample::run_id(1))});
    RunRecord killed = sample::run(2);
    lineage.begin_run(killed);
    Execution start = sample::never("deploy", ExecutionStatus::running);
    start.key = sha256("B");
    lineage.begin_executions(killed.id, {start});
    CHECK_FALSE(latest(lineage, "deploy").succeeded);
    lineage.close_abandoned("");
    CHECK_FALSE(latest(lineage, "deploy").succeeded);
    CHECK(latest(lineage, "deploy").key == sha256("B"));
}

TEST_CASE("an interruption before the stage began changes nothing") {
    Lineage lineage = empty();
    store(lineage, 1, {sample::ran("deploy", 1, sample::run_id(1))});
    store(lineage, 2, {sample::never("deploy", ExecutionStatus::interrupted)}, RunStatus::interrupted);
    CHECK(latest(lineage, "deploy").succeeded);
}

TEST_CASE("an execution whose inputs changed meanwhile is no success") {
    Lineage lineage = empty();
    auto execution = sample::ran("train", 1, sample::run_id(1));
    execution.changed_inputs = {"data/train.csv"};
    execution.record.reset();
    store(lineage, 1, {execution});
    CHECK_FALSE(latest(lineage, "train").succeeded);
    CHECK_FALSE(lineage.last_success_ns(execution.key));
}

TEST_CASE("the last success of a key is one that ran here") {
    Lineage lineage = empty();
    const auto key = sample::record("train", 1, "").key;
    auto restored = sample::ran("train", 1, sample::run_id(1), 9000);
    restored.status = ExecutionStatus::restored;
    auto accepted = sample::ran("train", 1, sample::run_id(2), 9100);
    accepted.accepted = true;
    store(lineage, 1, {restored});
    store(lineage, 2, {accepted});
    CHECK_FALSE(lineage.last_success_ns(key));
    store(lineage, 3, {sample::ran("train", 1, sample::run_id(3), 2000)});
    store(lineage, 4, {sample::ran("train", 1, sample::run_id(4), 3000)});
    store(lineage, 5, {sample::failed("train", 1, 8000)});
    CHECK(lineage.last_success_ns(key) == 3500);
}

TEST_CASE("stages of the same name in other pipeline files are others") {
    Lineage lineage = empty();
    RunRecord run = sample::run(1);
    run.pipeline_file = "sub/pipeline.yaml";
    run.executions = {sample::ran("train", 1, run.id)};
    store(lineage, run);
    CHECK(lineage.latest_executions(sample::pipeline_file).empty());
    CHECK(lineage.durations("sub/pipeline.yaml").size() == 1);
}

TEST_CASE("the record of a skipped execution is stored once, whoever made it") {
    Lineage lineage = empty();
    // A fresh clone knows the record from its lock file only.
    const auto skipped = sample::skipped("train", 1, "20250101T000000000Z-aaaaaa");
    for (int i = 0; i < 3; ++i) store(lineage, i, {skipped});
    CHECK(lineage.records_kept(10, 0) == std::vector{*skipped.record});
    CHECK(lineage.run(sample::run_id(2))->executions.at(0).record == skipped.record);
}

TEST_CASE("records that differ in their run or acceptance alone are kept apart") {
    Lineage lineage = empty();
    auto first = sample::ran("train", 1, sample::run_id(1)),
         again = sample::ran("train", 1, sample::run_id(2));
    auto accepted = first;
    accepted.record->accepted = Acceptance{"a comment", "me", "now"};
    store(lineage, 1, {first});
    store(lineage, 2, {again});
    store(lineage, 3, {accepted});
    CHECK(lineage.records_kept(10, 0) == std::vector{*first.record, *again.record, *accepted.record});
}

TEST_CASE("gc keeps the records of the newest runs and of young ones") {
    Lineage lineage = empty();
    for (int i = 0; i < 6; ++i)
        store(lineage, i,
              {sample::skipped("prepare", 0, sample::run_id(0)), sample::ran("train", i, sample::run_id(i))});
    const auto keys = [](const std::vector<StageRecord>& records) {
        std::vector<StageKey> found;
        for (const auto& record : records) found.push_back(record.key);
        std::sort(found.begin(), found.end());
        return found;
    };
    const auto expected = [](std::initializer_list<int> versions) {
        std::vector<StageKey> found = {sample::record("prepare", 0, "").key};
        for (const int version : versions) found.push_back(sample::record("train", version, "").key);
        std::sort(found.begin(), found.end());
        return found;
    };
    const std::int64_t never = sample::run(100).started_ns;
    CHECK(keys(lineage.records_kept(2, never)) == expected({4, 5}));
    CHECK(keys(lineage.records_kept(1, sample::run(3).started_ns)) == expected({3, 4, 5}));
    CHECK(keys(lineage.records_kept(100, never)) == expected({0, 1, 2, 3, 4, 5}));
    CHECK(lineage.records_kept(0, never).empty());
}
