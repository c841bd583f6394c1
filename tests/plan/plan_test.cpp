#include "mlpipe/plan/plan.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::test;
using Ids = std::vector<StageId>;
using enum mlpipe::StageState;

namespace {

constexpr std::array all_states{outside, waiting, ready,  deciding,    admitted, running, restoring,
                                gating,  done,    failed, gate_failed, blocked,  held,    interrupted};

// a -> b -> c, and d alone
Pipeline chain() {
    return pipeline(
        {stage("a", {}, {"a"}), stage("b", {"a"}, {"b"}), stage("c", {"b"}, {}), stage("d", {}, {})});
}

void finish(Plan& plan, StageId stage) {
    plan.set(stage, deciding);
    plan.set(stage, admitted);
    plan.set(stage, running);
    plan.set(stage, done);
}

// Leads a fresh stage without upstream into a state.
void lead(Plan& plan, StageState state) {
    const std::vector<std::vector<StageState>> ways{{deciding},
                                                    {deciding, admitted},
                                                    {deciding, admitted, running},
                                                    {deciding, restoring},
                                                    {deciding, gating},
                                                    {deciding, done},
                                                    {deciding, gating, gate_failed},
                                                    {deciding, failed},
                                                    {blocked},
                                                    {held},
                                                    {interrupted}};
    for (const auto& way : ways) {
        if (way.back() != state) continue;
        for (const StageState step : way) plan.set(0, step);
    }
}

}  // namespace

TEST_CASE("a stage becomes ready when all that is upstream is done") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(4, true), {3, 2, 1, 9});
    CHECK(plan.count(ready) == 2);
    CHECK(plan.count(waiting) == 2);
    CHECK(plan.next_ready() == StageId{3});
    finish(plan, 3);
    CHECK(plan.next_ready() == StageId{0});
    finish(plan, 0);
    CHECK(plan.state(1) == ready);
    CHECK(plan.state(2) == waiting);
    finish(plan, 1);
    CHECK_FALSE(plan.finished());
    finish(plan, 2);
    CHECK(plan.finished());
    CHECK(plan.next_ready() == std::nullopt);
    CHECK(plan.count(done) == 4);
}

TEST_CASE("stages outside the run are not waited for") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, {false, true, true, false}, {});
    CHECK(plan.state(0) == outside);
    CHECK(plan.state(1) == ready);
    CHECK_THROWS_AS(plan.set(0, deciding), std::logic_error);
    finish(plan, 1);
    finish(plan, 2);
    CHECK(plan.finished());
}

TEST_CASE("what follows from a failed, blocked or held stage is blocked, and told") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(4, true), {});
    const StageState end = GENERATE(failed, blocked, held);
    if (end == failed) plan.set(0, deciding);
    CHECK(plan.set(0, end) == Ids{1, 2});
    CHECK(plan.state(2) == blocked);
    CHECK(plan.state(3) == ready);
    CHECK_FALSE(plan.finished());
    finish(plan, 3);
    CHECK(plan.finished());
}

TEST_CASE("a held stage that is still waiting blocks what follows, and stays held") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(4, true), {});
    CHECK(plan.set(1, held) == Ids{2});
    finish(plan, 0);
    CHECK(plan.state(1) == held);
    CHECK(plan.next_ready() == StageId{3});
}

TEST_CASE("a stage with two failed upstreams is blocked once") {
    const Pipeline p = pipeline({stage("a", {}, {"a"}), stage("b", {}, {"b"}), stage("c", {"a", "b"}, {})});
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(3, true), {});
    plan.set(0, deciding);
    CHECK(plan.set(0, failed) == Ids{2});
    plan.set(1, deciding);
    CHECK(plan.set(1, failed).empty());
    CHECK(plan.count(blocked) == 1);
}

TEST_CASE("an interrupted stage blocks nothing; the run ends anyhow") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(4, true), {});
    for (StageId id = 0; id < 4; ++id) CHECK(plan.set(id, interrupted).empty());
    CHECK(plan.finished());
}

TEST_CASE("what follows waits while gates are judged, and is blocked where they fail") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, {true, true, true, false}, {});
    plan.set(0, deciding);
    plan.set(0, gating);
    CHECK_FALSE(plan.next_ready().has_value());
    CHECK_FALSE(plan.finished());
    CHECK(plan.set(0, gate_failed) == Ids{1, 2});
    CHECK(plan.finished());
}

