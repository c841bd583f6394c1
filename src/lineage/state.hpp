// What the parts of Lineage share: the database, its prepared statements, and the ids of what is stored once.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "mlpipe/base/sqlite.hpp"
#include "mlpipe/lineage/lineage.hpp"

namespace mlpipe {

namespace lineage {

// A prepared statement for one use: it is reset at the end, so that no read transaction stays open.
class Use {
  public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use() { statement_.reset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Statement* operator->() const { return &statement_; }
    Statement& operator*() const { return statement_; }

  private:
    Statement& statement_;
};

void bind_path(Statement& statement, int index, std::string_view path);
void bind_optional(Statement& statement, int index, const std::optional<std::int64_t>& value);
void bind_optional(Statement& statement, int index, const std::optional<std::string>& text);
void bind_optional(Statement& statement, int index, const std::optional<double>& number);
std::string_view bytes_of(const Digest& digest);
// Throws Error(damaged) when the column is no digest.
Digest digest_at(const Statement& statement, int column);
// From five columns: path, type, digest, size, executable.
ArtifactAt artifact_at(const Statement& statement, int column);
// Throw Error(damaged) for a word that is none.
RunStatus run_status(const std::string& text);
ExecutionStatus execution_status(const std::string& text);
// The record in a `json` column; Error(damaged) names the run whose record it is.
StageRecord record_at(const Statement& statement, int column, std::string_view run);

}  // namespace lineage

struct Lineage::State {
    State(const std::string& path, Mode mode);

    // Prepared once; `sql` must be a literal.
    lineage::Use use(std::string_view sql);

    // The row of something that is stored once, made when absent.
    std::int64_t path(const std::string& path);
    std::int64_t key(const StageKey& key);
    std::int64_t artifact(const Reference& reference);
    std::int64_t environment(std::string_view kind, const std::string& json);
    std::int64_t stage(std::int64_t pipeline_file, const std::string& name);
    std::int64_t record(const StageRecord& record);

    struct RunRow {
        std::int64_t id = 0, pipeline_file = 0;
    };
    std::optional<RunRow> find_run(const std::string& run);
    // The id that starts so; nullopt for none, Error(usage) for several.
    std::optional<std::string> complete_run_id(const std::string& prefix);
    void read_executions(std::int64_t run_row, RunRecord& run);

    // Newest first, without the counts of their executions.
    struct ListedRun {
        std::int64_t id = 0;
        RunSummary run;
    };
    std::vector<ListedRun> list_runs(const RunFilter& filter);
    // An execution: which run of a list it belongs to, and who has its parameters and metrics.
    struct Described {
        std::size_t run = 0;
        std::int64_t described_by = 0;
    };
    std::vector<Described> count_executions(std::vector<ListedRun>& runs);
    // `ids`: the executions that describe, as a JSON list.
    void read_parameters(const std::string& ids, const std::vector<Described>& executions, RunTable& table);
    void read_metrics(const std::string& ids, const std::vector<Described>& executions, RunTable& table);
    std::string path_of(std::int64_t id);

    // One transaction. What was remembered of rows that it would have made is forgotten when it
    // fails.
    template <typename Body>
    void write(const Body& body, Survives survives = Survives::power_cut) {
        set_synchronous(survives);
        try {
            Transaction transaction(database);
            body();
            transaction.commit();
        } catch (...) {
            forget();
            throw;
        }
    }
    void set_synchronous(Survives survives);

    // A row whose end is not known yet: see update_execution.
    std::int64_t insert_execution(const RunRow& run, const Execution& execution, bool acted,
                                  std::optional<std::int64_t> position);
    // The ids of what an execution's row points to, made where they are absent.
    struct ExecutionIds {
        std::optional<std::int64_t> key, record;
        std::optional<std::int64_t> described_by;  // an earlier execution with the same record
    };
    ExecutionIds ids_of(const Execution& execution);
    // The execution that describes this record already.
    std::optional<std::int64_t> describing(std::int64_t record);
    // The execution that describes this one: itself, or an earlier one with the same record.
    std::int64_t update_execution(std::int64_t id, const Execution& execution,
                                  std::optional<std::int64_t> interpreter);
    // The same for a row that insert_execution has just written whole.
    std::int64_t settle_description(std::int64_t id);
    // What is not described yet.
    void write_details(std::int64_t id, std::int64_t described_by, const Execution& execution,
                       const StageInputs* inputs);
    void write_inputs(std::int64_t id, const StageInputs& inputs);
    void write_edge(std::int64_t execution, std::string_view role, std::string_view direction,
                    const ArtifactAt& artifact);
    void write_run(const RunRecord& run);
    // The end of a run, and the executions that have no row yet.
    void write_end(const RunRecord& run);
    void write_interpreter(std::int64_t run, std::int64_t environment);
    void write_gates(std::int64_t run, const std::vector<GateResult>& gates);
    void insert_gates(std::int64_t run, const std::vector<GateResult>& gates, std::int64_t position);
    void read_gates(std::int64_t run_row, RunRecord& run);
    void write_checks(std::int64_t run, const std::vector<CheckResult>& checks);
    void read_checks(std::int64_t run_row, RunRecord& run);
    void forget();

    Database database;
    Survives synchronous = Survives::power_cut;  // what `PRAGMA synchronous` was set to
    std::unordered_map<std::string, RunRow> run_rows;
    std::unordered_map<std::string_view, Statement> statements;
    std::unordered_map<std::string, std::int64_t> paths;
    std::unordered_map<StageKey, std::int64_t> keys;
    std::map<std::tuple<Digest, ReferenceType, std::uint64_t>, std::int64_t> artifacts;
    std::map<std::pair<std::int64_t, std::string>, std::int64_t> stages;
    // Of finish_executions: an interpreter is described once, not once an execution.
    std::unordered_map<std::string, std::int64_t> environments;
};

}  // namespace mlpipe
