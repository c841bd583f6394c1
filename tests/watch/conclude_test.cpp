// From what runs find to what is told: a row of looks, and what each of them tells.
#include "../../src/watch/conclude.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::watch;

namespace {

constexpr std::int64_t hour = 3'600'000'000'000;
constexpr std::int64_t noon = 1'795'435'200'000'000'000;

class Looking {
  public:
    Rules rules{1, 24 * 3600.0, ""};
    std::optional<Silence> silence;
    WatchState state;
    Conclusion last;

    // A look each hour; "" where nothing is told, else the kinds with their stages.
    std::string operator()(FindingLevel level, bool drift = true) {
        Look look = next();
        StageFinding finding;
        finding.stage = "monitor";
        finding.level = level;
        finding.drift = drift && level != FindingLevel::none;
        if (level != FindingLevel::none) finding.reasons = {"2 columns drift"};
        look.findings = {finding};
        return told(look);
    }
    std::string fails() {
        Look look = next();
        look.outcome = LookOutcome::failed;
        look.problems = {"ingest failed"};
        return told(look);
    }
    std::string is_skipped() {
        Look look = next();
        look.outcome = LookOutcome::skipped;
        look.problems = {"the project is in use"};
        return told(look);
    }

  private:
    Look next() {
        ++number_;
        Look look;
        look.tick = "t" + std::to_string(number_);
        look.run = "r" + std::to_string(number_);
        look.when_ns = noon + number_ * hour;
        return look;
    }
    std::string told(const Look& look) {
        last =
            conclude(state, look, rules, {"flights", "pipeline.yaml", silence, [] { return LiveModel(); }});
        std::string text;
        for (const PendingAlert& alert : state.pending) text += (text.empty() ? "" : " ") + alert.id;
        state.pending.clear();
        return text;
    }
    int number_ = 0;
};

constexpr auto well = FindingLevel::none;
constexpr auto warned = FindingLevel::warn;
constexpr auto bad = FindingLevel::alarm;

}  // namespace

TEST_CASE("what goes on is told once, again after the cool-down, and its end once") {
    Looking look;
    look.rules.cooldown_s = 3 * 3600;
    CHECK(look(well) == "");
    CHECK(look(bad) == "alarm-t2");
    CHECK(look(bad) == "");
    CHECK(look(bad) == "");
    CHECK(look(bad) == "alarm-t5");
    CHECK(look.last.alarms[0].first == "alarm-t2");
    CHECK(look.last.alarms[0].consecutive == 4);
    CHECK(look.last.alarms[0].since_ns == noon + 2 * hour);
    CHECK(look(well) == "recovery-t6");
    CHECK(look(well) == "");
    CHECK(look(bad) == "alarm-t8");
    CHECK(look.last.alarms[0].first == "");
}

TEST_CASE("without a cool-down each run tells") {
    Looking look;
    look.rules.cooldown_s = 0;
    CHECK(look(bad) == "alarm-t1");
    CHECK(look(bad) == "alarm-t2");
}

TEST_CASE("fewer runs in a row than it takes tell nothing, and stand for nothing") {
    Looking look;
    look.rules.after = 3;
    CHECK(look(bad) == "");
    CHECK(look(bad) == "");
    CHECK_FALSE(look.last.drift);
    CHECK(look.last.waiting == std::vector<std::string>{"monitor"});
    CHECK(look(well) == "");
    CHECK(look(bad) == "");
    CHECK(look(bad) == "");
    CHECK(look(bad) == "alarm-t6");
    CHECK(look.last.drift);
    CHECK(look.last.waiting.empty());
}

TEST_CASE("what gets worse is told within the cool-down") {
    Looking look;
    CHECK(look(warned, false) == "alarm-t1");
    CHECK_FALSE(look.last.red);
    CHECK(look(warned, false) == "");
    CHECK(look(bad) == "alarm-t3");
    CHECK(look(warned, false) == "");
}

