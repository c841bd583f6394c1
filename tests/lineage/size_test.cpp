// Many runs: 10,000 of 10 stages each, of which two ran and eight were skipped.
#include <time.h>

#include <chrono>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/sqlite.hpp"
#include "sample.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

constexpr int many = 10'000;

struct Taken {
    double wall = 0, cpu = 0;  // milliseconds
};

double cpu_milliseconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

template <typename Body>
Taken measure(const Body& body) {
    const double cpu = cpu_milliseconds();
    const auto begin = std::chrono::steady_clock::now();
    body();
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
    return {wall.count(), cpu_milliseconds() - cpu};
}

// One run through Lineage, the others as its copies in SQL: 100,000 executions in less than a second.
void fill(const std::string& path) {
    {
        Lineage lineage(path, Lineage::Mode::read_write);
        std::vector<Execution> executions;
        for (int i = 0; i < 10; ++i) {
            const std::string stage = "stage" + std::to_string(i);
            executions.push_back(sample::ran(stage, 0, sample::run_id(0)));
            executions.back().metrics = {{"metrics/" + stage + ".json:auc", 0.5},
                                         {"metrics/" + stage + ".json:loss", 1.5}};
        }
        sample::store(lineage, 0, executions);
    }
    Database database(path, Database::Mode::read_write);
    database.set_expendable();
    Transaction transaction(database);
    const std::string numbers =
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(many - 1) + ") ";
    database.execute(
        numbers +
        "INSERT INTO runs SELECT 1 + i, printf('20260101T%09dZ-%06x', i, i), status, pipeline, "
        "pipeline_file, name,"
        " note, arguments, instance, started_ns + i * 1000000000, finished_ns + i * 1000000000, machine, "
        "git_commit, branch, head, reproduces_run, reproduces_commit, verdict, cause"
        " FROM runs, n;" +
        numbers +
        "INSERT INTO keys SELECT 10 * i + id, randomblob(32) FROM keys, n WHERE (id + i) % 10 < 2;" +
        numbers +
        "INSERT INTO records SELECT 10 * i + id, 10 * i + key, printf('20260101T%09dZ-%06x', i, i), "
        "duration_s,"
        " accepted, json FROM records, n WHERE (key + i) % 10 < 2;" +
        numbers +
        "INSERT INTO executions SELECT 10 * i + id, 1 + i, stage, position,"
        " iif((key + i) % 10 < 2, 'ran', 'skipped'), reason, iif((key + i) % 10 < 2, 10 * i, 0) + key,"
        " iif((key + i) % 10 < 2, 10 * i, 0) + record, (key + i) % 10 < 2, 0, 0, started_ns + i, finished_ns "
        "+ i,"
        " wall_s, cpu_s, peak_memory, exit_code, attempts, interpreter,"
        " iif((key + i) % 10 < 2, 10 * i, 0) + key FROM executions, n;" +
        numbers +
        "INSERT INTO edges SELECT 10 * i + execution, role, path, artifact, direction, executable FROM "
        "edges, n"
        " WHERE (execution + i) % 10 < 2;" +
        numbers +
        "INSERT INTO parameters SELECT 10 * i + execution, file, key, iif(key LIKE '%depth', i % 7, value)"
        " FROM parameters, n WHERE (execution + i) % 10 < 2;" +
        numbers +
        "INSERT INTO metrics SELECT 10 * i + execution, name, value + i % 100 / 100.0 FROM metrics, n"
        " WHERE (execution + i) % 10 < 2");
    transaction.commit();
}

}  // namespace

