#include "mlpipe/report/prometheus.hpp"
#include "prometheus_parts.hpp"

namespace mlpipe {

void add_check(MetricFamilies& families, const MetricLabels& labels, const CheckResult& check) {
    families.add("mlpipe_check_passed", "Whether all rules of the check hold.", labels,
                 check.verdict == GateVerdict::pass);
    families.add("mlpipe_check_blocks", "Whether nothing may follow because of the check.", labels,
                 blocks(check));
    families.add("mlpipe_check_rows", "Rows of the table that was checked.", labels,
                 static_cast<double>(check.rows));
    families.add("mlpipe_check_rules", "Rules that were judged.", labels, static_cast<double>(check.judged));
    for (const RuleResult& rule : check.rules) {
        MetricLabels of_rule = labels;
        of_rule.emplace_back("column", rule.column);
        of_rule.emplace_back("rule", rule.rule);
        families.add("mlpipe_check_failed_rows", "Rows that a rule does not hold for.", of_rule,
                     static_cast<double>(rule.failed));
    }
}

MetricFamilies check_measurements(const CheckResult& check, std::int64_t judged_ns) {
    MetricFamilies families;
    const MetricLabels labels = {{"data", check.data}};
    families.add("mlpipe_check_judged_timestamp_seconds", "When the table was checked last.", labels,
                 timestamp_seconds(judged_ns));
    add_check(families, labels, check);
    return families;
}

}  // namespace mlpipe
