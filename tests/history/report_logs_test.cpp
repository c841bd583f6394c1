#include "../../src/history/report_logs.hpp"

#include "support/catch.hpp"
#include "support/history_project.hpp"

using namespace mlpipe;

TEST_CASE("what another clone calls a run or a stage does not lead out of the folder of runs") {
    HistoryProject project;
    project.write(".mlpipe/runs/20261123T131502123Z-7f3a9c/train.log", "mine\n");
    project.write("elsewhere/train.log", "not mine\n");
    RunReport report;
    report.run.id = "20261123T131502123Z-7f3a9c";
    report.run.executions.resize(2);
    report.run.executions[0].stage = "train";
    report.run.executions[1].stage = "../../../elsewhere/train";
    add_logs(project.files, project.project(), report);
    REQUIRE(report.logs.size() == 1);
    CHECK(report.logs.at(0).lines == std::vector<std::string>{"mine"});
    report.logs.clear();
    report.run.id = "../../elsewhere";
    add_logs(project.files, project.project(), report);
    CHECK(report.logs.empty());
}
