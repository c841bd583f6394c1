#include "mlpipe/report/prometheus.hpp"
#include "prometheus_parts.hpp"

namespace mlpipe {
namespace {

MetricLabels with(MetricLabels labels, std::string_view name, std::string value) {
    labels.emplace_back(name, std::move(value));
    return labels;
}

void add_if_known(MetricFamilies& families, std::string_view name, std::string_view help,
                  const MetricLabels& labels, const std::optional<double>& value) {
    if (value) families.add(name, help, labels, *value);
}

void add_column(MetricFamilies& families, const MetricLabels& tables, const ColumnDrift& column) {
    const MetricLabels labels = with(tables, "column", column.name);
    families.add("mlpipe_drift_column_drifted", "Whether the column has moved.", labels,
                 column.verdict == DriftVerdict::drift);
    const MetricLabels measured = with(labels, "method", to_string(column.method));
    add_if_known(families, "mlpipe_drift_column_score", "How far the column has moved, by its method.",
                 measured, column.score);
    add_if_known(families, "mlpipe_drift_column_threshold", "The score at which the column counts as moved.",
                 measured, column.threshold);
    for (const auto& [table, share] : {std::pair{"reference", column.missing.share.reference},
                                       std::pair{"current", column.missing.share.current}})
        families.add("mlpipe_drift_column_missing_share", "Share of the rows that lack the column's value.",
                     with(labels, "table", table), share);
}

void add_finding(MetricFamilies& families, const MetricLabels& tables, const DriftFinding& finding) {
    const MetricLabels labels = with(tables, "name", finding.name);
    add_if_known(families, "mlpipe_drift_finding", "What was held against a limit beside the columns.",
                 labels, finding.current);
    families.add("mlpipe_drift_finding_passed", "Whether that limit was kept.", labels,
                 finding.verdict != DriftVerdict::drift);
}

}  // namespace

MetricFamilies drift_measurements(const DriftResult& result, const std::string& reference,
                                  const std::string& current, std::int64_t compared_ns) {
    const MetricLabels tables = {{"reference", reference}, {"current", current}};
    MetricFamilies families;
    families.add("mlpipe_drift_detected", "Whether the current table has moved from the reference.", tables,
                 result.drift);
    families.add("mlpipe_drift_share", "Share of the compared columns that have moved.", tables,
                 result.share);
    families.add("mlpipe_drift_share_threshold", "The share at which the table counts as moved.", tables,
                 result.threshold);
    families.add("mlpipe_drift_rows", "Rows of the current table.", tables,
                 static_cast<double>(result.rows.current));
    families.add("mlpipe_drift_compared_timestamp_seconds", "When the tables were compared last.", tables,
                 timestamp_seconds(compared_ns));
    for (const ColumnDrift& column : result.columns) add_column(families, tables, column);
    for (const auto* findings : {&result.volume, &result.performance})
        for (const DriftFinding& finding : *findings) add_finding(families, tables, finding);
    return families;
}

}  // namespace mlpipe
