// One call of `mlpipe run` and the executions within it, as they are stored, printed and committed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/gate.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

enum class ExecutionStatus { running, ran, restored, skipped, failed, blocked, held, interrupted };
enum class RunStatus { running, succeeded, failed, interrupted };

const char* to_string(ExecutionStatus status);
const char* to_string(RunStatus status);
std::optional<ExecutionStatus> parse_execution_status(std::string_view text);
std::optional<RunStatus> parse_run_status(std::string_view text);

// Of all processes of one attempt.
struct ResourceUse {
    double wall_s = 0, cpu_s = 0;
    std::uint64_t peak_memory = 0;  // bytes, of the largest process
};

// "file:a.b" and the number that stands there.
using MetricValues = std::vector<std::pair<std::string, double>>;

struct Execution {
    std::string stage;
    ExecutionStatus status = ExecutionStatus::running;
    std::string reason;
    StageKey key;
    std::int64_t started_ns = 0, finished_ns = 0;
    ResourceUse use;
    std::optional<int> exit_code;  // 128 + signal for a killed process
    unsigned attempts = 0;
    std::optional<StageRecord> record;        // of a success; absent when it must not be reused
    std::vector<std::string> changed_inputs;  // that changed while the stage ran: recorded, never reused
    std::vector<ArtifactAt> leftovers;        // outputs found after a failure
    bool accepted = false;                    // the record was accepted, not computed
    MetricValues metrics;                     // of its outputs, where they are as recorded
    // As the pipeline file has it. Known of the run that has just been.
    StageKind kind = StageKind::none;
    Position position;
};

// Its outputs are those of its inputs.
bool is_up_to_date(const Execution& execution);

// What `mlpipe gate`, `check` and `drift` end with when they have found something: so does a stage whose command they are.
constexpr int gate_exit_code = 3, drift_exit_code = 5;

// The machine and software a run or an execution saw. Recorded, never part of a key.
struct MachineEnvironment {
    std::string os, kernel, cpu;
    unsigned cpus = 0;
    std::uint64_t memory = 0;
    std::vector<std::string> gpus;
};

struct InterpreterEnvironment {
    std::string interpreter;  // real path
    std::string version;
    std::vector<std::pair<std::string, std::string>> packages;  // name, version; sorted
    bool operator==(const InterpreterEnvironment&) const = default;
};

// What a run that repeats another one found.
struct Reproduction {
    std::string run;      // id of the original; empty: only its commit was known
    std::string commit;   // as it was asked for, as a hex id
    std::string verdict;  // identical, within_tolerance, differs or failed
    bool operator==(const Reproduction&) const = default;
};

// Why a run was started that nobody asked for by hand.
struct RunCause {
    enum class Kind { watch, retraining };
    Kind kind = Kind::watch;
    std::string tick;        // of a watch: which of its looks; unique in the project
    std::string alarm, run;  // of a retraining: the alarm's id, and the run that found what it speaks of
    bool operator==(const RunCause&) const = default;
};

// "watch", or "alarm <id>": for a cell or a line.
std::string cause_text(const RunCause& cause);
Value to_value(const RunCause& cause);
RunCause parse_run_cause(const Value& value);  // throws Error(damaged)

struct RunRecord {
    std::string id;
    RunStatus status = RunStatus::running;
    std::string pipeline;       // its name
    std::string pipeline_file;  // relative to the project root
    std::string name, note;     // --name, --note
    std::vector<std::string> arguments;
    std::string instance;  // of the clone
    std::int64_t started_ns = 0, finished_ns = 0;
    std::vector<Execution> executions;
    std::vector<GateResult> gates;    // of the stages that were up to date at the end, in DAG order
    std::vector<CheckResult> checks;  // of the same stages; of their rules those that do not hold
    // It failed at gates or checks, and no stage did or could not be run for another reason. Known of the run that has just been.
    bool failed_at_gates_alone = false;
    MachineEnvironment machine;
    std::vector<InterpreterEnvironment> interpreters;
    std::optional<std::string> branch;  // that was checked out
    std::optional<std::string> head;    // HEAD's commit, the parent of the run commit
    std::optional<std::string> commit;  // the run commit
    std::optional<Reproduction> reproduction;
    std::optional<RunCause> cause;
};

// The document that `mlpipe run --json` prints.
Value to_value(const RunRecord& run);
// The same document read back. Times are those of the text, to the millisecond. Throws Error(damaged) when a
// field is missing or of the wrong type, and for the version of a newer mlpipe.
RunRecord parse_run_record(const Value& value);

// 20261123T131502123Z-7f3a9c: sorts by time.
std::string make_run_id(std::int64_t unix_ns, std::uint32_t random);
// Letters, digits and '-' alone. Records come from other clones too: whatever else they call a run may not
// become a path.
bool is_run_id(std::string_view text);

}  // namespace mlpipe
