#include "performance_options.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/quality/judge_performance.hpp"
#include "mlpipe/run/metric_values.hpp"

namespace mlpipe::cli {
namespace {

GateLimit metric_limit(const std::string& word, GateRule rule, std::string& metric) {
    const std::size_t end = word.rfind('=');
    double number = 0;
    const char* const last = word.data() + word.size();
    const auto [at, error] = end == std::string::npos
                                 ? std::from_chars_result{last, std::errc::invalid_argument}
                                 : std::from_chars(word.data() + end + 1, last, number);
    if (end == 0 || error != std::errc() || at != last || !std::isfinite(number))
        throw Error(ErrorKind::usage, std::string("--") + to_string(rule) +
                                          " takes METRIC=NUMBER, as auc=0.7, not '" + path::printable(word) +
                                          "'");
    metric = word.substr(0, end);
    return {rule, number};
}

// "auc" of "metrics/eval.json:test.auc"
std::string metric_name(const std::string& address) {
    return address.substr(address.find_last_of(":.") + 1);
}

double baseline_value(const std::string& address, const Context& context) {
    const std::size_t end = address.rfind(':');
    if (end == std::string::npos || end == 0)
        throw Error(ErrorKind::usage, "--baseline takes FILE:METRIC, as metrics/eval.json:auc, not '" +
                                          path::printable(address) + "'");
    const std::string file = address.substr(0, end), absolute = path::join(context.directory, file);
    if (!posix_file_system().stat(absolute))
        throw Error(ErrorKind::usage, "--baseline: there is no file '" + path::printable(file) + "'");
    MetricValues metrics;
    add_metrics(posix_file_system(), absolute, file, metrics);
    std::vector<std::string> names;
    for (const auto& [name, value] : metrics) names.push_back(name);
    const auto place = find_address(names, address, "metric");
    if (!place)
        throw Error(ErrorKind::usage, "--baseline: there is no metric '" + path::printable(address) + "'");
    return metrics[*place].second;
}

PerformanceLimits limits_of(const PerformanceFlags& flags, const Context& context) {
    PerformanceLimits limits;
    limits.least_labels = flags.least_labels;
    const auto add = [&](const std::vector<std::string>& words, GateRule rule) {
        for (const std::string& word : words) {
            Gate& gate = limits.gates.emplace_back();
            gate.limits = {metric_limit(word, rule, gate.metric)};
        }
    };
    add(flags.least, GateRule::min);
    add(flags.most, GateRule::max);
    for (const std::string& address : flags.baselines) {
        Gate& gate = limits.gates.emplace_back();
        gate.metric = metric_name(address);
        gate.baseline = address;
        gate.direction = metric_direction(gate.metric);
        if (flags.drop) gate.limits.push_back({GateRule::max_drop, *flags.drop});
        if (flags.relative_drop) gate.limits.push_back({GateRule::max_relative_drop, *flags.relative_drop});
        limits.baselines[address] = baseline_value(address, context);
    }
    return limits;
}

std::function<std::unique_ptr<TableReader>()> opener(const std::string& path, const TableOptions& table,
                                                     const Context& context) {
    TableFile file = table_file(path);
    file.path = path::join(context.directory, path);
    return [file, table] { return std::make_unique<TableReader>(posix_file_system(), file, table); };
}

}  // namespace

void PerformanceFlags::check(const std::string& target, const std::string& prediction) const {
    const auto need = [](bool holds, const std::string& what) {
        if (!holds) throw Error(ErrorKind::usage, what);
    };
    const bool limited = !least.empty() || !most.empty() || !baselines.empty();
    need(is_asked() || (!limited && log.empty() && probability.empty()),
         "metrics of predictions need their labels: --labels FILE");
    need(!is_asked() || !target.empty(), "--labels needs --target COLUMN: which of its columns is the label");
    need(!is_asked() || !log.empty() || !prediction.empty() || !probability.empty(),
         "--labels needs predictions: --prediction-log FILE, or --prediction or --probability COLUMN of the "
         "current "
         "table");
    need(log.empty() || probability.empty(),
         "--probability is a column of the current table, and a prediction log is read instead");
    const bool drops = drop || relative_drop;
    need(baselines.empty() || drops, "--baseline needs --max-drop or --max-relative-drop");
    need(!baselines.empty() || !drops, "--max-drop and --max-relative-drop need --baseline FILE:METRIC");
}

void add_performance_options(CLI::App& command, PerformanceFlags& flags) {
    command.add_option("--labels", flags.labels, "Labels that have arrived: a table with an id and --target")
        ->type_name("FILE");
    command.add_option("--id", flags.id, "The column by which labels find their predictions; without it id")
        ->type_name("COLUMN");
    command.add_option("--prediction-log", flags.log, "Take the predictions from this log, in JSON lines")
        ->type_name("FILE");
    command
        .add_option("--probability", flags.probability,
                    "The column of the current table with the probability of the positive label")
        ->type_name("COLUMN");
    command
        .add_option("--positive", flags.positive, "The label that is the positive one; without it 1 or true")
        ->type_name("LABEL");
    command.add_option("--task", flags.task, "classification or regression; without it as labels look")
        ->check(CLI::IsMember({"classification", "regression"}));
    command.add_option("--min", flags.least, "A metric must be at least this: auc=0.7; repeatable")
        ->type_name("METRIC=NUMBER")
        ->allow_extra_args(false);
    command.add_option("--max", flags.most, "A metric must be at most this: rmse=3; repeatable")
        ->type_name("METRIC=NUMBER")
        ->allow_extra_args(false);
    command
        .add_option("--baseline", flags.baselines,
                    "Compare with the value in a metrics file: metrics/eval.json:auc; repeatable")
        ->type_name("FILE:METRIC")
        ->allow_extra_args(false);
    command.add_option("--max-drop", flags.drop, "A metric may be worse than its baseline by this");
    command.add_option("--max-relative-drop", flags.relative_drop,
                       "It may be worse by this share of the baseline");
    command.add_option("--min-labels", flags.least_labels,
                       "With fewer labelled predictions a limit that fails only warns (30)");
}

std::vector<DriftFinding> judge_performance(const PerformanceFlags& flags, const std::string& current,
                                            const std::string& target, const std::string& prediction,
                                            const TableOptions& table, Context& context) {
    const PerformanceLimits limits = limits_of(flags, context);
    const LabelTable labels{flags.labels, opener(flags.labels, table, context), flags.id, target};
    const PredictionTable predictions =
        flags.log.empty()
            ? PredictionTable{current, opener(current, table, context), flags.id, prediction,
                              flags.probability}
            : PredictionTable{flags.log, opener(flags.log, table, context), "id", "prediction", "probability",
                              true};
    const LabelledPredictions joined = join_labels(predictions, labels, StopPoint(&context.interrupt, 1));
    PredictionMetricsOptions options;
    options.positive = flags.positive;
    if (!flags.task.empty())
        options.task =
            flags.task == "regression" ? PredictionTask::regression : PredictionTask::classification;
    return judge_performance(joined, prediction_metrics(joined.rows, options), limits);
}

}  // namespace mlpipe::cli
