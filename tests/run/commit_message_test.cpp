#include "../../src/run/commit_message.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Execution execution(const std::string& stage, ExecutionStatus status) {
    Execution one;
    one.stage = stage;
    one.status = status;
    return one;
}

}  // namespace

TEST_CASE("a run's commit says verdict, stages and metrics, and trailers name the run") {
    RunRecord run;
    run.id = "20261123T131502123Z-7f3a9c";
    run.pipeline = "flights";
    run.pipeline_file = "sub/pipeline.yaml";
    run.status = RunStatus::failed;
    run.name = "deeper";
    Execution train = execution("train", ExecutionStatus::ran);
    train.attempts = 1;
    train.use.wall_s = 1.5;
    train.metrics = {{"m.json:auc", 0.75}, {"m.json:n", 3}};
    Execution evaluate = execution("evaluate", ExecutionStatus::failed);
    evaluate.attempts = 1;
    evaluate.reason = "the command exited with 1\nand more";
    run.executions = {execution("prepare", ExecutionStatus::skipped), train, evaluate,
                      execution("deploy", ExecutionStatus::blocked)};
    run.executions.back().reason = "evaluate failed";
    run.gates.resize(1);
    run.gates[0].stage = "train";
    run.gates[0].verdict = GateVerdict::fail;
    run.gates[0].reason = "auc 0.75 < 0.8";
    CHECK(commit_message(run) ==
          "flights: failed, 1 failed, 1 blocked, 1 ran, 1 skipped\n"
          "\ndeeper\n"
          "\ntrain: ran in 1.50 s\nevaluate: failed in 0.00 s, the command exited with 1\n"
          "deploy: blocked, evaluate failed\n"
          "\ngate of train: fail, auc 0.75 < 0.8\n"
          "\nm.json:auc = 0.75\nm.json:n = 3\n"
          "\nRun-Id: 20261123T131502123Z-7f3a9c\nPipeline: sub/pipeline.yaml\n");
}

TEST_CASE("a thousand stages do not make a thousand lines, nor do names forge a trailer") {
    RunRecord run;
    run.id = "id";
    run.pipeline = "p\nRun-Id: other";
    run.pipeline_file = "pipeline.yaml";
    run.note = "one\n\nRun-Id: forged";
    for (int i = 0; i < 1000; ++i) run.executions.push_back(execution("s", ExecutionStatus::restored));
    const std::string message = commit_message(run);
    CHECK(std::count(message.begin(), message.end(), '\n') < 70);
    CHECK_THAT(message, ContainsSubstring("and 950 more\n"));
    CHECK(message.find("\nRun-Id: forged") == std::string::npos);
    CHECK(message.find("\nRun-Id: other") == std::string::npos);
}
