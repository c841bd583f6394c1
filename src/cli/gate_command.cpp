#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "calling_stage.hpp"
#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/prometheus.hpp"
#include "mlpipe/run/gate_check.hpp"
#include "prometheus_options.hpp"
#include "selection_options.hpp"

namespace mlpipe::cli {
namespace {

struct LimitOption {
    GateRule rule;
    const char* name;
    const char* help;
    std::optional<double> threshold = std::nullopt;
};

struct Flags {
    std::shared_ptr<ChosenStages> chosen;
    std::array<LimitOption, 6> limits{{
        {GateRule::min, "--min", "The metric must be at least this"},
        {GateRule::max, "--max", "The metric must be at most this"},
        {GateRule::equals, "--equals", "The metric must be this"},
        {GateRule::max_drop, "--max-drop", "It may be worse than the baseline by this"},
        {GateRule::max_relative_drop, "--max-relative-drop", "It may be worse by this share of the baseline"},
        {GateRule::min_gain, "--min-gain", "It must be better than the baseline by this"},
    }};
    Gate gate;
    std::string direction, on_incomparable;
    PrometheusOptions prometheus;
    bool json = false, exit_zero = false;
};

bool is_asked(const Flags& flags) {
    return std::any_of(flags.limits.begin(), flags.limits.end(),
                       [](const LimitOption& limit) { return limit.threshold.has_value(); });
}

Gate asked_gate(const Flags& flags, const std::vector<std::string>& targets) {
    if (targets.size() != 1)
        throw Error(ErrorKind::usage, "a limit is about one metric: mlpipe gate METRIC --min 0.7");
    Gate gate = flags.gate;
    gate.metric = targets.front();
    bool comparing = false;
    for (const LimitOption& limit : flags.limits) {
        if (!limit.threshold) continue;
        gate.limits.push_back({limit.rule, *limit.threshold});
        comparing = comparing || compares(limit.rule);
    }
    if (flags.direction == "higher") gate.direction = MetricDirection::higher;
    if (flags.direction == "lower") gate.direction = MetricDirection::lower;
    if (gate.direction == MetricDirection::unknown) gate.direction = metric_direction(gate.metric);
    if (const auto what = parse_on_incomparable(flags.on_incomparable)) gate.on_incomparable = *what;
    if (comparing && gate.baseline.empty()) gate.baseline = "production";
    if (!comparing && !gate.baseline.empty())
        throw Error(ErrorKind::usage, "--baseline needs --max-drop, --max-relative-drop or --min-gain");
    if (comparing && gate.direction == MetricDirection::unknown)
        throw Error(ErrorKind::usage, "it cannot be told whether '" + path::printable(gate.metric) +
                                          "' is better when it is higher or lower; --direction says it");
    return gate;
}

GateCheck judge(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = flags.chosen->project(context);
    RunOptions options;
    options.selection = flags.chosen->selection();
    options.working_directory = context.directory;
    options.allow_missing = true;
    GateCheck check = is_asked(flags) ? check_gate(project, asked_gate(flags, options.selection.targets),
                                                   world, context.interrupt)
                                      : check_gates(project, options, world, context.interrupt);
    const CallingStage caller = calling_stage(project, context);
    if (!caller.run.empty() && world.files.stat(project.lineage_file()))
        record_asked_gates(project, caller.run, caller.stage, check.results);
    return check;
}

int execute(const Flags& flags, Context& context) {
    const auto [pipeline, results] = judge(flags, context);
    if (flags.json) {
        Value::List list;
        for (const GateResult& result : results) list.push_back(to_value(result));
        context.print_json(Value::Map{{"gates", std::move(list)}});
    } else if (results.empty()) {
        context.tell("There is no gate here.\n");
    } else {
        context.print(gates_text(results, context.out.style));
    }
    const bool open = blocking_reason(results).empty();
    const bool delivered = deliver(
        flags.prometheus,
        [&name = pipeline, &judged = results] {
            return gate_measurements(name, judged, system_clock().now_ns());
        },
        context);
    if (!open && !flags.exit_zero) return exit_gate;
    return delivered ? exit_done : exit_failed;
}

}  // namespace

void add_gate(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "gate", "Judge the gates of stages, or one metric, on what stands here; runs nothing");
    flags->chosen = add_selection(command, false);
    for (LimitOption& limit : flags->limits) command.add_option(limit.name, limit.threshold, limit.help);
    command.add_option("--tolerance", flags->gate.tolerance, "How far --equals may be missed")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--slice", flags->gate.slice,
                       "Judge the metric of each slice: 'by_region.*' before its name");
    command.add_option("--baseline", flags->gate.baseline,
                       "production (without it), alias:NAME, a run, a branch or a commit");
    command.add_option("--model", flags->gate.model, "The model of the registry that is meant");
    command.add_option("--direction", flags->direction, "Which is better: higher or lower")
        ->check(CLI::IsMember({"higher", "lower"}));
    command
        .add_option("--on-incomparable", flags->on_incomparable,
                    "What a baseline on other data means: fail or warn")
        ->check(CLI::IsMember({"fail", "warn"}));
    command.add_flag("--exit-zero", flags->exit_zero, "Exit with 0 also when a gate failed");
    add_prometheus_options(command, flags->prometheus);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
