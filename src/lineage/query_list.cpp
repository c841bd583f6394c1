// Lists of runs, and what their stages were given and measured, in a few statements however many they are.
#include <algorithm>
#include <limits>
#include <unordered_map>

#include "environment_json.hpp"
#include "state.hpp"

namespace mlpipe {

using lineage::bind_optional;

namespace {

void count(RunSummary& summary, const std::string& status) {
    switch (lineage::execution_status(status)) {
        case ExecutionStatus::ran:
            ++summary.ran;
            return;
        case ExecutionStatus::restored:
            ++summary.restored;
            return;
        case ExecutionStatus::skipped:
            ++summary.skipped;
            return;
        case ExecutionStatus::failed:
            ++summary.failed;
            return;
        case ExecutionStatus::running:
        case ExecutionStatus::blocked:
        case ExecutionStatus::held:
        case ExecutionStatus::interrupted:
            ++summary.other;
    }
}

// Ids as a JSON list: one bound value for as many as there are.
template <typename Items, typename Id>
std::string id_list(const Items& items, const Id& id) {
    std::string text = "[";
    for (const auto& item : items) text.append(text.size() > 1 ? "," : "").append(std::to_string(id(item)));
    return text + "]";
}

// Names of columns and where they stand, each said once.
class Names {
  public:
    std::size_t place(std::string name) {
        const auto [known, added] = places_.try_emplace(std::move(name), names_.size());
        if (added) names_.push_back(&known->first);
        return known->second;
    }
    std::vector<std::string> all() const {
        std::vector<std::string> names;
        names.reserve(names_.size());
        for (const std::string* name : names_) names.push_back(*name);
        return names;
    }

  private:
    std::unordered_map<std::string, std::size_t> places_;
    std::vector<const std::string*> names_;
};

// The cells of one kind as they are found, by execution; `lay_out` makes rows of them.
template <typename Cell>
class Cells {
  public:
    void add(std::int64_t execution, std::size_t name, Cell cell) {
        auto [range, added] = ranges_.try_emplace(execution, cells_.size(), cells_.size());
        cells_.push_back({name, std::move(cell)});
        range->second.second = cells_.size();
    }
    // The newest result of a run wins: `executions` are sorted so.
    template <typename Executions>
    void lay_out(const Executions& executions, const std::vector<std::size_t>& columns,
                 std::vector<RunTable::Row>& rows, std::vector<Cell> RunTable::Row::*row_cells) const {
        for (RunTable::Row& row : rows) (row.*row_cells).resize(columns.size());
        for (const auto& execution : executions) {
            const auto range = ranges_.find(execution.described_by);
            if (range == ranges_.end()) continue;
            std::vector<Cell>& row = rows[execution.run].*row_cells;
            for (std::size_t i = range->second.first; i < range->second.second; ++i)
                row[columns[cells_[i].first]] = cells_[i].second;
        }
    }

