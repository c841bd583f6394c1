#include "mlpipe/model/run_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/address.hpp"

namespace mlpipe {
namespace {

using Kind = RunColumn::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 12> titles = {{{"run", Kind::run},
                                                                       {"started", Kind::started},
                                                                       {"finished", Kind::finished},
                                                                       {"status", Kind::status},
                                                                       {"took", Kind::took},
                                                                       {"stages", Kind::stages},
                                                                       {"name", Kind::name},
                                                                       {"branch", Kind::branch},
                                                                       {"commit", Kind::commit},
                                                                       {"pipeline", Kind::pipeline},
                                                                       {"note", Kind::note},
                                                                       {"cause", Kind::cause}}};

// What a cell is sorted by: numbers before texts, nothing last.
struct SortKey {
    std::optional<double> number;
    std::string text;
    bool empty() const { return !number && text.empty(); }
    bool before(const SortKey& other) const {
        if (number && other.number) return *number < *other.number;
        if (number.has_value() != other.number.has_value()) return number.has_value();
        return text < other.text;
    }
};

SortKey text_key(std::string text) {
    return {std::nullopt, std::move(text)};
}

SortKey parameter_key(const std::string& json) {
    if (json.empty()) return {};
    const std::optional<double> number = parse_json(json, "a parameter").number();
    if (number && !std::isnan(*number)) return {number, {}};
    return text_key(json);
}

SortKey metric_key(const std::optional<double>& value) {
    return !value || std::isnan(*value) ? SortKey{} : SortKey{value, {}};
}

SortKey summary_key(const RunSummary& run, Kind kind) {
    const auto time = [](std::int64_t ns) {
        return ns == 0 ? SortKey{} : SortKey{static_cast<double>(ns), {}};
    };
    switch (kind) {
        case Kind::started:
            return time(run.started_ns);
        case Kind::finished:
            return time(run.finished_ns);
        case Kind::status:
            return text_key(to_string(run.status));
        case Kind::took:
            return {duration_s(run), {}};
        case Kind::stages:
            return {static_cast<double>(run.ran + run.restored), {}};
        case Kind::name:
            return text_key(run.name);
        case Kind::branch:
            return text_key(run.branch.value_or(""));
        case Kind::commit:
            return text_key(run.commit.value_or(""));
        case Kind::pipeline:
            return text_key(run.pipeline);
        case Kind::note:
            return text_key(run.note);
        case Kind::cause:
            return text_key(run.cause ? cause_text(*run.cause) : "");
        case Kind::run:
        case Kind::parameter:
        case Kind::metric:
            break;
    }
    return text_key(run.id);
}

std::vector<SortKey> sort_keys(const RunTable& table, const RunColumn& column) {
    std::vector<SortKey> keys;
    keys.reserve(table.rows.size());
    if (column.kind == Kind::parameter) {
        std::vector<std::optional<SortKey>> known(table.values.size());
        for (const RunTable::Row& row : table.rows) {
            std::optional<SortKey>& key = known[row.parameters[column.index]];
            if (!key) key = parameter_key(table.values[row.parameters[column.index]]);
            keys.push_back(*key);
        }
    } else if (column.kind == Kind::metric) {
        for (const RunTable::Row& row : table.rows) keys.push_back(metric_key(row.metrics[column.index]));
    } else {
        for (const RunTable::Row& row : table.rows) keys.push_back(summary_key(row.run, column.kind));
    }
    return keys;
}

// Drops the names that `used` does not mark, and their cells.
template <typename Cell>
void keep_names(std::vector<std::string>& names, std::vector<RunTable::Row>& rows,
                std::vector<Cell> RunTable::Row::*cells, const std::vector<bool>& used) {
    const auto thinned = [&](auto& list) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (!used[i]) continue;
            if (kept != i) list[kept] = std::move(list[i]);
            ++kept;
        }
        list.resize(kept);
    };
    thinned(names);
    for (RunTable::Row& row : rows) thinned(row.*cells);
}

void drop_unused_names(RunTable& table) {
    std::vector<bool> parameters(table.parameters.size()), metrics(table.metrics.size());
    for (const RunTable::Row& row : table.rows) {
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (row.parameters[i] != 0) parameters[i] = true;
        for (std::size_t i = 0; i < metrics.size(); ++i)
            if (row.metrics[i]) metrics[i] = true;
    }
    keep_names(table.parameters, table.rows, &RunTable::Row::parameters, parameters);
    keep_names(table.metrics, table.rows, &RunTable::Row::metrics, metrics);
}

}  // namespace

