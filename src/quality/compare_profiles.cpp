#include "mlpipe/quality/compare_profiles.hpp"

#include <algorithm>

#include "column_pair.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "preset_columns.hpp"
#include "rounded.hpp"

namespace mlpipe {
namespace {

double default_share_threshold(DriftPreset preset) {
    return preset == DriftPreset::evidently ? 0.5 : 0.3;
}

const ColumnProfile* find_column(const TableProfile& table, const std::string& name) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const ColumnProfile& column) { return column.name == name; });
    return found == table.columns.end() ? nullptr : &*found;
}

// Names that stand in both tables.
void check_names(const std::vector<std::string>& known, const DriftOptions& options) {
    std::vector<std::string> named{options.target, options.prediction};
    for (const auto& [name, rule] : options.columns) named.push_back(name);
    for (const std::string& name : named)
        if (!name.empty() && std::find(known.begin(), known.end(), name) == known.end())
            throw Error(ErrorKind::usage, "no column '" + path::printable(name) + "' stands in both tables" +
                                              text::did_you_mean(name, known));
}

ColumnRole role_of(const std::string& name, const DriftOptions& options) {
    if (name == options.target) return ColumnRole::target;
    return name == options.prediction ? ColumnRole::prediction : ColumnRole::feature;
}

std::string kind_of(const ColumnProfile& column) {
    return std::string(to_word(column.type));
}

ColumnDrift compare(const ColumnProfile& reference, const ColumnProfile& current,
                    const DriftOptions& options) {
    const ColumnPair pair(reference, current);
    ColumnDrift column;
    column.name = reference.name;
    column.role = role_of(column.name, options);
    column.rows = pair.rows();
    column.missing.share = pair.missing_share();
    const bool robust = options.preset == DriftPreset::robust;
    if (!pair.same_kind()) {
        column.verdict = robust ? DriftVerdict::drift : DriftVerdict::warn;
        column.reason = "held " + kind_of(reference) + " cells, and now holds " + kind_of(current) + " cells";
        return column;
    }
    if (column.rows.reference == 0 || column.rows.current == 0)
        column.reason = std::string("has no values in the ") +
                        (column.rows.reference == 0 ? "reference" : "current table") + ": not compared";
    else if (!robust)
        judge_as_evidently(column, pair, options);
    if (robust) measure_robustly(column, pair, options);
    return column;
}

bool counts(const ColumnDrift& column) {
    return column.method != DriftMethod::none || column.verdict == DriftVerdict::drift;
}

bool drifts(const ColumnDrift& column) {
    return column.verdict == DriftVerdict::drift;
}

// The verdict on the whole: enough columns, or the one that everything is about.
void conclude(DriftResult& result) {
    const auto compared =
        static_cast<std::size_t>(std::count_if(result.columns.begin(), result.columns.end(), counts));
    const auto drifted =
        static_cast<std::size_t>(std::count_if(result.columns.begin(), result.columns.end(), drifts));
    if (compared == 0) {
        result.reason = "no column could be compared";
        return;
    }
    result.share = static_cast<double>(drifted) / static_cast<double>(compared);
    const bool many = drifted > 0 && result.share >= result.threshold;
    const auto subject =
        std::find_if(result.columns.begin(), result.columns.end(), [&](const ColumnDrift& column) {
            return drifts(column) && column.role != ColumnRole::feature &&
                   result.preset == DriftPreset::robust;
        });
    result.drift = many || subject != result.columns.end();
    result.reason = std::to_string(drifted) + " of " + text::plural(compared, "column") + " drifted";
    if (subject != result.columns.end())
        result.reason += ", among them the " + std::string(to_string(subject->role)) + " '" +
                         path::printable(subject->name) + "'";
    else
        result.reason +=
            ": " + percent(result.share) + (many ? " reaches " : " is below ") + percent(result.threshold);
}

}  // namespace

ChosenMethod choose(const DriftOptions& options, const std::string& column, DriftType type,
                    DriftMethod otherwise) {
    const DriftRule& of_type = type == DriftType::numerical ? options.numerical : options.categorical;
    const auto own = options.columns.find(column);
    DriftMethod method = otherwise;
    std::optional<double> threshold;
    if (of_type.method && fits(*of_type.method, type)) method = *of_type.method;
    threshold = of_type.threshold;
    if (own != options.columns.end()) {
        if (own->second.method && !fits(*own->second.method, type))
            throw Error(ErrorKind::usage, "column '" + path::printable(column) + "' is " + to_string(type) +
                                              ": '" + to_string(*own->second.method) + "' does not fit it");
        if (own->second.method) method = *own->second.method;
        if (own->second.threshold) threshold = own->second.threshold;
    }
    DriftLimits limits = default_limits(options.preset, method);
    // The distance between warning and drift goes along.
    if (threshold && limits.warn_threshold)
        limits.warn_threshold = *limits.warn_threshold * *threshold / limits.threshold;
    limits.threshold = threshold.value_or(limits.threshold);
    return {method, limits};
}

DriftResult compare_profiles(const TableProfile& reference, const TableProfile& current,
                             const DriftOptions& options, const StopPoint& stop) {
    DriftResult result;
    result.preset = options.preset;
    result.threshold = options.share_threshold.value_or(default_share_threshold(options.preset));
    result.rows = {reference.rows, current.rows};
    std::vector<std::string> shared;
    for (const ColumnProfile& column : reference.columns)
        (find_column(current, column.name) ? shared : result.vanished_columns).push_back(column.name);
    for (const ColumnProfile& column : current.columns)
        if (!find_column(reference, column.name)) result.new_columns.push_back(column.name);
    check_names(shared, options);
    for (const std::string& name : shared) {
        stop.pass();
        result.columns.push_back(
            compare(*find_column(reference, name), *find_column(current, name), options));
    }
    if (options.preset == DriftPreset::robust) judge_robustly(result.columns);
    conclude(result);
    return result;
}

}  // namespace mlpipe
