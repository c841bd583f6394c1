// What is left when runs are forgotten.
#include "mlpipe/base/sqlite.hpp"
#include "sample.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

// Every row of every table, as numbers of rows.
std::vector<std::pair<std::string, std::int64_t>> sizes(const std::string& path) {
    Database database(path, Database::Mode::read_only);
    std::vector<std::pair<std::string, std::int64_t>> counts;
    for (const char* table :
         {"runs", "executions", "records", "keys", "paths", "artifacts", "environments", "stages", "edges",
          "changed_inputs", "parameters", "metrics", "run_interpreters", "gates"}) {
        Statement count = database.prepare("SELECT count(*) FROM " + std::string(table));
        REQUIRE(count.step());
        counts.emplace_back(table, count.integer(0));
    }
    return counts;
}

bool sound(const std::string& path) {
    Database database(path, Database::Mode::read_only);
    Statement check = database.prepare("PRAGMA foreign_key_check");
    return !check.step();
}

RunRecord run_with(int number, std::vector<Execution> executions) {
    RunRecord run = sample::run(number);
    run.executions = std::move(executions);
    run.machine = {"Debian", "Linux", "A CPU", 8, 1024, {}};
    run.interpreters = {{"/usr/bin/python3", "3.11." + std::to_string(number), {}}};
    run.gates = {GateResult{
        "a", "m.json:auc", 0.5, GateRule::min, 0.4, {}, {}, GateVerdict::pass, "auc 0.5 >= 0.4", {}, {}}};
    return run;
}

}  // namespace

TEST_CASE("a removed run leaves no rows that nothing refers to") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    sample::store(lineage, run_with(1, {sample::ran("train", 1, sample::run_id(1))}));
    const auto before = sizes(path);
    auto changed = sample::ran("watch", 1, sample::run_id(2));
    changed.changed_inputs = {"data/moving"};
    changed.record.reset();
    sample::store(
        lineage,
        run_with(2, {sample::ran("train", 2, sample::run_id(2)), sample::failed("test", 3), changed}),
        RunStatus::failed, {{"m.json:auc", 0.5}});
    CHECK(sizes(path) != before);
    lineage.remove_runs({sample::run_id(2), "20000101T000000000Z-000000"});
    CHECK(sizes(path) == before);
    CHECK(sound(path));
    lineage.remove_runs({sample::run_id(1)});
    for (const auto& [table, count] : sizes(path)) {
        CAPTURE(table);
        CHECK(count == 0);
    }
    // What was remembered of rows is forgotten with them.
    sample::store(lineage, run_with(3, {sample::ran("train", 1, sample::run_id(3))}));
    CHECK(sound(path));
    CHECK(sizes(path) == before);
}

TEST_CASE("a result that a remaining run shows stays described") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    const std::string maker = sample::run_id(1);
    sample::store(lineage, run_with(1, {sample::ran("train", 1, maker)}), RunStatus::succeeded,
                  {{"m.json:auc", 0.5}});
    const auto described = sizes(path);
    sample::store(lineage, run_with(2, {sample::skipped("train", 1, maker)}));
    auto restored = sample::ran("train", 1, maker);
    restored.status = ExecutionStatus::restored;
    restored.metrics = {{"m.json:auc", 0.5}};
    sample::store(lineage, run_with(3, {restored}));
    for (const char* table : {"edges", "parameters", "metrics"}) {
        const auto of = [&](const auto& counts) {
            return std::find_if(counts.begin(), counts.end(),
                                [&](const auto& one) { return one.first == table; })
                ->second;
        };
        CHECK(of(sizes(path)) == of(described));
    }
    for (const int gone : {1, 3}) {
        lineage.remove_runs({sample::run_id(gone)});
        const auto run = lineage.run(sample::run_id(2));
        REQUIRE(run);
        CHECK(run->executions.at(0).metrics == MetricValues{{"m.json:auc", 0.5}});
        CHECK(run->executions.at(0).record->run == maker);
        const RunTable table = lineage.run_table({});
        CHECK(table.parameters ==
              std::vector<std::string>{"params.yaml:train.depth", "params.yaml:train.rate"});
        CHECK(table.values.at(table.rows.back().parameters.at(0)) == "1");
        CHECK(sound(path));
    }
}

TEST_CASE("a removal that fails removes nothing") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    sample::store(lineage, run_with(1, {sample::ran("train", 1, sample::run_id(1))}));
    const auto before = sizes(path);
    Database(path, Database::Mode::read_write)
        .execute("CREATE TRIGGER no BEFORE DELETE ON artifacts BEGIN SELECT raise(ABORT, 'no'); END");
    CHECK_THROWS(lineage.remove_runs({sample::run_id(1)}));
    CHECK(sizes(path) == before);
    Database(path, Database::Mode::read_write).execute("DROP TRIGGER no");
    lineage.remove_runs({sample::run_id(1)});
    CHECK(lineage.runs({}).empty());
}

TEST_CASE("the latest execution of each stage names its run") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    sample::store(lineage, 1,
                  {sample::ran("train", 1, sample::run_id(1)), sample::ran("deploy", 1, sample::run_id(1))});
    sample::store(
        lineage, 2,
        {sample::ran("train", 2, sample::run_id(2)), sample::skipped("deploy", 1, sample::run_id(1))});
    sample::store(lineage, 3, {sample::skipped("train", 2, sample::run_id(2))});
    CHECK(lineage.latest_runs() == std::vector<std::string>{sample::run_id(1), sample::run_id(2)});
}
