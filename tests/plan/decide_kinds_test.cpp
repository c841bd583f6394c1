#include "mlpipe/plan/decide.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using test::file;

namespace {

// One stage with one output `a`, all that is usual being true: locked, present, restorable.
struct Facts {
    Stage stage = test::stage("s", {}, {"a"});
    StageInputs inputs;
    StageRecord record;
    DecisionFacts facts;

    explicit Facts(const std::function<void(Stage&)>& edit = {}) {
        if (edit) edit(stage);
        inputs = declared_inputs(stage);
        record.inputs = inputs;
        record.key = stage_key(inputs);
        record.run = "L";
        for (const OutputSpec& output : inputs.outputs) {
            record.outputs.push_back({output.path, file(output.path)});
            facts.present.push_back(file(output.path));
        }
        facts.stage = &stage;
        facts.inputs = &inputs;
        facts.key = record.key;
        facts.lock = &record;
        facts.restorable = [](const StageRecord&) { return true; };
    }

    void expect(DecisionKind kind, const std::string& reason, bool with_record) const {
        const DecisionResult result = decide(facts);
        CHECK(std::string(to_string(result.decision.kind)) == to_string(kind));
        CHECK(result.decision.reason == reason);
        CHECK((result.record != nullptr) == with_record);
    }
};

constexpr auto run = DecisionKind::run;
constexpr auto skip = DecisionKind::skip;
constexpr auto restore = DecisionKind::restore;
constexpr auto blocked = DecisionKind::blocked;

}  // namespace

TEST_CASE("what always runs") {
    SECTION("forced") {
        Facts f;
        f.facts.forced = true;
        f.expect(run, "forced", false);
    }
    SECTION("always_changed") {
        Facts f([](Stage& stage) { stage.always_changed = true; });
        f.expect(run, "runs always (always_changed)", false);
    }
    SECTION("stale") {
        Facts f;
        f.facts.stale = "the last success is 2 d old, refresh is 1 d";
        f.expect(run, "the last success is 2 d old, refresh is 1 d", false);
    }
}

TEST_CASE("side effects: only the latest execution counts") {
    Facts f([](Stage& stage) { stage.side_effects = true; });
    f.expect(run, "has side effects, and its latest execution here was no success with these inputs", false);
    f.facts.latest_execution_matches = true;
    f.expect(skip, "unchanged", true);
    f.facts.present[0].reset();
    f.expect(restore, "output a is missing; the store has what was recorded", true);
    f.facts.forced = true;
    f.expect(run, "forced", false);
}

TEST_CASE("A, B, A deploys three times") {
    Facts f([](Stage& stage) { stage.side_effects = true; });
    // The lock holds B, a success of A is in the store and in the workspace.
    StageRecord lock = f.record;
    lock.inputs.environment = {{"TARGET", "B"}};
    lock.key = stage_key(lock.inputs);
    f.facts.lock = &lock;
    f.facts.records = {&f.record};
    f.expect(run, "environment variable TARGET removed", false);
}

TEST_CASE("no outputs: only the latest execution counts") {
    Facts f([](Stage& stage) { stage.outputs.clear(); });
    f.expect(run, "has no outputs, and its latest execution here was no success with these inputs", false);
    f.facts.latest_execution_matches = true;
    f.expect(skip, "unchanged", true);
    f.facts.latest_execution_matches = false;
    f.facts.lock = nullptr;
    f.expect(run, "never run here", false);
}

TEST_CASE("frozen: outputs are taken as found") {
    Facts f([](Stage& stage) { stage.frozen = true; });
    SECTION("as recorded") {
        f.expect(skip, "frozen: outputs are taken as found", true);
    }
    SECTION("whatever the key") {
        f.facts.key = sha256("other");
        f.expect(skip, "frozen: outputs are taken as found", true);
    }
    SECTION("whatever they hold") {
        f.facts.present[0] = file("other");
        f.expect(skip, "frozen: outputs are taken as found", false);
    }
    SECTION("whatever is asked for") {
        f.facts.forced = true;
        f.facts.stale = "old";
        f.expect(skip, "frozen: outputs are taken as found", true);
    }
    SECTION("never recorded") {
        f.facts.lock = nullptr;
        f.expect(skip, "frozen: outputs are taken as found", false);
    }
    SECTION("missing") {
        f.facts.present[0].reset();
        f.facts.key = sha256("other");
        f.expect(restore, "frozen, and output a is missing; the store has what was recorded", true);
        f.facts.restorable = [](const StageRecord&) { return false; };
        f.expect(blocked, "frozen, and output a is missing, and cannot be restored", false);
        f.facts.lock = nullptr;
        f.facts.restorable = [](const StageRecord&) { return true; };
        f.expect(blocked, "frozen, and output a is missing, and cannot be restored", false);
    }
}

TEST_CASE("persist: restored only where nothing stands") {
    Facts f([](Stage& stage) {
        stage.outputs[0].persist = true;
        stage.outputs.push_back({});
        stage.outputs.back().path = "b";
    });
    SECTION("as recorded") {
        f.expect(skip, "unchanged", true);
    }
    SECTION("absent") {
        f.facts.present[0].reset();
        f.expect(restore, "output a is missing; the store has what was recorded", true);
    }
    SECTION("modified") {
        f.facts.present[0] = file("more");
        f.expect(run, "output a persists and was modified, so nothing is restored", false);
    }
    SECTION("only another output is gone") {
        f.facts.present[1].reset();
        f.expect(restore, "output b is missing; the store has what was recorded", true);
    }
    SECTION("modified, and the other one absent") {
        f.facts.present = {file("more"), std::nullopt};
        f.expect(run, "output a persists and was modified, so nothing is restored", false);
    }
    SECTION("a record that equals what stands there is skipped to") {
        StageRecord other = f.record;
        other.run = "R";
        other.outputs[0].reference = file("more");
        f.facts.present[0] = file("more");
        f.facts.records = {&other};
        f.expect(skip, "unchanged: the outputs are those of run R", true);
    }
}

TEST_CASE("the store is not asked where the answer is known without it") {
    Facts f;
    int asked = 0;
    f.facts.restorable = [&](const StageRecord&) {
        ++asked;
        return true;
    };
    decide(f.facts);
    f.facts.forced = true;
    decide(f.facts);
    CHECK(asked == 0);
    f.facts.forced = false;
    f.facts.present[0].reset();
    decide(f.facts);
    CHECK(asked == 1);
}