TEST_CASE("only legal moves are made") {
    const std::vector<std::pair<StageState, std::vector<StageState>>> legal{
        {ready, {deciding, blocked, held, interrupted}},
        {deciding, {admitted, restoring, gating, done, failed, blocked, held, interrupted}},
        {admitted, {running, failed, blocked, interrupted}},
        {running, {gating, done, failed, interrupted}},
        {restoring, {gating, done, admitted, failed, interrupted}},
        {gating, {done, gate_failed, interrupted}},
        {gate_failed, {}},
        {done, {}},
        {failed, {}},
        {blocked, {}},
        {held, {}},
        {interrupted, {}},
    };
    const Pipeline p = pipeline({stage("a", {}, {})});
    const Graph g = graph(p);
    for (const auto& [from, targets] : legal) {
        for (const StageState to : all_states) {
            INFO(to_string(from) << " to " << to_string(to));
            Plan plan(g, {true}, {});
            lead(plan, from);
            REQUIRE(plan.state(0) == from);
            if (std::count(targets.begin(), targets.end(), to) > 0) {
                CHECK_NOTHROW(plan.set(0, to));
                CHECK(plan.state(0) == to);
            } else {
                CHECK_THROWS_AS(plan.set(0, to), std::logic_error);
                CHECK(plan.state(0) == from);
            }
        }
    }
}

TEST_CASE("a waiting stage is not made ready by hand") {
    const Pipeline p = chain();
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(4, true), {});
    CHECK_THROWS_AS(plan.set(1, ready), std::logic_error);
}

TEST_CASE("ready and admitted stages come by priority, ties in the order of the file") {
    std::vector<Stage> stages;
    for (std::size_t i = 0; i < 5; ++i) stages.push_back(stage(numbered("s", i), {}, {}));
    const Pipeline p = pipeline(stages);
    const Graph g = graph(p);
    Plan plan(g, std::vector<bool>(5, true), {1, 5, 5, 9, 1});
    Ids order;
    while (const auto next = plan.next_ready()) {
        order.push_back(*next);
        plan.set(*next, deciding);
    }
    CHECK(order == Ids{3, 1, 2, 0, 4});
    for (const StageId id : {0u, 4u, 2u, 3u, 1u}) plan.set(id, admitted);
    CHECK(plan.admitted() == Ids{3, 1, 2, 0, 4});
    plan.set(1, running);
    CHECK(plan.admitted() == Ids{3, 2, 0, 4});
}

TEST_CASE("however stages end, none starts before what is upstream is done") {
    std::mt19937 random(7);
    const auto pick = [&](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    std::size_t ran = 0, stopped = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<Stage> stages;
        const std::size_t count = 1 + pick(25);
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<std::string> dependencies;
            for (std::size_t j = pick(4); j > 0 && i > 0; --j) dependencies.push_back(numbered("o", pick(i)));
            stages.push_back(stage(numbered("s", i), dependencies, {numbered("o", i)}));
        }
        const Pipeline p = pipeline(stages);
        const Graph g = graph(p);
        std::vector<bool> selected(count);
        std::vector<double> priority(count);
        for (std::size_t i = 0; i < count; ++i) {
            selected[i] = pick(5) != 0;
            priority[i] = static_cast<double>(pick(3));
        }
        Plan plan(g, selected, priority);
        Ids active;
        while (!plan.finished()) {
            const std::optional<StageId> next = plan.next_ready();
            if (next && (active.empty() || pick(2) == 0)) {
                for (const Graph::Edge& edge : g.upstream(*next))
                    REQUIRE((plan.state(edge.stage) == done || plan.state(edge.stage) == outside));
                plan.set(*next, deciding);
                plan.set(*next, admitted);
                plan.set(*next, running);
                active.push_back(*next);
                ++ran;
                continue;
            }
            REQUIRE_FALSE(active.empty());
            const std::size_t which = pick(active.size());
            const StageId ended = active[which];
            active.erase(active.begin() + static_cast<std::ptrdiff_t>(which));
            const bool failing = pick(10) == 0;
            for (const StageId id : plan.set(ended, failing ? failed : done)) {
                REQUIRE(failing);
                REQUIRE(plan.state(id) == blocked);
                ++stopped;
            }
        }
        for (StageId id = 0; id < count; ++id) {
            bool upstream_done = true;
            for (const Graph::Edge& edge : g.upstream(id))
                upstream_done =
                    upstream_done && (plan.state(edge.stage) == done || plan.state(edge.stage) == outside);
            const bool reached = plan.state(id) == done || plan.state(id) == failed;
            CHECK((plan.state(id) == outside) == !selected[id]);
            if (selected[id]) CHECK(reached == upstream_done);
        }
    }
    CHECK(ran > 1000);
    CHECK(stopped > 50);
}
