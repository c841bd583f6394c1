#include "mlpipe/report/run_table_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/report/csv.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/run_text.hpp"
#include "mlpipe/report/tables.hpp"
#include "when_text.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using Kind = RunColumn::Kind;

constexpr std::size_t widest_value = 24;
constexpr std::size_t narrowest_text = 8;
constexpr std::size_t commit_digits = 12;
constexpr std::size_t gap = 2;

std::string counts_text(const RunSummary& run) {
    std::string text;
    const auto add = [&](unsigned count, const char* word) {
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + word;
    };
    add(run.ran, "ran");
    add(run.restored, "restored");
    add(run.failed, "failed");
    add(run.other, "not done");
    add(run.skipped, "skipped");
    return text;
}

std::string exact_number(double number) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end};
}

// Strings as they are, the rest as JSON.
std::string parameter_text(const std::string& json) {
    if (!json.starts_with('"')) return json;
    const Value value = parse_json(json, "a parameter");
    const std::string* text = value.as_string();
    return text ? *text : json;
}

bool is_flexible(Kind kind) {
    return kind == Kind::stages || kind == Kind::name || kind == Kind::note;
}

// The titles for people: without files where these can be told from the rest.
class Titles {
  public:
    explicit Titles(const RunTable& table) : metrics_(table.metrics.size()) {
        std::vector<std::string> all = table.metrics;
        all.insert(all.end(), table.parameters.begin(), table.parameters.end());
        shorts_ = short_addresses(all);
    }
    std::string of(const RunTable& table, const RunColumn& column) const {
        if (column.kind == Kind::metric) return shorts_.at(column.index);
        if (column.kind == Kind::parameter) return shorts_.at(metrics_ + column.index);
        const std::string title = title_of(table, column);
        return column.kind == Kind::started || column.kind == Kind::finished ? title + " (UTC)" : title;
    }

  private:
    std::size_t metrics_;
    std::vector<std::string> shorts_;
};

TableCell cell_of(const RunTable& table, const RunTable::Row& row, const RunColumn& column) {
    const RunSummary& run = row.run;
    switch (column.kind) {
        case Kind::run:
            return {run.id};
        case Kind::started:
            return {when_text(run.started_ns), Tone::faint};
        case Kind::finished:
            return {when_text(run.finished_ns), Tone::faint};
        case Kind::status:
            return {to_string(run.status), tone_of(run.status)};
        case Kind::took: {
            const auto took = duration_s(run);
            return {took ? text::format_duration(*took) : ""};
        }
        case Kind::stages:
            return {counts_text(run)};
        case Kind::name:
            return {run.name.empty() ? run.note : run.name};
        case Kind::branch:
            return {run.branch.value_or("")};
        case Kind::commit:
            return {run.commit.value_or("").substr(0, commit_digits)};
        case Kind::pipeline:
            return {run.pipeline};
        case Kind::note:
            return {run.note};
        case Kind::cause:
            return {run.cause ? cause_text(*run.cause) : ""};
        case Kind::parameter:
            return {parameter_text(table.values[row.parameters[column.index]])};
        case Kind::metric:
            break;
    }
    const auto& metric = row.metrics[column.index];
    return {metric ? number_text(*metric) : ""};
}

std::string exact_cell(const RunTable& table, const RunTable::Row& row, const RunColumn& column) {
    const RunSummary& run = row.run;
    switch (column.kind) {
        case Kind::started:
        case Kind::finished: {
            const std::int64_t ns = column.kind == Kind::started ? run.started_ns : run.finished_ns;
            return ns == 0 ? std::string() : format_time(ns);
        }
        case Kind::took: {
            const auto took = duration_s(run);
            return took ? exact_number(*took) : std::string();
        }
        case Kind::name:
            return run.name;
        case Kind::commit:
            return run.commit.value_or("");
        case Kind::metric: {
            const auto& metric = row.metrics[column.index];
            return metric ? exact_number(*metric) : std::string();
        }
        case Kind::run:
        case Kind::status:
        case Kind::stages:
        case Kind::branch:
        case Kind::pipeline:
        case Kind::note:
        case Kind::cause:
        case Kind::parameter:
            break;
    }
    return cell_of(table, row, column).text;
}

std::size_t width_of(const RunTable& table, const RunColumn& column, const std::string& title) {
    std::size_t width = display_width(printable(title));
    for (const RunTable::Row& row : table.rows)
        width = std::max(width, display_width(printable(cell_of(table, row, column).text)));
    if (column.kind == Kind::parameter) return std::min(width, std::max(widest_value, title.size()));
    return is_flexible(column.kind) ? std::min(width, narrowest_text) : width;
}

bool says_something(const RunTable& table, const RunColumn& column) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const RunTable::Row& row) { return !exact_cell(table, row, column).empty(); });
}

