// What a watch finds in a run, and what it tells of it: an alarm, a problem that keeps it from looking, or the end of
// either. Plain values and their JSON (docs/format.md); times are nanoseconds since 1970 UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/model/gate.hpp"

namespace mlpipe {

// A column of a drift document, as that document has it.
struct DriftedColumn {
    std::string stage, file;  // where the document is
    std::string name, type, method;
    std::optional<double> score, threshold;
    std::string verdict;       // "drift" or "warn"
    std::string summary;       // what the two values are: "mean", "share of 'late'"; may be empty
    Value reference, current;  // null where the document does not say
    Value worst_bin;
};

enum class FindingLevel { none, warn, alarm };

// What one run says of one stage of kind monitor that could be judged.
struct StageFinding {
    std::string stage;
    FindingLevel level = FindingLevel::none;
    bool drift = false;                  // some of it is drift; else gates, checks or the command alone
    std::vector<std::string> reasons;    // a line each
    std::vector<GateResult> gates;       // that did not pass
    std::vector<CheckResult> checks;     // likewise
    std::vector<DriftedColumn> columns;  // the worst first
    std::size_t drifted = 0;             // columns in all, of which `columns` holds the first
};

// What is live, and the way back.
struct LiveModel {
    std::string model, version;  // version "": nothing is live
    std::int64_t since_ns = 0;   // 0: not known
    std::string last_good;       // the version that was good before; "": there is none
    std::string rollback;        // the command that goes back to it, in `directory`; "" where there is none
    std::string directory;
    std::string note;  // what could not be looked up
};

// Somebody wants to hear of nothing until then.
struct Silence {
    std::int64_t from_ns = 0, until_ns = 0;
    std::string by, why;
    std::int64_t ended_ns = 0;  // 0: it was not ended before its time
    bool operator==(const Silence&) const = default;
};

enum class AlarmKind { alarm, problem, recovery };

struct Alarm {
    AlarmKind kind = AlarmKind::alarm;
    std::string id;  // the same however often it arrives
    std::int64_t when_ns = 0;
    std::string pipeline, pipeline_file;
    std::string run, commit;             // "" where there is none
    std::vector<StageFinding> findings;  // of the stages it is about
    std::vector<std::string> stages;     // the names of these; of a recovery those that are well again
    std::vector<std::string> reasons;    // of a problem: what keeps the watch from looking
    unsigned consecutive = 1;            // runs in a row
    std::int64_t since_ns = 0;           // when the first of these was
    std::string first;                   // the id under which it was told first; "": this is the first
    std::string retrain;                 // the target that is retrained because of it; may be empty
    std::optional<LiveModel> live;
    std::optional<Silence> silenced;
};

const char* to_string(AlarmKind kind);
const char* to_string(FindingLevel level);

Value to_value(const Alarm& alarm);
Value to_value(const Silence& silence);
Silence parse_silence(const Value& value);  // throws Error(damaged)

}  // namespace mlpipe
