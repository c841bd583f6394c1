#include "sample.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

RunRecord foreign(int number) {
    RunRecord run;
    run.id = sample::run_id(number);
    run.status = RunStatus::succeeded;
    run.pipeline = "numbers";
    run.pipeline_file = sample::pipeline_file;
    run.instance = "another clone";
    run.started_ns = 1'700'000'000'000'000'000;
    run.finished_ns = run.started_ns + 1'000;
    run.commit = std::string(40, 'a');
    run.executions = {sample::ran("train", number, run.id), sample::failed("deploy", number)};
    run.executions[0].metrics = {{"metrics/train.json:auc", 0.5}};
    return run;
}

}  // namespace

TEST_CASE("runs of another clone come whole, once, and keep their clone") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    CHECK(lineage.import_runs({foreign(1), foreign(2)}) == 2);
    CHECK(lineage.import_runs({foreign(2), foreign(3)}) == 1);
    CHECK(lineage.knows_run(sample::run_id(3)));
    CHECK_FALSE(lineage.knows_run(sample::run_id(4)));
    CHECK_FALSE(lineage.knows_run(sample::run_id(3).substr(0, 10)));
    const auto read = lineage.run(sample::run_id(1));
    REQUIRE(read);
    CHECK(read->instance == "another clone");
    CHECK(read->commit == std::string(40, 'a'));
    REQUIRE(read->executions.size() == 2);
    CHECK(read->executions[0].metrics == foreign(1).executions[0].metrics);
    CHECK(read->executions[0].record == foreign(1).executions[0].record);
    CHECK(read->executions[1].status == ExecutionStatus::failed);
}

TEST_CASE("a run that is known stays as it is") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    lineage.import_run(foreign(1));
    RunRecord changed = foreign(1);
    changed.status = RunStatus::failed;
    lineage.import_run(changed);
    CHECK(lineage.run(changed.id)->status == RunStatus::succeeded);
}

TEST_CASE("what another clone did is not what was done here") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    lineage.import_runs({foreign(1)});
    CHECK(lineage.latest_executions(sample::pipeline_file).empty());
}
