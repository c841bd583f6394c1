// What is to be done with a stage, and why, readable by a person and by a program.
#pragma once
#include <string>
#include <vector>

namespace mlpipe {

enum class DecisionKind {
    skip,     // outputs are present with the recorded content
    restore,  // outputs come from the store
    run,
    blocked,  // something it needs failed or cannot be had
    held,     // `when:` holds it back
    absent,   // would be skipped were its files here (--allow-missing)
    unknown,  // depends on a stage that would run
};

const char* to_string(DecisionKind kind);

// One field that differs from the record it was compared with. Values are as `why` prints them; "" is absence.
struct Change {
    std::string field;  // "command", "dependency", "parameter", "environment", "output" ...
    std::string name;   // a path, "params.yaml:train.lr", a variable; may be empty
    std::string before, after;
    bool operator==(const Change&) const = default;
};

struct Decision {
    DecisionKind kind = DecisionKind::run;
    std::string reason;           // one line
    std::vector<Change> changes;  // against the lock entry; empty where there is none
};

}  // namespace mlpipe
