// How long the plan of a large pipeline takes. Hidden: run with `test_plan "[scale]"`, in a release build.
#include <chrono>
#include <iostream>

#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/plan/plan.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using test::numbered;

namespace {

// Blocks of six: two sources, two that read them, one that joins, one that follows.
Pipeline blocks(std::size_t count) {
    std::vector<Stage> stages;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string block = numbered("block", i / 6) + "/";
        const auto path = [&](std::size_t part) { return block + numbered("part", part) + ".csv"; };
        static const std::vector<std::vector<std::size_t>> reads{{}, {}, {0}, {1}, {2, 3}, {4}};
        std::vector<std::string> dependencies{"src/program.py"};
        for (const std::size_t part : reads[i % 6]) dependencies.push_back(path(part));
        stages.push_back(test::stage(numbered("stage", i), dependencies, {path(i % 6)}));
        stages.back().environment.values = {{"PYTHONHASHSEED", "0"}};
    }
    return test::pipeline(std::move(stages));
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("time of graph, selection, keys and states", "[.][scale]") {
    for (const std::size_t count : {1'000u, 100'000u}) {
        const Pipeline pipeline = blocks(count);
        auto start = std::chrono::steady_clock::now();
        const Graph graph(pipeline, "pipeline.yaml");
        const double graph_ms = milliseconds_since(start);
        CHECK(graph.order().size() == count);

        start = std::chrono::steady_clock::now();
        const Selection selection = select(pipeline, graph, {.targets = {"stage*"}, .downstream = true});
        const std::vector<double> priority = remaining_path(graph, {});
        const double select_ms = milliseconds_since(start);

        std::vector<StageInputs> inputs;
        for (const Stage& stage : pipeline.stages) {
            inputs.push_back(declared_inputs(stage));
            for (const Dependency& dependency : stage.dependencies)
                inputs.back().dependencies.push_back({dependency.path, test::file(dependency.path)});
            inputs.back().parameters = {{"params.yaml", "train.lr", 0.1}, {"params.yaml", "train.n", 3}};
        }
        start = std::chrono::steady_clock::now();
        std::size_t distinct = 0;
        for (const StageInputs& each : inputs) distinct += stage_key(each).bytes[0];
        const double keys_ms = milliseconds_since(start);
        CHECK(distinct > 0);

        start = std::chrono::steady_clock::now();
        Plan plan(graph, selection.selected, priority);
        while (const auto next = plan.next_ready()) {
            plan.set(*next, StageState::deciding);
            plan.set(*next, StageState::done);
        }
        const double plan_ms = milliseconds_since(start);
        CHECK(plan.finished());
        std::cout << count << " stages: graph " << graph_ms << " ms, select " << select_ms << " ms, keys "
                  << keys_ms << " ms, plan " << plan_ms << " ms\n";
    }
}
