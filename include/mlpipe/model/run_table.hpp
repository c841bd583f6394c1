// Runs beside each other: what each did, and the parameters and metrics of its stages as columns. Plain
// values; knows nothing of where they come from, nor of how they are shown.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/metric_condition.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct RunSummary {
    std::string id;
    RunStatus status = RunStatus::running;
    std::string pipeline, name, note;
    std::optional<std::string> branch, commit;
    std::optional<RunCause> cause;
    std::int64_t started_ns = 0, finished_ns = 0;  // finished_ns 0: it has not ended
    unsigned ran = 0, restored = 0, skipped = 0, failed = 0, other = 0;
};

// nullopt: it has not ended.
std::optional<double> duration_s(const RunSummary& run);

struct RunTable {
    struct Row {
        RunSummary run;
        std::vector<std::size_t> parameters;         // indices into `values`, one a name
        std::vector<std::optional<double>> metrics;  // one a name
    };
    std::vector<Row> rows;
    std::vector<std::string> parameters, metrics;  // names, "file:a.b"; sorted
    std::vector<std::string> values;               // of parameters, as canonical JSON; the first is "": none
};

struct RunColumn {
    enum class Kind {
        run,
        started,
        finished,
        status,
        took,
        stages,
        name,
        branch,
        commit,
        pipeline,
        note,
        cause,
        parameter,
        metric
    };
    Kind kind = Kind::run;
    std::size_t index = 0;  // of the parameter or metric
    bool operator==(const RunColumn&) const = default;
};

// By its title (run, started, finished, status, took, stages, name, branch, commit, pipeline, note, cause) or
// the address of a metric or parameter. Throws Error(usage) for one that is not there, or ambiguous.
RunColumn find_column(const RunTable& table, std::string_view name);
// Of the parameters and metrics those that are not the same in all rows come first.
std::vector<RunColumn> value_columns(const RunTable& table);
bool differs(const RunTable& table, const RunColumn& column);
std::string title_of(const RunTable& table, const RunColumn& column);  // names whole

// By a column, descending where `by` begins with '-'; runs without a value come last, equal ones stay in
// order.
void sort_runs(RunTable& table, std::string_view by);
// Keeps the rows for which all hold; a run without the metric does not meet a condition. Throws Error(usage)
// where no run has it.
void keep_matching(RunTable& table, const std::vector<MetricCondition>& conditions);
// Keeps the first rows, and the names that these have; 0 keeps all.
void keep_first(RunTable& table, std::size_t limit);

}  // namespace mlpipe
