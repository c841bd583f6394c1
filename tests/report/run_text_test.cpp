#include "mlpipe/report/run_text.hpp"

#include "events.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

TEST_CASE("a recorded run for people") {
    RunRecord run = finished(RunStatus::failed, {ran("train", 12.3), failed("evaluate", 137, 1)}).run;
    run.pipeline = "flights";
    run.pipeline_file = "pipeline.yaml";
    run.note = "lower rate";
    run.arguments = {"run", "-j2"};
    run.machine.os = "Debian 12";
    run.machine.cpus = 2;
    run.machine.cpu = "a processor";
    run.machine.memory = 4ull << 30;
    run.interpreters = {{"/usr/bin/python3", "3.11.2", {{"numpy", "1.26"}}}};
    run.executions[0].use.cpu_s = 20;
    run.executions[0].use.peak_memory = 3 << 20;
    run.executions[0].reason = "src/train.py changed";
    run.executions[1].reason = "model.bin changed";
    run.branch = "main";
    run.commit = "c0ffee";
    run.reproduction = Reproduction{"r0", "beef", "within_tolerance"};
    run.executions[0].metrics = {{"train.json:loss", 0.25}, {"train.json:rows", 1000}};
    CHECK(run_text(run, {}) ==
          "run         20261123T131502123Z-7f3a9c  failed\n"
          "pipeline    flights (pipeline.yaml)\n"
          "note        lower rate\n"
          "arguments   run -j2\n"
          "started     1970-01-01T00:00:01.000Z\n"
          "took        12.3 s\n"
          "branch      main\n"
          "commit      c0ffee\n"
          "reproduces  run r0 (commit beef): within tolerance\n"
          "machine     Debian 12, 2 cores of a processor, 4.0 GiB\n"
          "interpreter /usr/bin/python3 3.11.2, 1 package\n"
          "metrics\n"
          "  train.json:loss  0.25\n"
          "  train.json:rows  1000\n"
          "\n"
          "stage     status    time     cpu   memory  reason\n"
          "train     ran     12.3 s  20.0 s  3.0 MiB  src/train.py changed\n"
          "evaluate  failed  1.00 s                   exit code 137 (SIGKILL); model.bin changed\n");
}

TEST_CASE("a running run has no duration, an empty one no table") {
    RunRecord run;
    run.id = "r";
    run.started_ns = 1'000'000'000;
    CHECK(run_text(run, {}) == "run         r  running\nstarted     1970-01-01T00:00:01.000Z\n");
}

TEST_CASE("one execution whole") {
    Execution made = ran("train", 2.5);
    made.accepted = true;
    StageRecord record;
    record.run = "r1";
    record.accepted = Acceptance{"comment only", "me", "now"};
    record.inputs.command.parts = {"python train.py", "echo done"};
    record.inputs.working_directory = "sub";
    record.inputs.parameters = {{"params.yaml", "train.lr", 0.1}, {"all.json", "", Value::Map{{"a", 1}}}};
    Reference file;
    file.size = 2048;
    file.digest.bytes[0] = 0xab;
    Reference directory = file;
    directory.type = ReferenceType::directory;
    record.inputs.dependencies = {{"data", directory}, {"train.py", file}};
    record.inputs.environment = {{"SEED", "0"}};
    record.inputs.secrets = {"TOKEN"};
    record.outputs = {{"model.bin", file}};
    made.record = record;
    CHECK(execution_text(made, {}) ==
          "stage       train  ran\n"
          "exit code   0\n"
          "took        2.50 s\n"
          "accepted    comment only, by me at now\n"
          "made by     run r1\n"
          "command\n"
          "  python train.py\n"
          "  echo done\n"
          "directory   sub\n"
          "parameters\n"
          "  params.yaml:train.lr  0.1\n"
          "  all.json              {\"a\":1}\n"
          "dependencies\n"
          "  data/     dir   2.0 KiB  ab0000000000\n"
          "  train.py  file  2.0 KiB  ab0000000000\n"
          "environment\n"
          "  SEED=0\n"
          "  TOKEN  secret\n"
          "outputs\n"
          "  model.bin  file  2.0 KiB  ab0000000000\n");
}

TEST_CASE("what a failure left and what changed under a stage is shown") {
    Execution bad = failed("train", 1, 1);
    bad.leftovers = {{"model.bin", {}}};
    bad.changed_inputs = {"raw\n.csv"};
    const std::string text = execution_text(bad, {});
    CHECK_THAT(text, ContainsSubstring("left behind by the failure\n  model.bin  file"));
    CHECK_THAT(text, ContainsSubstring("not reused: raw\\n.csv\n"));
}
