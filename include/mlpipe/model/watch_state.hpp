// What a watch remembers from one look to the next: enough to lose no alarm and to start nothing twice, whenever it
// is killed. Plain values and their JSON (docs/format.md). Wall times are nanoseconds since 1970 UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/alarm.hpp"

namespace mlpipe {

// A moment by both clocks. Steady times compare within one boot of the machine alone.
struct Moment {
    std::int64_t wall_ns = 0, steady_ns = 0;
    std::string boot;  // which boot; may be unknown
    bool operator==(const Moment&) const = default;
};

// The last slot of a schedule that was looked at.
struct Slot {
    std::int64_t begin_ns = 0;
    Moment at;  // when that was
    bool operator==(const Slot&) const = default;
};

// Noted before its run is started; what becomes of it is found by the run's cause.
struct BegunLook {
    std::string tick;          // names it: RunCause::tick
    std::optional<Slot> slot;  // absent: it is outside a schedule
    bool operator==(const BegunLook&) const = default;
};

// A stage of kind monitor, or the watch's own ability to look, over the runs.
struct WatchedStage {
    std::string stage;  // "": the watch itself
    FindingLevel level = FindingLevel::none;
    unsigned consecutive = 0;   // runs in a row that found something
    std::int64_t since_ns = 0;  // the first of these
    std::string alarm;          // the id under which it was told first; "": it was not
    std::int64_t told_ns = 0;   // last; 0: not told yet
    FindingLevel told_level = FindingLevel::none;
    bool operator==(const WatchedStage&) const = default;
};

// Something that is to be told, and stays so until the receiver has taken it.
struct PendingAlert {
    std::string id;
    AlarmKind kind = AlarmKind::alarm;
    Value document;
    std::string text;  // the same for people
    unsigned tries = 0;
    std::string error;  // of the last one
    bool operator==(const PendingAlert&) const = default;
};

// A run that an alarm asks for. Once its run is recorded, by its cause, it is never started again.
struct Retraining {
    std::string alarm, run;  // that caused it; the run that found it
    std::string target;
    bool operator==(const Retraining&) const = default;
};

enum class LookOutcome {
    looked,       // each stage could be judged
    failed,       // some could not, or none
    skipped,      // the project was in use
    interrupted,  // it was asked to stop
};

// One look, for `monitor status`.
struct PastLook {
    std::string tick, run;
    std::int64_t when_ns = 0;
    LookOutcome outcome = LookOutcome::looked;
    std::string text;  // one line
    bool operator==(const PastLook&) const = default;
};

struct WatchState {
    std::string pipeline_file;         // relative to the project's root
    std::optional<double> every_s;     // as it was asked for last; absent: once
    std::optional<double> cooldown_s;  // likewise
    std::optional<Slot> slot;
    std::optional<BegunLook> begun;
    std::vector<WatchedStage> stages;
    WatchedStage itself;
    unsigned skipped = 0;  // looks in a row
    std::vector<PendingAlert> pending;
    std::optional<Retraining> retraining;
    std::vector<PastLook> looks;  // the newest last; a few

    WatchedStage& stage(const std::string& name);  // added where it is not there
};

const char* to_string(LookOutcome outcome);

Value to_value(const WatchState& state);
WatchState parse_watch_state(const Value& value);  // throws Error(damaged)

}  // namespace mlpipe
