#include "mlpipe/plan/decide.hpp"

#include <set>

#include "mlpipe/plan/fingerprint.hpp"
#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using test::file;

namespace {

// A stage with the outputs `a` and `b`, and everything that decide() may ask about it.
struct Case {
    Stage stage = test::stage("train", {"train.py"}, {"a", "b"});
    double lr = 0.1;
    std::vector<std::optional<Reference>> present{file("a1"), file("b1")};
    std::optional<StageRecord> lock;
    std::vector<StageRecord> records;  // newest first
    std::set<std::string> stored;      // runs whose outputs can be had
    bool forced = false, latest = false;
    std::optional<std::string> stale;

    StageInputs inputs(double rate) const {
        StageInputs inputs = declared_inputs(stage);
        inputs.parameters = {{"params.yaml", "lr", rate}};
        return inputs;
    }

    // A success with this rate whose outputs hold `a<version>` and `b<version>`.
    StageRecord record(const std::string& run, double rate, const std::string& version) const {
        StageRecord record;
        record.inputs = inputs(rate);
        record.key = stage_key(record.inputs);
        record.run = run;
        for (const OutputSpec& output : record.inputs.outputs)
            record.outputs.push_back({output.path, file(output.path + version)});
        return record;
    }

    struct Answer {
        std::string kind, reason, run;
    };

    Answer answer() const {
        const StageInputs now = inputs(lr);
        DecisionFacts facts;
        facts.stage = &stage;
        facts.inputs = &now;
        facts.key = stage_key(now);
        facts.lock = lock ? &*lock : nullptr;
        for (const StageRecord& each : records) facts.records.push_back(&each);
        facts.present = present;
        facts.forced = forced;
        facts.latest_execution_matches = latest;
        facts.stale = stale;
        facts.restorable = [&](const StageRecord& each) { return stored.contains(each.run); };
        const DecisionResult result = decide(facts);
        CHECK(result.decision.reason.find('\n') == std::string::npos);
        CHECK_FALSE(result.decision.reason.empty());
        if (lock) CHECK(result.decision.changes == changes(lock->inputs, now));
        return {to_string(result.decision.kind), result.decision.reason,
                result.record ? result.record->run : ""};
    }
};

void expect(const Case& c, const std::string& kind, const std::string& run, const std::string& reason) {
    const Case::Answer answer = c.answer();
    CHECK(answer.kind == kind);
    CHECK(answer.run == run);
    CHECK(answer.reason == reason);
}

}  // namespace

TEST_CASE("nothing recorded") {
    Case c;
    expect(c, "run", "", "never run here");
    c.present = {std::nullopt, std::nullopt};
    expect(c, "run", "", "never run here");
}

TEST_CASE("a: the workspace equals the lock's entry") {
    Case c;
    c.lock = c.record("L", 0.1, "1");
    expect(c, "skip", "L", "unchanged");
    SECTION("also when another record equals it too") {
        c.records = {c.record("R", 0.1, "1")};
        c.stored = {"L", "R"};
        expect(c, "skip", "L", "unchanged");
    }
    SECTION("the exec bit and the size are not content") {
        c.present[0]->executable = true;
        expect(c, "skip", "L", "unchanged");
    }
    SECTION("an accepted record says so") {
        c.lock->accepted = Acceptance{"a comment\nonly", "me", "now"};
        expect(c, "skip", "L", "unchanged (accepted by me: a comment)");
        c.lock->accepted->by.clear();
        expect(c, "skip", "L", "unchanged (accepted: a comment)");
    }
}

TEST_CASE("b: the lock's entry can be restored") {
    Case c;
    c.lock = c.record("L", 0.1, "1");
    c.stored = {"L"};
    SECTION("an output is missing") {
        c.present[1].reset();
        expect(c, "restore", "L", "output b is missing; the store has what was recorded");
    }
    SECTION("an output was modified") {
        c.present[0] = file("other");
        expect(c, "restore", "L", "output a was modified; the store has what was recorded");
    }
    SECTION("a file became a directory") {
        c.present[0]->type = ReferenceType::directory;
        expect(c, "restore", "L", "output a was modified; the store has what was recorded");
    }
    SECTION("both") {
        c.present = {file("other"), std::nullopt};
        expect(c, "restore", "L",
               "output a was modified and output b is missing; the store has what was recorded");
    }
    SECTION("it goes before another record that equals the workspace") {
        c.present = {file("a2"), file("b2")};
        c.records = {c.record("R", 0.1, "2")};
        expect(c, "restore", "L", "outputs a, b were modified; the store has what was recorded");
    }
}

