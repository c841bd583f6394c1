#include "../../src/run/stage_parameters.hpp"

#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

TEST_CASE("parameters as one document, by file, dotted keys taken apart") {
    CHECK(canonical_json(parameter_document({{"a.json", "", Value::Map{{"all", 1}}},
                                             {"params.yaml", "train", Value::Map{{"lr", 0.5}, {"depth", 3}}},
                                             {"params.yaml", "train.lr", 0.5},
                                             {"params.yaml", "x.y.z", "text"}})) ==
          R"({"a.json":{"all":1},"params.yaml":{"train":{"depth":3,"lr":0.5},"x":{"y":{"z":"text"}}}})");
    CHECK(canonical_json(parameter_document({})) == "{}");
    // What is no map holds nothing.
    CHECK(canonical_json(parameter_document({{"p", "a", 1}, {"p", "a.b", 2}})) == R"({"p":{"a":1}})");
}

TEST_CASE("a stage is told where its parameters stand, and one without any is not") {
    TestProject project;
    project.write("params.yaml", "train: {lr: 0.5}\nother: 1\n");
    project.stages({"train: {cmd: t, params: [train.lr], outs: [model]}", "plain: {cmd: p, outs: [o]}"});
    std::string document;
    const auto params_file = [](const Job& job) {
        for (const auto& [name, value] : job.environment)
            if (name == "MLPIPE_PARAMS") return value;
        return std::string();
    };
    project.executor.behave("train", [&](const FakeAttempt& attempt) {
        document = read_file(posix_file_system(), params_file(attempt.job));
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    CHECK(project.run().status == RunStatus::succeeded);
    CHECK(document == "{\"params.yaml\":{\"train\":{\"lr\":0.5}}}\n");
    CHECK(params_file(project.executor.job("plain")).empty());
}