// The columns by what they are for: who, what differs, the rest.
std::vector<RunColumn> all_columns(const RunTable& table) {
    std::vector<RunColumn> columns = {{Kind::run, 0}, {Kind::started, 0}, {Kind::status, 0}, {Kind::took, 0}};
    const std::vector<RunColumn> values = value_columns(table);
    const auto same = std::find_if(values.begin(), values.end(),
                                   [&](const RunColumn& column) { return !differs(table, column); });
    columns.insert(columns.end(), values.begin(), same);
    columns.push_back({Kind::stages, 0});
    columns.push_back({Kind::name, 0});
    if (says_something(table, {Kind::cause, 0})) columns.push_back({Kind::cause, 0});
    columns.insert(columns.end(), same, values.end());
    return columns;
}

// What a narrow terminal does without, in the order in which it comes back.
int rank(const RunTable& table, const RunColumn& column) {
    switch (column.kind) {
        case Kind::run:
        case Kind::status:
        case Kind::took:
            return 0;
        case Kind::name:
        case Kind::cause:
            return 2;
        case Kind::started:  // the id says it too
            return 3;
        case Kind::stages:
            return 4;
        case Kind::parameter:
        case Kind::metric:
            return differs(table, column) ? 1 : 5;
        case Kind::finished:
        case Kind::branch:
        case Kind::commit:
        case Kind::pipeline:
        case Kind::note:
            break;
    }
    return 6;
}

std::vector<RunColumn> fitting(const RunTable& table, const std::vector<RunColumn>& columns,
                               const Titles& titles, std::size_t width) {
    if (width == 0) return columns;
    std::vector<std::pair<int, std::size_t>> order;
    for (std::size_t i = 0; i < columns.size(); ++i) order.emplace_back(rank(table, columns[i]), i);
    std::sort(order.begin(), order.end());
    std::vector<bool> kept(columns.size());
    std::size_t used = 0;
    for (const auto& [rank, place] : order) {
        const std::size_t needed = width_of(table, columns[place], titles.of(table, columns[place])) + gap;
        if (rank > 0 && used + needed > width + gap) continue;
        used += needed;
        kept[place] = true;
    }
    std::vector<RunColumn> chosen;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (kept[i]) chosen.push_back(columns[i]);
    }
    return chosen;
}

Table laid_out(const RunTable& table, const std::vector<RunColumn>& columns, const Titles& titles,
               std::size_t most) {
    std::vector<TableColumn> heads;
    for (const RunColumn& column : columns) {
        const bool right = column.kind == Kind::took || column.kind == Kind::metric;
        heads.push_back(
            {titles.of(table, column), right ? Align::right : Align::left, is_flexible(column.kind)});
    }
    Table text(std::move(heads));
    for (const RunTable::Row& row : table.rows) {
        std::vector<TableCell> cells;
        for (const RunColumn& column : columns) {
            cells.push_back(cell_of(table, row, column));
            if (column.kind == Kind::parameter && most > 0)
                cells.back().text = cut(printable(cells.back().text), most);
        }
        text.add(std::move(cells));
    }
    return text;
}

}  // namespace

std::string run_table_text(const RunTable& table, const std::vector<RunColumn>& columns,
                           const TextStyle& style) {
    const Titles titles(table);
    if (columns.empty())
        return laid_out(table, fitting(table, all_columns(table), titles, style.width), titles, widest_value)
            .text(style);
    return laid_out(table, columns, titles, 0).text({0, style.colour});
}

std::string run_table_markdown(const RunTable& table, const std::vector<RunColumn>& columns) {
    std::vector<RunColumn> chosen = columns;
    if (chosen.empty()) {
        chosen = all_columns(table);
        std::erase_if(chosen, [&](const RunColumn& column) { return !says_something(table, column); });
    }
    return laid_out(table, chosen, Titles(table), 0).markdown();
}

std::string run_table_csv(const RunTable& table, const std::vector<RunColumn>& columns) {
    std::vector<RunColumn> chosen = columns;
    if (chosen.empty()) {
        for (const Kind kind :
             {Kind::run, Kind::started, Kind::finished, Kind::status, Kind::took, Kind::stages, Kind::name,
              Kind::note, Kind::cause, Kind::pipeline, Kind::branch, Kind::commit})
            chosen.push_back({kind, 0});
        const auto values = value_columns(table);
        chosen.insert(chosen.end(), values.begin(), values.end());
    }
    std::string text;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        text += (i == 0 ? "" : ",") + csv_field(title_of(table, chosen[i]));
    text += "\n";
    for (const RunTable::Row& row : table.rows) {
        for (std::size_t i = 0; i < chosen.size(); ++i)
            text += (i == 0 ? "" : ",") + csv_field(exact_cell(table, row, chosen[i]));
        text += "\n";
    }
    return text;
}

}  // namespace mlpipe
