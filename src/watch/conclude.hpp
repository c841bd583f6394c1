// From what a look found, and what is remembered, to what is to be told. Pure: the state is a value, and the clock is
// the look's.
//
// A stage is told of when it has found something in `after` runs in a row; again when it gets worse, and when the
// cool-down is over. During a silence nothing is told, and nothing counts as told, so that what goes on is told when
// the silence ends. The end of what was told is told once.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/watch_state.hpp"

namespace mlpipe::watch {

struct Look {
    std::string tick;
    std::int64_t when_ns = 0;
    std::string run, commit;  // "" where there is none
    LookOutcome outcome = LookOutcome::looked;
    std::vector<StageFinding> findings;
    std::vector<std::string> problems;  // of one that failed or was skipped
    std::vector<std::string> monitors;  // all stages of kind monitor; none: not known
};

struct Rules {
    unsigned after = 1;
    double cooldown_s = 0;
    std::string retrain;  // the target; may be empty
};

// What stands in each alarm.
struct AlarmContext {
    std::string pipeline, pipeline_file;
    std::optional<Silence> silence;
    std::function<LiveModel()> find_live;  // asked only where there is something to tell
};

struct Conclusion {
    std::vector<Alarm> alarms;  // that are to be told, and those that a silence holds back
    // What stands, told or not, in `after` runs in a row.
    bool drift = false, red = false;
    std::vector<std::string> waiting;  // stages that have found something in fewer runs
};

// What is to be told is in `state.pending` afterwards, and the look among `state.looks`.
Conclusion conclude(WatchState& state, const Look& look, const Rules& rules, const AlarmContext& context);

// One line of what the look came to.
std::string look_text(const Look& look);

// Adds what is to be told, with its text.
void queue_alarm(WatchState& state, const Alarm& alarm);

}  // namespace mlpipe::watch
