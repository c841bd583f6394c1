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

#include "mlpipe/model/lineage_graph.hpp"
#include "mlpipe/model/model_version.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/model/run_table.hpp"

namespace mlpipe {

using ExecutionId = std::int64_t;

struct RunFilter {
    std::optional<std::string> stage;  // that acted in the run: was not merely skipped, blocked or held
    std::optional<std::string> name, branch;
    std::optional<RunStatus> status;
    std::optional<std::int64_t> since_ns;
    bool none_is_running = false;  // runs that have no end were interrupted: nobody finishes them any more
    std::size_t limit = 20;        // 0: all
};

// A metric as one run saw it.
struct MetricAt {
    std::string run, stage;
    ExecutionStatus status = ExecutionStatus::ran;  // of the stage in that run
    std::int64_t started_ns = 0;                    // of the run
    std::optional<std::string> branch, commit;
    double value = 0;
};

struct MetricHistoryFilter {
    std::optional<std::string> branch;
    std::optional<std::int64_t> since_ns;
    bool with_skipped = true;  // runs in which the stage was skipped have the value all the same
    std::size_t limit = 0;     // the newest; 0: all
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
    // Optional: stores what the rows of executions that may begin soon will point to, so that to begin each
    // of them writes half as much. Says nothing about any execution. Survives the process.
    struct Upcoming {
        std::string stage;
        StageKey key;
    };
    void foresee(const std::string& pipeline_file, const std::vector<Upcoming>& executions);
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
    // Verdicts that a program of a stage asked for while its run goes on, beside those that the run itself will
    // have; the end of the run is told of them. False when no such run goes on here.
    bool add_asked_gates(const std::string& run, const std::vector<GateResult>& gates);
    std::vector<GateResult> asked_gates(const std::string& run);
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
    // Forgets runs, and what only they referred to. What they made and a remaining run shows stays known,
    // with parameters and metrics. Ids that are not there are fine.
    void remove_runs(const std::vector<std::string>& ids);

    // --- queries ---
    std::string instance();                                 // random id of this clone, made with the database
    std::vector<RunSummary> runs(const RunFilter& filter);  // newest first
    // The same with parameters and metrics; of a name that several stages of a run have, the newest result's.
    RunTable run_table(const RunFilter& filter);
    // Ambiguous prefixes throw Error(usage). Executions stand in the order of finish_run; before it, as they
    // began.
    std::optional<RunRecord> run(const std::string& id_or_prefix);
    // The newest of a pipeline file that was started here for exactly this reason.
    std::optional<RunRecord> run_with_cause(const RunCause& cause, const std::string& pipeline_file);
    // Median of the last durations of each stage of a pipeline file, in seconds.
    std::unordered_map<std::string, double> durations(const std::string& pipeline_file);
    // Of the stages of a pipeline file, the latest execution that ran, was restored, accepted, failed or
    // interrupted: after an interrupted one nobody knows what stands in the workspace, or what a deploy has
    // done.
    std::unordered_map<std::string, LatestExecution> latest_executions(const std::string& pipeline_file);
    // Ids of the runs that hold the latest execution of some stage: what `latest_executions` needs.
    std::vector<std::string> latest_runs();
    // "file:a.b", of all runs; sorted. `find_address` (model/address.hpp) completes a short one.
    std::vector<std::string> metric_names();
    // Newest last. `name` is whole.
    std::vector<MetricAt> metric_history(const std::string& name, const MetricHistoryFilter& filter = {});
    // What was recorded at a path, or with a digest that begins so (hex): the latest first. Paths are relative
    // to the project's root.
    std::vector<ArtifactAt> artifacts_at(const std::string& path);
    std::vector<ArtifactAt> artifacts_with(const std::string& digest_prefix);
    // From these artifacts back to all they were made from, or forward to all that was made with them, over
    // all runs, at most `depth` results far (0: to the end).
    enum class Direction { up, down, both };
    LineageGraph ancestry(const std::vector<ArtifactAt>& asked, Direction direction, std::size_t depth = 0);
    // When a stage key last succeeded here (ran, not restored).
    std::optional<std::int64_t> last_success_ns(const StageKey& key);
    // The record of this key that a run made.
    std::optional<StageRecord> record(const StageKey& key, const std::string& run);

    // --- the index of the model registry, whose truth is elsewhere: made anew as a whole ---
    // `tags`: a digest of what it was made of.
    void index_models(const Digest& tags, const std::vector<ModelVersion>& versions,
                      const std::vector<ModelEvent>& events);
    std::optional<Digest> indexed_models();  // the `tags` of the last time
    // Tags of the versions with this content, sorted.
    std::vector<std::string> model_tags_of(const Digest& digest);

    // For gc: the records of the newest `keep_runs` runs and of those younger than `since_ns`.
    std::vector<StageRecord> records_kept(std::size_t keep_runs, std::int64_t since_ns);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
