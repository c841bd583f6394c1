// From a stage to its job: argument vectors, environment, files, secrets.
#include "../../src/run/job_builder.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Builder {
    Stage stage;
    Project project;
    Observation observation;
    Admission::Grant grant;
    std::vector<std::string> caller = {"PATH=/bin", "HOME=/h"};

    Builder() {
        project.root = "/w";
        project.pipeline_file = "/w/sub/pipeline.yaml";
        stage.name = "train";
        stage.command.parts = {"python t.py"};
    }
    Job build() const {
        return build_job(project, stage, observation, grant, CallerEnvironment(caller), {"run-1", 4});
    }
    std::string variable(const std::string& name) const {
        for (const auto& [key, value] : build().environment)
            if (key == name) return value;
        return "(unset)";
    }
};

}  // namespace

TEST_CASE("a script is given to a shell that stops at the first failure") {
    Builder builder;
    using Commands = std::vector<std::vector<std::string>>;
    builder.stage.command.parts = {"one", "two"};
    CHECK(builder.build().commands ==
          Commands{{"/bin/sh", "-e", "-c", "one"}, {"/bin/sh", "-e", "-c", "two"}});
    builder.stage.command.shell = "bash  -euo pipefail\t-c ";
    CHECK(builder.build().commands.front() ==
          std::vector<std::string>{"bash", "-euo", "pipefail", "-c", "one"});
    builder.stage.command.shell = "fish";
    CHECK(builder.build().commands.front() == std::vector<std::string>{"fish", "-c", "one"});
}

TEST_CASE("by DVC's rules it is the user's shell") {
    Builder builder;
    builder.stage.command.user_shell = true;
    CHECK(builder.build().commands.front().front() == "/bin/sh");
    builder.caller.push_back("SHELL=/bin/zsh");
    CHECK(builder.build().commands.front() == std::vector<std::string>{"/bin/zsh", "-c", "python t.py"});
    builder.caller.back() = "SHELL=";
    CHECK(builder.build().commands.front().front() == "/bin/sh");
}

TEST_CASE("a stage inherits everything but what belongs to git and to us") {
    Builder builder;
    builder.caller = {"PATH=/bin",
                      "EMPTY=",
                      "GIT_DIR=/x/.git",
                      "GIT_INDEX_FILE=/i",
                      "MLPIPE_ROOT=/other",
                      "MLPIPE_SECRET=1",
                      "GITHUB_TOKEN=t",
                      "MLPIPEX=kept",
                      "A=b=c"};
    CHECK(builder.variable("PATH") == "/bin");
    CHECK(builder.variable("EMPTY").empty());
    CHECK(builder.variable("A") == "b=c");
    CHECK(builder.variable("GITHUB_TOKEN") == "t");
    CHECK(builder.variable("MLPIPEX") == "kept");
    CHECK(builder.variable("GIT_DIR") == "(unset)");
    CHECK(builder.variable("GIT_INDEX_FILE") == "(unset)");
    CHECK(builder.variable("MLPIPE_SECRET") == "(unset)");
    CHECK(builder.variable("MLPIPE_ROOT") == "/w");
    CHECK(builder.variable("MLPIPE_RUN_ID") == "run-1");
    CHECK(builder.variable("MLPIPE_STAGE") == "train");
    CHECK(builder.variable("MLPIPE_EXECUTION") == "run-1/train");
    CHECK(builder.build().id == "run-1/train");
    CHECK(builder.variable("PYTHONUNBUFFERED") == "1");
}