TEST_CASE("a silence holds back, and what goes on is told when it is over") {
    Looking look;
    look.silence = Silence{noon, noon + 3 * hour, "Ada", "the feed is being moved", 0};
    CHECK(look(bad) == "");
    REQUIRE(look.last.alarms.size() == 1);
    CHECK(look.last.alarms[0].silenced == look.silence);
    CHECK(look.last.drift);
    look.silence.reset();
    CHECK(look(bad) == "alarm-t2");
    CHECK(look.last.alarms[0].first == "");
}

TEST_CASE("what was never told has no end that is told; what was told has one, also in a silence") {
    Looking look;
    look.silence = Silence{noon, noon + 9 * hour, "Ada", "later", 0};
    CHECK(look(bad) == "");
    CHECK(look(well) == "");
    look.silence.reset();
    CHECK(look(bad) == "alarm-t3");
    look.silence = Silence{noon, noon + 9 * hour, "Ada", "later", 0};
    CHECK(look(well) == "recovery-t4");
}

TEST_CASE("a watch that cannot look says so at once, whatever it takes for an alarm, and leaves the count") {
    Looking look;
    look.rules.after = 2;
    CHECK(look(bad) == "");
    CHECK(look.fails() == "problem-t2");
    CHECK(look.last.alarms[0].reasons == std::vector<std::string>{"ingest failed"});
    CHECK(look.fails() == "");
    CHECK(look(bad) == "alarm-t4 recovery-t4");
}

TEST_CASE("a project that is in use again and again is a problem") {
    Looking look;
    CHECK(look.is_skipped() == "");
    CHECK(look.is_skipped() == "");
    CHECK(look.is_skipped() == "problem-t3");
    CHECK(look.is_skipped() == "");
    CHECK(look(well) == "recovery-t5");
}

TEST_CASE("a stage that the pipeline has no more is forgotten") {
    WatchState state;
    state.stage("monitor").consecutive = 2;
    state.stage("labels").consecutive = 3;
    Look look;
    look.monitors = {"labels"};
    conclude(state, look, {1, 0, ""}, {"flights", "pipeline.yaml", std::nullopt, {}});
    REQUIRE(state.stages.size() == 1);
    CHECK(state.stages[0].stage == "labels");
}

TEST_CASE("a clock that has gone back behind what was told does not hold the next one up") {
    Looking look;
    CHECK(look(bad) == "alarm-t1");
    look.state.stage("monitor").told_ns += 100 * hour;
    CHECK(look(bad) == "alarm-t2");
}

TEST_CASE("a retraining is asked for once an alarm begins, and not while one is due or all is silent") {
    Looking look;
    look.rules.retrain = "train";
    look.rules.cooldown_s = 0;
    look.silence = Silence{noon, noon + hour, "Ada", "later", 0};
    look(bad);
    CHECK_FALSE(look.state.retraining);
    look.silence.reset();
    look(bad);
    REQUIRE(look.state.retraining);
    CHECK(*look.state.retraining == Retraining{"alarm-t2", "r2", "train"});
    CHECK(look.last.alarms[0].retrain == "train");
    look.state.retraining.reset();
    look(bad);
    CHECK_FALSE(look.state.retraining);
    look(well);
    look(bad);
    CHECK(look.state.retraining->alarm == "alarm-t5");
}

TEST_CASE("what is remembered comes back as it was") {
    Looking look;
    look.rules.retrain = "train";
    look(bad);
    look.fails();
    WatchState state = look.state;
    state.pipeline_file = "pipeline.yaml";
    state.every_s = 3600;
    state.slot = Slot{noon, {noon + 5'000'000, 12345, "a boot"}};
    state.begun = BegunLook{"t9", state.slot};
    state.pending.push_back({"id", AlarmKind::recovery, Value::Map{{"x", 1}}, "text\n", 2, "exit code 1"});
    const WatchState read = parse_watch_state(to_value(state));
    CHECK(read.stages == state.stages);
    CHECK(read.itself == state.itself);
    CHECK(read.slot == state.slot);
    CHECK(read.begun == state.begun);
    CHECK(read.pending == state.pending);
    CHECK(read.retraining == state.retraining);
    CHECK(read.looks == state.looks);
    CHECK(read.every_s == state.every_s);
    CHECK(to_value(read) == to_value(state));
}