std::optional<double> duration_s(const RunSummary& run) {
    if (run.finished_ns == 0) return std::nullopt;
    return static_cast<double>(run.finished_ns - run.started_ns) / 1e9;
}

RunColumn find_column(const RunTable& table, std::string_view name) {
    for (const auto& [title, kind] : titles) {
        if (title == name) return {kind, 0};
    }
    // A name that is whole is no shortened one of the other kind.
    std::vector<std::string> all = table.metrics;
    all.insert(all.end(), table.parameters.begin(), table.parameters.end());
    if (const auto place = find_address(all, name, "column")) {
        const std::size_t metrics = table.metrics.size();
        return *place < metrics ? RunColumn{Kind::metric, *place}
                                : RunColumn{Kind::parameter, *place - metrics};
    }
    for (const std::string& known : short_addresses(all)) all.push_back(known);
    for (const auto& [title, kind] : titles) all.emplace_back(title);
    throw Error(ErrorKind::usage,
                "these runs have no column '" + path::printable(name) + "'" + text::did_you_mean(name, all));
}

std::string title_of(const RunTable& table, const RunColumn& column) {
    if (column.kind == Kind::parameter) return table.parameters.at(column.index);
    if (column.kind == Kind::metric) return table.metrics.at(column.index);
    const auto found = std::find_if(titles.begin(), titles.end(),
                                    [&](const auto& title) { return title.second == column.kind; });
    return std::string(found->first);
}

bool differs(const RunTable& table, const RunColumn& column) {
    const auto same = [&](const auto& cells) {
        return std::all_of(table.rows.begin(), table.rows.end(), [&](const RunTable::Row& row) {
            return (row.*cells)[column.index] == (table.rows.front().*cells)[column.index];
        });
    };
    if (column.kind == Kind::parameter) return !same(&RunTable::Row::parameters);
    if (column.kind == Kind::metric) return !same(&RunTable::Row::metrics);
    return true;
}

std::vector<RunColumn> value_columns(const RunTable& table) {
    std::vector<RunColumn> columns;
    for (std::size_t i = 0; i < table.metrics.size(); ++i) columns.push_back({Kind::metric, i});
    for (std::size_t i = 0; i < table.parameters.size(); ++i) columns.push_back({Kind::parameter, i});
    std::stable_partition(columns.begin(), columns.end(),
                          [&](const RunColumn& column) { return differs(table, column); });
    return columns;
}

void sort_runs(RunTable& table, std::string_view by) {
    const bool descending = by.starts_with('-');
    if (descending) by.remove_prefix(1);
    if (table.rows.empty()) return;
    const std::vector<SortKey> keys = sort_keys(table, find_column(table, by));
    std::vector<std::size_t> order(table.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const SortKey &a = keys[left], &b = keys[right];
        if (a.empty() || b.empty()) return !a.empty() && b.empty();
        return descending ? b.before(a) : a.before(b);
    });
    std::vector<RunTable::Row> sorted;
    sorted.reserve(order.size());
    for (const std::size_t row : order) sorted.push_back(std::move(table.rows[row]));
    table.rows = std::move(sorted);
}

void keep_matching(RunTable& table, const std::vector<MetricCondition>& conditions) {
    for (const MetricCondition& condition : conditions) {
        if (table.rows.empty()) return;
        const auto column = find_address(table.metrics, condition.address, "metric");
        if (!column) {
            std::vector<std::string> known = short_addresses(table.metrics);
            known.insert(known.end(), table.metrics.begin(), table.metrics.end());
            throw Error(ErrorKind::usage, "no run has a metric '" + path::printable(condition.address) + "'" +
                                              text::did_you_mean(condition.address, known));
        }
        std::erase_if(table.rows, [&](const RunTable::Row& row) {
            const auto& value = row.metrics[*column];
            return !value || !condition.holds(*value);
        });
    }
    if (!conditions.empty()) drop_unused_names(table);
}

void keep_first(RunTable& table, std::size_t limit) {
    if (limit == 0 || table.rows.size() <= limit) return;
    table.rows.resize(limit);
    drop_unused_names(table);
}

}  // namespace mlpipe