TEST_CASE("a declared cpu count sizes thread pools, and a declared value wins over it") {
    Builder builder;
    builder.caller.push_back("OMP_NUM_THREADS=64");
    CHECK(builder.variable("OMP_NUM_THREADS") == "64");
    CHECK(builder.variable("MKL_NUM_THREADS") == "(unset)");
    builder.stage.resources.cpu = 2.5;
    CHECK(builder.variable("OMP_NUM_THREADS") == "2");
    CHECK(builder.variable("POLARS_MAX_THREADS") == "2");
    builder.stage.resources.cpu = 0.5;
    CHECK(builder.variable("OMP_NUM_THREADS") == "1");
    builder.stage.environment.values = {{"OMP_NUM_THREADS", "3"}, {"PYTHONUNBUFFERED", ""}};
    CHECK(builder.variable("OMP_NUM_THREADS") == "3");
    CHECK(builder.variable("PYTHONUNBUFFERED").empty());
}

TEST_CASE("granted devices are counted among those the caller sees") {
    Builder builder;
    builder.stage.resources.gpu = 2;
    builder.grant.gpus = {0, 2};
    CHECK(builder.variable("CUDA_VISIBLE_DEVICES") == "0,2");
    builder.caller.push_back("CUDA_VISIBLE_DEVICES=5, 6,GPU-77");
    CHECK(builder.variable("CUDA_VISIBLE_DEVICES") == "5,GPU-77");
}

TEST_CASE("secrets reach the stage and are masked, empty ones are not") {
    Builder builder;
    builder.caller.insert(builder.caller.end(), {"TOKEN=s3cret", "BLANK="});
    builder.stage.environment.secrets = {"TOKEN", "BLANK", "ABSENT"};
    CHECK(builder.variable("TOKEN") == "s3cret");
    CHECK(builder.build().masked == std::vector<std::string>{"s3cret"});
}

TEST_CASE("paths are absolute, and inputs that are still to come are among them") {
    Builder builder;
    builder.stage.working_directory = "code";
    builder.stage.timeout_s = 7;
    builder.project.config.grace_s = 0.5;
    const Reference content{ReferenceType::file, sha256("x"), 1, false};
    builder.observation.inputs.dependencies = {{"data/in", content}, {"../shared", content}};
    builder.observation.inputs.environment_files = {{"requirements.txt", content}};
    builder.observation.inputs.outputs = {{"out"}};
    builder.observation.expected = {"data/in"};
    const Job job = builder.build();
    REQUIRE(job.inputs.size() == 3);
    CHECK(job.inputs[0].path == "/w/sub/data/in");
    CHECK(job.inputs[0].reference == content);
    CHECK(job.inputs[1].path == "/w/shared");
    CHECK(job.inputs[2].path == "/w/sub/requirements.txt");
    CHECK(job.outputs.front().path == "/w/sub/out");
    CHECK(job.working_directory == "/w/sub/code");
    CHECK(job.log_file == "/w/.mlpipe/runs/run-1/train.log");
    CHECK(job.timeout_s == 7);
    CHECK(job.grace_s == 0.5);
}

TEST_CASE("a secret is nowhere in what a run keeps") {
    TestProject project;
    project.environment.push_back("TOKEN=s3cret-value");
    project.environment.push_back("MODE=passed-value");
    project.stages({"a: {cmd: a, outs: [x], secrets: [TOKEN], env: {pass: [MODE]}}"});
    const RunRecord run = project.run();
    CHECK(project.executor.job("a").masked == std::vector<std::string>{"s3cret-value"});
    for (const std::string& name : {std::string("pipeline.yaml.lock"), std::string(".mlpipe/lineage.db"),
                                    ".mlpipe/runs/" + run.id + "/events.jsonl"}) {
        const std::string content = project.read(name);
        CHECK(content.find("s3cret-value") == std::string::npos);
        CHECK(content.find("passed-value") == std::string::npos);
    }
    // Another secret is the same stage, another passed value is not.
    project.environment[2] = "TOKEN=other";
    CHECK(outcome(project.run()) == "a skipped");
    project.environment[3] = "MODE=other";
    CHECK(outcome(project.run()) == "a ran");
    project.environment.pop_back();
    CHECK(outcome(project.run()) == "a ran");
    project.environment.push_back("MODE=passed-value");
    CHECK(outcome(project.run()) != "a ran");
}