  private:
    std::unordered_map<std::int64_t, std::pair<std::size_t, std::size_t>> ranges_;
    std::vector<std::pair<std::size_t, Cell>> cells_;
};

// Names sorted; where each went.
std::vector<std::size_t> sort_names(std::vector<std::string>& names) {
    std::vector<std::size_t> order(names.size()), places(names.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return names[left] < names[right]; });
    std::vector<std::string> sorted;
    sorted.reserve(names.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        places[order[i]] = i;
        sorted.push_back(std::move(names[order[i]]));
    }
    names = std::move(sorted);
    return places;
}

template <typename Executions>
std::vector<std::int64_t> distinct(const Executions& executions) {
    std::vector<std::int64_t> ids;
    ids.reserve(executions.size());
    for (const auto& execution : executions) ids.push_back(execution.described_by);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace

std::vector<Lineage::State::ListedRun> Lineage::State::list_runs(const RunFilter& filter) {
    std::vector<ListedRun> runs;
    const auto select = use(
        "SELECT id, run, iif(?7 AND status = 'running', 'interrupted', status) AS standing, pipeline, name,"
        " note, started_ns, finished_ns, branch, git_commit, cause FROM runs r"
        " WHERE (?1 IS NULL OR r.id IN (SELECT e.run FROM stages s JOIN executions e"
        "  ON e.stage = s.id AND e.acted = 1 WHERE s.name = ?1))"
        " AND (?2 IS NULL OR r.name = ?2) AND (?3 IS NULL OR standing = ?3)"
        " AND (?4 IS NULL OR r.started_ns >= ?4) AND (?5 IS NULL OR r.branch = ?5)"
        " ORDER BY r.started_ns DESC, r.id DESC LIMIT ?6");
    bind_optional(*select, 1, filter.stage);
    bind_optional(*select, 2, filter.name);
    std::optional<std::string> status;
    if (filter.status) status = to_string(*filter.status);
    bind_optional(*select, 3, status);
    bind_optional(*select, 4, filter.since_ns);
    bind_optional(*select, 5, filter.branch);
    const bool all = filter.limit == 0 || filter.limit > std::numeric_limits<std::int32_t>::max();
    select->bind(6, all ? std::int64_t{-1} : static_cast<std::int64_t>(filter.limit));
    select->bind(7, std::int64_t{filter.none_is_running});
    while (select->step()) {
        ListedRun& listed = runs.emplace_back();
        listed.id = select->integer(0);
        RunSummary& run = listed.run;
        run.id = select->text(1);
        run.status = lineage::run_status(select->text(2));
        run.pipeline = select->text(3);
        run.name = select->text(4);
        run.note = select->text(5);
        run.started_ns = select->integer(6);
        run.finished_ns = select->integer(7);
        if (!select->is_null(8)) run.branch = select->text(8);
        if (!select->is_null(9)) run.commit = select->text(9);
        if (!select->is_null(10)) run.cause = lineage::parse_cause(select->text(10));
    }
    return runs;
}

std::vector<Lineage::State::Described> Lineage::State::count_executions(std::vector<ListedRun>& runs) {
    std::vector<Described> executions;
    const std::string ids = id_list(runs, [](const ListedRun& run) { return run.id; });
    // The index executions_run answers alone.
    const auto select =
        use("SELECT j.key, e.status, coalesce(e.described_by, e.id) FROM json_each(?1) j"
            " CROSS JOIN executions e ON e.run = j.value");
    select->bind(1, std::string_view(ids));
    while (select->step()) {
        const auto run = static_cast<std::size_t>(select->integer(0));
        count(runs[run].run, select->text(1));
        executions.push_back({run, select->integer(2)});
    }
    return executions;
}

std::vector<RunSummary> Lineage::runs(const RunFilter& filter) {
    const ReadTransaction one_state(state_->database);
    auto listed = state_->list_runs(filter);
    state_->count_executions(listed);
    std::vector<RunSummary> runs;
    runs.reserve(listed.size());
    for (auto& one : listed) runs.push_back(std::move(one.run));
    return runs;
}

RunTable Lineage::run_table(const RunFilter& filter) {
    const ReadTransaction one_state(state_->database);
    auto listed = state_->list_runs(filter);
    const auto executions = state_->count_executions(listed);
    RunTable table;
    table.rows.reserve(listed.size());
    for (auto& one : listed) table.rows.push_back({std::move(one.run), {}, {}});
    const std::string ids = id_list(distinct(executions), [](std::int64_t id) { return id; });
    state_->read_parameters(ids, executions, table);
    state_->read_metrics(ids, executions, table);
    return table;
}

void Lineage::State::read_parameters(const std::string& ids, const std::vector<Described>& executions,
                                     RunTable& table) {
    Names names, values;
    values.place("");
    Cells<std::size_t> cells;
    std::unordered_map<std::int64_t, std::string> files;
    {
        const auto select =
            use("SELECT p.execution, p.file, p.key, p.value FROM json_each(?1) j"
                " CROSS JOIN parameters p ON p.execution = j.value");
        select->bind(1, std::string_view(ids));
        while (select->step()) {
            std::string& file = files[select->integer(1)];
            if (file.empty()) file = path_of(select->integer(1));
            const std::string key = select->text(2);
            cells.add(select->integer(0), names.place(key.empty() ? file : file + ":" + key),
                      values.place(select->text(3)));
        }
    }
    table.parameters = names.all();
    table.values = values.all();
    const auto columns = sort_names(table.parameters);
    cells.lay_out(executions, columns, table.rows, &RunTable::Row::parameters);
}

void Lineage::State::read_metrics(const std::string& ids, const std::vector<Described>& executions,
                                  RunTable& table) {
    Names names;
    Cells<std::optional<double>> cells;
    {
        const auto select =
            use("SELECT m.execution, m.name, m.value FROM json_each(?1) j"
                " CROSS JOIN metrics m ON m.execution = j.value WHERE m.value IS NOT NULL");
        select->bind(1, std::string_view(ids));
        while (select->step()) cells.add(select->integer(0), names.place(select->text(1)), select->real(2));
    }
    table.metrics = names.all();
    const auto columns = sort_names(table.metrics);
    cells.lay_out(executions, columns, table.rows, &RunTable::Row::metrics);
}

}  // namespace mlpipe