TEST_CASE("c: the workspace equals another record") {
    Case c;
    c.records = {c.record("R3", 0.1, "3"), c.record("R1", 0.1, "1")};
    c.stored = {"R3", "R1"};
    SECTION("no lock") {
        expect(c, "skip", "R1", "unchanged: the outputs are those of run R1");
    }
    SECTION("a lock of the same key whose outputs are gone") {
        c.lock = c.record("L", 0.1, "9");
        expect(c, "skip", "R1", "unchanged: the outputs are those of run R1");
    }
    SECTION("a lock of another key") {
        c.lock = c.record("L", 0.2, "9");
        expect(c, "skip", "R1",
               "parameter params.yaml:lr changed from 0.2 to 0.1; the outputs are those of run R1");
    }
}

TEST_CASE("d: the newest restorable success") {
    Case c;
    c.present = {std::nullopt, std::nullopt};
    c.records = {c.record("R3", 0.1, "3"), c.record("R2", 0.1, "2"), c.record("R1", 0.1, "1")};
    c.stored = {"R2", "R1"};
    SECTION("no lock") {
        expect(c, "restore", "R2",
               "known from run R2: outputs a, b are missing; the store has what was recorded");
    }
    SECTION("parameters went back") {
        c.lock = c.record("L", 0.2, "9");
        c.present = {file("a9"), file("b9")};
        expect(c, "restore", "R2",
               "parameter params.yaml:lr changed from 0.2 to 0.1; known from run R2, restored");
    }
    SECTION("the lock's own entry cannot be had") {
        c.lock = c.record("L", 0.1, "9");
        expect(c, "restore", "R2", "outputs a, b are missing; the store has what was recorded");
    }
}

TEST_CASE("e: run, with the reason") {
    Case c;
    SECTION("changed against the lock") {
        c.lock = c.record("L", 0.2, "1");
        c.stored = {"L"};
        expect(c, "run", "", "parameter params.yaml:lr changed from 0.2 to 0.1");
    }
    SECTION("nothing changed, but an output was modified and cannot be restored") {
        c.lock = c.record("L", 0.1, "1");
        c.present[0] = file("other");
        expect(c, "run", "", "output a was modified, and what was recorded is not in the store");
    }
    SECTION("nothing changed, but an output is missing and cannot be restored") {
        c.lock = c.record("L", 0.1, "1");
        c.present[1].reset();
        expect(c, "run", "", "output b is missing, and what was recorded is not in the store");
    }
    SECTION("only a record that cannot be had") {
        c.records = {c.record("R", 0.1, "2")};
        c.present = {std::nullopt, std::nullopt};
        expect(c, "run", "", "outputs a, b are missing, and what was recorded is not in the store");
    }
    SECTION("a lock whose key has an older form") {
        c.lock = c.record("L", 0.1, "1");
        c.lock->key = sha256("older");
        expect(c, "run", "", "the stage key has a new form");
    }
}

TEST_CASE("a record whose outputs are not the declared ones does not count") {
    Case c;
    StageRecord other = c.record("X", 0.1, "1");
    c.stored = {"X"};
    SECTION("one too few") {
        other.outputs.pop_back();
    }
    SECTION("another name") {
        other.outputs[1].path = "c";
    }
    SECTION("one too many") {
        other.outputs.push_back({"c", file("")});
    }
    c.records = {other};
    CHECK(c.answer().kind == "run");
    c.lock = other;
    c.records.clear();
    expect(c, "run", "", "the recorded outputs are not those it declares");
}

TEST_CASE("a record of another key does not count, wherever it comes from") {
    Case c;
    c.records = {c.record("R", 0.2, "1")};
    c.stored = {"R"};
    expect(c, "run", "", "never run here");
}

TEST_CASE("without an answer about the store nothing is restored") {
    Case c;
    const StageRecord lock = c.record("L", 0.1, "1");
    const StageInputs now = c.inputs(0.1);
    DecisionFacts facts;
    facts.stage = &c.stage;
    facts.inputs = &now;
    facts.key = stage_key(now);
    facts.lock = &lock;
    CHECK(decide(facts).decision.kind == DecisionKind::run);
}
