#include "mlpipe/quality/judge_volume.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

double rows_of(const RowLimit& limit, std::uint64_t reference) {
    return limit.of_reference ? limit.amount * static_cast<double>(reference) : limit.amount;
}

DriftFinding judge_rows(std::uint64_t reference, std::uint64_t current, const VolumeLimits& limits) {
    const auto rows = static_cast<double>(current);
    DriftFinding finding{"rows", static_cast<double>(reference), rows, {}, DriftVerdict::ok, ""};
    const auto judge = [&](const std::optional<RowLimit>& limit, bool least) {
        if (!limit || finding.verdict == DriftVerdict::drift) return;
        const double bound = rows_of(*limit, reference);
        const bool holds = least ? rows >= bound : rows <= bound;
        if (finding.threshold && holds) return;
        finding.threshold = bound;
        finding.verdict = holds ? DriftVerdict::ok : DriftVerdict::drift;
        const char* const sign = holds ? (least ? " >= " : " <= ") : (least ? " < " : " > ");
        finding.reason = text::plural(current, "row") + sign + text::format_number(bound);
    };
    judge(limits.least_rows, true);
    judge(limits.most_rows, false);
    if (finding.reason.empty()) finding.reason = "no limit was asked for";
    return finding;
}

const ColumnProfile& time_column(const TableProfile& table, const std::string& name) {
    std::vector<std::string> names;
    const ColumnProfile* found = nullptr;
    std::size_t times = 0;
    for (const ColumnProfile& column : table.columns) {
        names.push_back(column.name);
        const bool is_time =
            column.type == CellType::time || (column.type == CellType::none && column.name == name);
        if (!is_time || (!name.empty() && column.name != name)) continue;
        found = &column;
        ++times;
    }
    if (times == 1) return *found;
    if (!name.empty()) {
        bool there = false;
        for (const std::string& one : names) there = there || one == name;
        throw Error(ErrorKind::usage, there
                                          ? "column '" + path::printable(name) +
                                                "' of the current table holds no times, as 2026-11-23T13:15Z"
                                          : "the current table has no column '" + path::printable(name) +
                                                "'" + text::did_you_mean(name, names));
    }
    throw Error(ErrorKind::usage,
                times == 0 ? "the current table has no column of times to tell its age by; --time NAME "
                             "names one"
                           : "the current table has several columns of times; --time NAME says which "
                             "tells its age");
}

// What zones may differ by; the last time that is written with four digits of a year and fits 64 bits of nanoseconds.
constexpr double day_s = 86400, latest_s = 9.2e9;

DriftFinding judge_age(const TableProfile& current, double most_s, const VolumeLimits& limits) {
    const ColumnProfile& column = time_column(current, limits.time);
    DriftFinding finding{"freshness_s", {}, {}, most_s, DriftVerdict::drift, ""};
    if (column.values.empty()) {
        finding.reason = "no row has a time in '" + path::printable(column.name) + "'";
        return finding;
    }
    const double newest = column.values.back();
    const double age = static_cast<double>(limits.now_ns) / 1e9 - newest;
    finding.current = age;
    // Whoever writes times of the future, a feed that has ended is not seen by them.
    if (age <= most_s) finding.verdict = age < -day_s ? DriftVerdict::warn : DriftVerdict::ok;
    finding.reason =
        "the newest '" + path::printable(column.name) + "' is " +
        format_time(static_cast<std::int64_t>(std::llround(std::clamp(newest, 0.0, latest_s) * 1000)) *
                    1'000'000) +
        ", " + text::format_duration(std::abs(age)) + (age < 0 ? " from now" : " ago") +
        (age <= most_s ? "" : ", more than " + text::format_duration(most_s));
    return finding;
}

}  // namespace

std::optional<RowLimit> parse_row_limit(std::string_view text) {
    RowLimit limit;
    limit.of_reference = text.ends_with('%');
    if (limit.of_reference) text.remove_suffix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit.amount);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(limit.amount) ||
        limit.amount < 0)
        return std::nullopt;
    if (limit.of_reference) limit.amount /= 100;
    return limit;
}

std::vector<DriftFinding> judge_volume(const TableProfile& reference, const TableProfile& current,
                                       const VolumeLimits& limits) {
    std::vector<DriftFinding> findings{judge_rows(reference.rows, current.rows, limits)};
    if (limits.age_s) findings.push_back(judge_age(current, *limits.age_s, limits));
    return findings;
}

}  // namespace mlpipe
