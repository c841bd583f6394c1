// Parameters and metrics of many runs at once, and one metric over time.
#include <cmath>

#include "mlpipe/base/sqlite.hpp"
#include "sample.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

void store(Lineage& lineage, int number, std::vector<Execution> executions, const std::string& branch,
           const MetricValues& metrics = {}) {
    RunRecord run = sample::run(number);
    run.executions = std::move(executions);
    run.branch = branch;
    run.commit = std::string(40, static_cast<char>('0' + number));
    sample::store(lineage, run, RunStatus::succeeded, metrics);
}

const std::string auc = "metrics/eval.json:auc";

// Runs 1 and 2 train, run 3 skips what run 1 made, run 4 has another stage alone.
void fill(Lineage& lineage) {
    store(lineage, 1, {sample::ran("train", 1, sample::run_id(1))}, "main", {{auc, 0.7}});
    store(lineage, 2, {sample::ran("train", 2, sample::run_id(2))}, "wild", {{auc, 0.9}, {"m.json:n", 3}});
    store(lineage, 3, {sample::skipped("train", 1, sample::run_id(1))}, "main");
    store(lineage, 4, {sample::failed("test", 1)}, "main");
}

}  // namespace

TEST_CASE("a table of runs has the parameters and metrics of each, of skipped stages too") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    fill(lineage);
    const RunTable table = lineage.run_table({});
    REQUIRE(table.rows.size() == 4);
    CHECK(table.parameters == std::vector<std::string>{"params.yaml:train.depth", "params.yaml:train.rate"});
    CHECK(table.metrics == std::vector<std::string>{"m.json:n", auc});
    const auto depth = [&](std::size_t row) { return table.values[table.rows[row].parameters[0]]; };
    CHECK(table.rows[0].run.id == sample::run_id(4));
    CHECK(depth(0).empty());
    CHECK(depth(1) == "1");
    CHECK(depth(2) == "2");
    CHECK(depth(3) == "1");
    CHECK(table.rows[1].metrics == std::vector<std::optional<double>>{std::nullopt, 0.7});
    CHECK(table.rows[2].metrics == std::vector<std::optional<double>>{3.0, 0.9});
    CHECK(table.rows[1].run.skipped == 1);
    CHECK(table.rows[2].run.branch == "wild");
    CHECK(table.rows[2].run.commit == std::string(40, '2'));
}

TEST_CASE("runs are filtered by branch") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    fill(lineage);
    RunFilter filter;
    filter.branch = "main";
    CHECK(lineage.runs(filter).size() == 3);
    filter.branch = "none";
    CHECK(lineage.run_table(filter).rows.empty());
    CHECK(lineage.run_table(filter).metrics.empty());
}

TEST_CASE("the metrics of a skipped execution are those of its result") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    fill(lineage);
    CHECK(lineage.run(sample::run_id(3))->executions.at(0).metrics == MetricValues{{auc, 0.7}});
    // Nothing here has made this one: its parameters are known, its metrics are not.
    store(lineage, 5, {sample::skipped("train", 9, sample::run_id(-3))}, "main");
    CHECK(lineage.run(sample::run_id(5))->executions.at(0).metrics.empty());
    RunFilter newest;
    newest.limit = 1;
    const RunTable table = lineage.run_table(newest);
    CHECK(table.metrics.empty());
    CHECK(table.values.at(table.rows.at(0).parameters.at(0)) == "9");
    // Until it is restored here.
    auto restored = sample::ran("train", 9, sample::run_id(-3));
    restored.status = ExecutionStatus::restored;
    store(lineage, 6, {restored}, "main", {{auc, 0.4}});
    CHECK(lineage.run(sample::run_id(5))->executions.at(0).metrics == MetricValues{{auc, 0.4}});
}

TEST_CASE("a metric's history has every run that shows it, newest last") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    CHECK(lineage.metric_names().empty());
    fill(lineage);
    CHECK(lineage.metric_names() == std::vector<std::string>{"m.json:n", auc});
    const auto history = lineage.metric_history(auc);
    REQUIRE(history.size() == 3);
    CHECK(history[0].run == sample::run_id(1));
    CHECK(history[1].value == 0.9);
    CHECK(history[1].branch == "wild");
    CHECK(history[1].stage == "train");
    CHECK(history[2].run == sample::run_id(3));
    CHECK(history[2].value == 0.7);
    CHECK(history[2].status == ExecutionStatus::skipped);
    CHECK(history[2].commit == std::string(40, '3'));
    CHECK(history[2].started_ns == sample::run(3).started_ns);

    MetricHistoryFilter filter;
    filter.limit = 1;
    CHECK(lineage.metric_history(auc, filter).at(0).run == sample::run_id(3));
    filter.with_skipped = false;
    CHECK(lineage.metric_history(auc, filter).at(0).run == sample::run_id(2));
    filter = {};
    filter.branch = "main";
    CHECK(lineage.metric_history(auc, filter).size() == 2);
    filter.since_ns = sample::run(3).started_ns;
    CHECK(lineage.metric_history(auc, filter).size() == 1);
    CHECK(lineage.metric_history("auc").empty());
}

TEST_CASE("a database of the first schema is described as one that was written now") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    {
        Lineage lineage(path, Lineage::Mode::read_write);
        fill(lineage);
        auto restored = sample::ran("train", 1, sample::run_id(1));
        restored.status = ExecutionStatus::restored;
        store(lineage, 5, {restored}, "main");
    }
    {
        // As the first schema had it: a restored execution has edges of its own, and nobody is described.
        Database old(path, Database::Mode::read_write);
        old.execute(
            "PRAGMA foreign_keys = OFF;"
            "INSERT INTO edges SELECT (SELECT max(id) FROM executions), role, path, artifact, direction,"
            " executable FROM edges WHERE execution = 1;"
            "DROP INDEX executions_describing; DROP INDEX executions_described; DROP INDEX executions_run;"
            "DROP INDEX edges_artifact; DROP INDEX edges_path; DROP INDEX metrics_name;"
            "CREATE INDEX executions_run ON executions (run, status);"
            "CREATE INDEX edges_artifact ON edges (artifact); CREATE INDEX edges_path ON edges (path);"
            "ALTER TABLE executions DROP COLUMN described_by;"
            "ALTER TABLE runs DROP COLUMN branch; ALTER TABLE runs DROP COLUMN head;"
            "ALTER TABLE runs DROP COLUMN reproduces_run; ALTER TABLE runs DROP COLUMN reproduces_commit;"
            "ALTER TABLE runs DROP COLUMN verdict; DROP INDEX runs_cause; ALTER TABLE runs DROP COLUMN cause;"
            "DROP TABLE model_index; DROP TABLE model_versions; DROP TABLE model_events; DROP TABLE gates;"
            "DROP TABLE checks;"
            "PRAGMA user_version = 1");
    }
    CHECK_THROWS(Lineage(path, Lineage::Mode::read_only));
    Lineage lineage(path, Lineage::Mode::read_write);
    for (const int run : {1, 3, 5})
        CHECK(lineage.run(sample::run_id(run))->executions.at(0).metrics == MetricValues{{auc, 0.7}});
    Database database(path, Database::Mode::read_only);
    Statement count = database.prepare("SELECT count(*) FROM edges WHERE role <> 'leftover'");
    REQUIRE(count.step());
    CHECK(count.integer(0) == 10);
}
