#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/sqlite.hpp"
#include "sample.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

std::int64_t ask(const std::string& path, const std::string& sql) {
    Database database(path, Database::Mode::read_only);
    Statement statement = database.prepare(sql);
    REQUIRE(statement.step());
    return statement.integer(0);
}

std::string text(const std::string& path, const std::string& sql) {
    Database database(path, Database::Mode::read_only);
    Statement statement = database.prepare(sql);
    std::string all;
    while (statement.step()) {
        if (!all.empty()) all += ',';
        all += statement.text(0);
    }
    return all;
}

}  // namespace

TEST_CASE("the database outlives the process, with one instance id") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    std::string instance;
    {
        Lineage lineage(path, Lineage::Mode::read_write);
        instance = lineage.instance();
        CHECK(instance.size() == 32);
        sample::store(lineage, 1, {sample::ran("train", 1, sample::run_id(1))});
    }
    {
        Lineage again(path, Lineage::Mode::read_write);
        CHECK(again.instance() == instance);
        CHECK(again.runs({}).size() == 1);
    }
    Lineage other(directory.path() + "/other.db", Lineage::Mode::read_write);
    CHECK(other.instance() != instance);
}

TEST_CASE("a database of a newer mlpipe is refused and left alone") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Database(path, Database::Mode::read_write).execute("PRAGMA user_version = 999; CREATE TABLE future (x)");
    for (const auto mode : {Lineage::Mode::read_write, Lineage::Mode::read_only})
        CHECK_THROWS_WITH(Lineage(path, mode), ContainsSubstring(path) && ContainsSubstring("newer mlpipe") &&
                                                   ContainsSubstring("schema 999"));
    CHECK(text(path, "SELECT name FROM sqlite_schema") == "future");
}

TEST_CASE("a migration that fails leaves the database as it was") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Database(path, Database::Mode::read_write).execute("CREATE TABLE edges (somebody_elses)");
    CHECK_THROWS_AS(Lineage(path, Lineage::Mode::read_write), Error);
    CHECK(text(path, "SELECT name FROM sqlite_schema") == "edges");
    CHECK(ask(path, "PRAGMA user_version") == 0);
}

TEST_CASE("reading needs the file, and creates nothing") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    CHECK_THROWS_AS(Lineage(path, Lineage::Mode::read_only), Error);
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("an empty database answers readers like one without runs") {
    TemporaryDirectory directory;
    const std::string path = directory.write("lineage.db", "");
    Lineage lineage(path, Lineage::Mode::read_only);
    CHECK(lineage.runs({}).empty());
    CHECK_FALSE(lineage.run("2026"));
    CHECK(std::filesystem::file_size(path) == 0);
}

TEST_CASE("a file that is no database is called damaged") {
    TemporaryDirectory directory;
    const std::string path = directory.write("lineage.db", std::string(4096, 'x'));
    try {
        Lineage lineage(path, Lineage::Mode::read_only);
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::damaged);
        CHECK_THAT(error.what(), ContainsSubstring(path));
    }
}

TEST_CASE("a reader sees a run while it is written") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage writer(path, Lineage::Mode::read_write);
    Lineage reader(path, Lineage::Mode::read_only);
    RunRecord run = sample::run(1);
    writer.begin_run(run);
    CHECK(reader.runs({}).at(0).status == RunStatus::running);
    sample::store(writer, 2, {sample::ran("train", 1, sample::run_id(2))});
    CHECK(reader.runs({}).size() == 2);
    CHECK(reader.run(sample::run_id(2))->executions.size() == 1);
    CHECK_THROWS_AS(reader.begin_run(sample::run(3)), Error);
}

