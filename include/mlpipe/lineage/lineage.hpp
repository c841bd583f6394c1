// The record of what happened: runs, executions, artifacts and the edges between them, in lineage.db. Holds
// the SQL, its numbered migrations and the queries; decides nothing. One object serves one thread; other
// processes may read and write meanwhile (short transactions, a busy timeout). docs/format.md has the schema.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

using ExecutionId = std::int64_t;

struct RunSummary {
    std::string id;
    RunStatus status = RunStatus::running;
    std::string pipeline, name, note;
    std::int64_t started_ns = 0, finished_ns = 0;
    unsigned ran = 0, restored = 0, skipped = 0, failed = 0, other = 0;
};

struct RunFilter {
    std::optional<std::string> stage;  // that acted in the run: was not merely skipped, blocked or held
    std::optional<std::string> name;
    std::optional<RunStatus> status;
    std::optional<std::int64_t> since_ns;
    std::size_t limit = 20;  // 0: all
};

struct LatestExecution {
    StageKey key;
    bool succeeded = false;  // and its inputs stayed as they were meanwhile
    std::int64_t finished_ns = 0;
    std::vector<ArtifactAt> leftovers;  // of one that failed
};

class Lineage {
  public:
    enum class Mode { read_write, read_only };
    // read_write creates and migrates. A database of a newer mlpipe throws Error(failed) saying so. read_only
    // fails for an absent file, and for an older database, which the next run brings up to date. ":memory:"
    // works.
    Lineage(const std::string& path, Mode mode);
    ~Lineage();

    // --- what a run writes: each call is one transaction, durable if not said otherwise ---
    void begin_run(const RunRecord& run);
    // `process`: outlives mlpipe at once, a power cut only with the next durable transaction; costs no fsync.
    // Good for stages without side effects, whose beginning may be forgotten with all else that was not yet
    // on the disk.
    enum class Survives { power_cut, process };
    // Rows in state `running`, before their stages are spawned.
    std::vector<ExecutionId> begin_executions(const std::string& run,
                                              const std::vector<Execution>& executions,
                                              Survives survives = Survives::power_cut);
    // Their ends, with artifacts, edges, parameters and numeric metrics.
    struct Finished {
        ExecutionId id = 0;
        Execution execution;
        const InterpreterEnvironment* interpreter = nullptr;  // null: none seen
        const StageInputs* inputs = nullptr;  // of an execution without a record, where they are known
    };
    void finish_executions(const std::vector<Finished>& batch);
    // Executions that never ran (skipped, blocked, held) are inserted here; the run's row gets its end.
    void finish_run(const RunRecord& run);
    // A run that took place elsewhere, or beside the working tree: another clone's, or one that repeats an
    // earlier one. Known to all questions about runs, and to none about what was done here. One that is known
    // already stays as it is.
    void import_run(const RunRecord& run);
    // Many in one transaction; how many were new.
    std::size_t import_runs(const std::vector<RunRecord>& runs);
    // Whether there is a run of exactly this id.
    bool knows_run(const std::string& id);
    // Runs of killed processes: rows still `running` that are not `current` become `interrupted`.
    void close_abandoned(const std::string& current);

    // --- queries ---
    std::string instance();                                 // random id of this clone, made with the database
    std::vector<RunSummary> runs(const RunFilter& filter);  // newest first
    // Ambiguous prefixes throw Error(usage). Executions stand in the order of finish_run; before it, as they
    // began.
    std::optional<RunRecord> run(const std::string& id_or_prefix);
    // Median of the last durations of each stage of a pipeline file, in seconds.
    std::unordered_map<std::string, double> durations(const std::string& pipeline_file);
    // Of the stages of a pipeline file, the latest execution that ran, was restored, accepted, failed or
    // interrupted: after an interrupted one nobody knows what stands in the workspace, or what a deploy has
    // done.
    std::unordered_map<std::string, LatestExecution> latest_executions(const std::string& pipeline_file);
    // When a stage key last succeeded here (ran, not restored).
    std::optional<std::int64_t> last_success_ns(const StageKey& key);
    // For gc: the records of the newest `keep_runs` runs and of those younger than `since_ns`.
    std::vector<StageRecord> records_kept(std::size_t keep_runs, std::int64_t since_ns);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