TEST_CASE("ten thousand runs answer within tens of milliseconds") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    fill(path);
    std::string report = "milliseconds of wall and processor";
    // Processor time, which other processes do not stretch; wide, for builds that are not optimised, yet well
    // below what a scan of the database takes.
    double most = 60;
    const auto timed = [&](const std::string& what, const auto& body) {
        const Taken taken = measure(body);
        report += "\n" + what + " " + std::to_string(taken.wall) + " " + std::to_string(taken.cpu);
        CAPTURE(what);
        CHECK(taken.cpu < most);
    };
    std::unique_ptr<Lineage> lineage;
    timed("open", [&] { lineage = std::make_unique<Lineage>(path, Lineage::Mode::read_write); });
    timed("close_abandoned", [&] { lineage->close_abandoned(""); });
    timed("runs", [&] { CHECK(lineage->runs({}).size() == 20); });
    RunFilter filter;
    filter.stage = "stage3";
    timed("runs --stage", [&] { CHECK(lineage->runs(filter).at(0).ran == 2); });
    timed("run", [&] { CHECK(lineage->run("20260101T000009999")->executions.size() == 10); });
    timed("durations", [&] { CHECK(lineage->durations(sample::pipeline_file).size() == 10); });
    timed("latest_executions",
          [&] { CHECK(lineage->latest_executions(sample::pipeline_file).size() == 10); });
    timed("last_success_ns", [&] { CHECK(lineage->last_success_ns(sample::record("stage3", 0, "").key)); });
    most = 3000;  // what grows with the answer
    filter = {};
    filter.limit = 0;
    timed("runs, all", [&] { CHECK(lineage->runs(filter).size() == many); });
    timed("run_table, 20 runs", [&] { CHECK(lineage->run_table({}).rows.size() == 20); });
    RunTable table;
    timed("run_table, all", [&] { table = lineage->run_table(filter); });
    CHECK(table.rows.size() == many);
    timed("the same sorted", [&] { sort_runs(table, "-stage3.json:auc"); });
    timed("the same filtered",
          [&] { keep_matching(table, {parse_metric_condition("stage4.json:auc > 1")}); });
    timed("records_kept 100",
          [&] { CHECK(lineage->records_kept(100, sample::run(many).started_ns).size() >= 200); });

    timed("metric_history",
          [&] { CHECK(lineage->metric_history("metrics/stage3.json:auc").size() == many); });
    const auto asked = lineage->artifacts_at("data/stage3.csv");
    REQUIRE(asked.size() == 1);
    LineageGraph graph;
    timed("ancestry down, 2000 results", [&] { graph = lineage->ancestry(asked, Lineage::Direction::down); });
    CHECK(graph.results.size() == many / 5 + 1);  // the first run made all ten
    timed("ancestry up, as many makers",
          [&] { graph = lineage->ancestry(lineage->artifacts_at("models/stage3"), Lineage::Direction::up); });
    CHECK(graph.results.size() == many / 5 + 1);  // the first run made all ten
    std::vector<Execution> executions;
    for (int i = 0; i < 64; ++i)
        executions.push_back(sample::ran("new" + std::to_string(i), 1, sample::run_id(many)));
    RunRecord run = sample::run(many);
    timed("begin_run", [&] { lineage->begin_run(run); });
    std::vector<ExecutionId> ids;
    timed("begin 64", [&] { ids = lineage->begin_executions(run.id, executions); });
    std::vector<Lineage::Finished> batch;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        executions[i].metrics = {{"metrics/a.json:auc", 0.5}, {"metrics/a.json:loss", 1.5}};
        batch.push_back({ids[i], executions[i], nullptr, nullptr});
    }
    timed("finish 64, new", [&] { lineage->finish_executions(batch); });
    RunRecord next = sample::run(many + 1);
    lineage->begin_run(next);
    ids = lineage->begin_executions(next.id, executions);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        batch[i].id = ids[i];
        batch[i].execution.record->run = next.id;
    }
    timed("finish 64, paths known", [&] { lineage->finish_executions(batch); });
    next.executions = executions;
    for (int i = 0; i < 1000; ++i)
        next.executions.push_back(sample::skipped("new" + std::to_string(i % 64), 1, sample::run_id(many)));
    for (int i = 0; i < 1000; ++i)
        next.executions[static_cast<std::size_t>(64 + i)].stage = "old" + std::to_string(i);
    timed("finish_run, 1000 skipped", [&] { lineage->finish_run(next); });
    timed("run of 1064 stages", [&] { CHECK(lineage->run(next.id)->executions.size() == 1064); });
    INFO(report);
    if (std::getenv("MLPIPE_TEST_TIMINGS")) WARN(report);
}