TEST_CASE("edges, parameters and metrics are there for questions in SQL") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    {
        Lineage lineage(path, Lineage::Mode::read_write);
        RunRecord run = sample::run(1);
        auto execution = sample::ran("train", 1, run.id);
        execution.record->prior = {sample::artifact("state", "before")};
        execution.record->inputs.parameters = {{"p.yaml", "a", 1}, {"p.yaml", "b", 1.0}};
        auto again = execution;  // of the same record: described already
        again.stage = "clean";
        again.status = ExecutionStatus::skipped;
        again.attempts = 0;
        run.executions = {execution, again};
        sample::store(lineage, run, RunStatus::succeeded,
                      {{"m.json:auc", 0.75}, {"m.json:bad", std::nan("")}});
        sample::store(lineage, 2, {sample::failed("train", 2)}, RunStatus::failed);
    }
    const std::string edges =
        "SELECT d.role || ' ' || d.direction || ' ' || p.path FROM edges d JOIN paths p ON p.id = d.path"
        " JOIN executions e ON e.id = d.execution JOIN stages s ON s.id = e.stage WHERE ";
    CHECK(text(path, edges + "e.status = 'ran' ORDER BY 1") ==
          "dep in data/train.csv,dep in src/train.py,environment in requirements.txt,"
          "metric out metrics/train.json,out out models/train,prior in state");
    CHECK(text(path, edges + "e.status = 'failed'") == "leftover out models/train");
    CHECK(text(path, edges + "s.name = 'clean'").empty());
    CHECK(text(path, "SELECT key || '=' || value FROM parameters ORDER BY key") == "a=1,b=1.0");
    CHECK(text(path, "SELECT name || '=' || coalesce(value, 'nan') FROM metrics ORDER BY 1") ==
          "m.json:auc=0.75,m.json:bad=nan");
    CHECK(ask(path, "SELECT count(*) FROM paths WHERE path = 'models/train'") == 1);
    CHECK(text(path, "PRAGMA foreign_key_check").empty());
    CHECK(text(path, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("the inputs of a failed execution are edges too, where they are known") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    const InterpreterEnvironment python{"/usr/bin/python3.11", "3.11.2", {{"numpy", "1.26.4"}}};
    {
        Lineage lineage(path, Lineage::Mode::read_write);
        RunRecord run = sample::run(1);
        lineage.begin_run(run);
        const auto ids = lineage.begin_executions(run.id, {sample::never("train", ExecutionStatus::running),
                                                           sample::never("test", ExecutionStatus::running)});
        const StageInputs inputs = sample::record("train", 1, "").inputs;
        lineage.finish_executions({{ids[0], sample::failed("train", 1), &python, &inputs},
                                   {ids[1], sample::failed("test", 1), &python, nullptr}});
        run.interpreters = {python};
        lineage.finish_run(run);
        CHECK(lineage.run(run.id)->interpreters.size() == 1);
        CHECK(lineage.run(run.id)->interpreters.at(0).packages == python.packages);
    }
    CHECK(ask(path, "SELECT count(*) FROM edges WHERE direction = 'in'") == 3);
    CHECK(ask(path, "SELECT count(*) FROM parameters") == 2);
    CHECK(ask(path, "SELECT count(*) FROM environments") == 1);
    CHECK(ask(path, "SELECT count(*) FROM executions WHERE interpreter IS NOT NULL") == 2);
}

TEST_CASE("what is foreseen is no execution, and is what begins later points to") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    const RunRecord run = sample::run(1);
    lineage.begin_run(run);
    Execution begun = sample::never("train", ExecutionStatus::running);
    begun.key = sha256("key");
    lineage.foresee(run.pipeline_file, {{"train", begun.key}, {"never", sha256("another")}});
    CHECK(ask(path, "SELECT count(*) FROM executions") == 0);
    CHECK(ask(path, "SELECT count(*) FROM stages") == 2);
    CHECK(lineage.latest_executions(run.pipeline_file).empty());
    lineage.begin_executions(run.id, {begun});
    CHECK(ask(path, "SELECT count(*) FROM stages") == 2);
    CHECK(ask(path, "SELECT count(*) FROM keys") == 2);
    CHECK(
        text(path,
             "SELECT s.name || ' ' || e.status FROM executions e JOIN stages s ON s.id = e.stage"
             " JOIN keys k ON k.id = e.key WHERE k.digest = (SELECT digest FROM keys ORDER BY id LIMIT 1)") ==
        "train running");
}

TEST_CASE("a beginning that need not survive a power cut is there for everybody else") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    lineage.begin_run(sample::run(1));
    lineage.begin_executions(sample::run_id(1), {sample::never("train", ExecutionStatus::running)},
                             Lineage::Survives::process);
    CHECK(ask(path, "SELECT count(*) FROM executions WHERE status = 'running'") == 1);
    CHECK_THROWS_AS(lineage.begin_executions("absent", {}, Lineage::Survives::process), Error);
    sample::store(lineage, 2, {sample::ran("train", 1, sample::run_id(2))});
    CHECK(lineage.runs({}).size() == 2);
    CHECK(text(path, "PRAGMA foreign_key_check").empty());
}

TEST_CASE("a damaged record names its run") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    Lineage lineage(path, Lineage::Mode::read_write);
    sample::store(lineage, 1, {sample::ran("train", 1, sample::run_id(1))});
    Database(path, Database::Mode::read_write).execute("UPDATE records SET json = '{\"half\":'");
    try {
        lineage.run(sample::run_id(1));
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::damaged);
        CHECK_THAT(error.what(), ContainsSubstring(sample::run_id(1)));
    }
}

TEST_CASE("processes that create the database at once agree on it") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            try {
                Lineage lineage(path, Lineage::Mode::read_write);
                lineage.begin_run(sample::run(i));
                ::_exit(0);
            } catch (const std::exception&) {
                ::_exit(1);
            }
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    CHECK(ask(path, "SELECT count(*) FROM instance") == 1);
    CHECK(ask(path, "SELECT count(*) FROM runs") == 4);
}

TEST_CASE("abandoned runs end as interrupted, the current one goes on") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    for (int i = 1; i <= 3; ++i) {
        lineage.begin_run(sample::run(i));
        Execution start = sample::never("train", ExecutionStatus::running);
        start.started_ns = sample::run(i).started_ns + 5;
        lineage.begin_executions(sample::run_id(i), {start});
    }
    sample::store(lineage, 0, {sample::ran("train", 1, sample::run_id(0))});
    lineage.close_abandoned(sample::run_id(3));
    const auto runs = lineage.runs({});
    CHECK(runs.at(0).status == RunStatus::running);
    CHECK(runs.at(1).status == RunStatus::interrupted);
    CHECK(runs.at(1).finished_ns == sample::run(2).started_ns + 5);
    CHECK(runs.at(2).status == RunStatus::interrupted);
    CHECK(runs.at(3).status == RunStatus::succeeded);
    CHECK(lineage.run(sample::run_id(3))->executions.at(0).status == ExecutionStatus::running);
    const auto closed = lineage.run(sample::run_id(1))->executions.at(0);
    CHECK(closed.status == ExecutionStatus::interrupted);
    CHECK_THAT(closed.reason, ContainsSubstring("ended before"));
}
