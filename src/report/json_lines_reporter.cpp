#include "mlpipe/report/json_lines_reporter.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

Value number(std::uint64_t count) {
    return *Integer::parse(std::to_string(count));
}

void set_bytes(Value& object, const std::string& key, const std::string& bytes) {
    if (is_utf8(bytes)) {
        object.set(key, bytes);
    } else {
        object.set(key + "_base64", text::base64(bytes));
    }
}

// Within lists there is no key to carry the mark, so that such names become objects.
Value bytes_list(const std::vector<std::string>& list) {
    Value::List items;
    for (const std::string& bytes : list) {
        if (is_utf8(bytes)) {
            items.emplace_back(bytes);
        } else {
            items.emplace_back(Value::Map{{"base64", text::base64(bytes)}});
        }
    }
    return items;
}

Value named(const char* event) {
    return Value::Map{{"event", event}};
}

Value changes_value(const std::vector<Change>& changes) {
    Value::List items;
    for (const Change& change : changes) {
        Value item = Value::Map{{"field", change.field}};
        set_bytes(item, "name", change.name);
        set_bytes(item, "before", change.before);
        set_bytes(item, "after", change.after);
        items.push_back(std::move(item));
    }
    return items;
}

Value as_value(const RunStarted& event) {
    Value object = named("run_started");
    object.set("run", event.run);
    set_bytes(object, "pipeline", event.pipeline);
    object.set("stages", bytes_list(event.stages));
    object.set("jobs", number(event.jobs));
    return object;
}

Value as_value(const StageDecided& event) {
    Value object = named("stage_decided");
    set_bytes(object, "stage", event.stage);
    object.set("decision", to_string(event.decision.kind));
    set_bytes(object, "reason", event.decision.reason);
    if (!event.decision.changes.empty()) object.set("changes", changes_value(event.decision.changes));
    return object;
}

Value as_value(const StageStarted& event) {
    Value object = named("stage_started");
    set_bytes(object, "stage", event.stage);
    object.set("attempt", number(event.attempt));
    return object;
}

Value as_value(const StageLine& event) {
    Value object = named("stage_line");
    set_bytes(object, "stage", event.stage);
    set_bytes(object, "line", event.line);
    return object;
}

Value as_value(const StageFinished& event) {
    const Execution& execution = event.execution;
    Value object = named("stage_finished");
    set_bytes(object, "stage", event.stage);
    object.set("status", to_string(execution.status));
    set_bytes(object, "reason", execution.reason);
    object.set("key", execution.key.hex());
    object.set("wall_s", execution.use.wall_s);
    object.set("cpu_s", execution.use.cpu_s);
    object.set("peak_memory", number(execution.use.peak_memory));
    object.set("attempts", number(execution.attempts));
    if (execution.exit_code) object.set("exit_code", *execution.exit_code);
    if (!execution.changed_inputs.empty()) object.set("changed_inputs", bytes_list(execution.changed_inputs));
    std::vector<std::string> leftovers;
    for (const ArtifactAt& artifact : execution.leftovers) leftovers.push_back(artifact.path);
    if (!leftovers.empty()) object.set("leftovers", bytes_list(leftovers));
    return object;
}

Value as_value(const StageRecorded& event) {
    Value object = named("stage_recorded");
    set_bytes(object, "stage", event.stage);
    return object;
}

Value as_value(const GateJudged& event) {
    Value object = named("gate_judged");
    const Value result = to_value(event.result);
    for (const auto& [key, value] : *result.as_map()) object.set(key, value);
    return object;
}

Value as_value(const CheckJudged& event) {
    Value object = named("check_judged");
    const Value result = to_value(event.result);
    for (const auto& [key, value] : *result.as_map()) object.set(key, value);
    return object;
}

Value as_value(const RunNotice& event) {
    Value object = named("notice");
    object.set("level", event.level == RunNotice::Level::warning ? "warning" : "info");
    if (!event.stage.empty()) set_bytes(object, "stage", event.stage);
    set_bytes(object, "text", event.text);
    return object;
}

Value as_value(const StageMeasured& event) {
    Value object = named("stage_measured");
    set_bytes(object, "stage", event.stage);
    if (event.step) object.set("step", *event.step);
    Value::Map metrics;
    for (const auto& [name, value] : event.values) metrics.emplace_back(name, value);
    object.set("metrics", std::move(metrics));
    return object;
}

// Counts only: the record of the run stands beside the events, whole.
Value as_value(const RunFinished& event) {
    Value object = named("run_finished");
    object.set("run", event.run.id);
    object.set("status", to_string(event.run.status));
    object.set(
        "duration_s",
        static_cast<double>(std::max<std::int64_t>(0, event.run.finished_ns - event.run.started_ns)) / 1e9);
    std::map<std::string, std::uint64_t> counts;
    for (const Execution& execution : event.run.executions) ++counts[to_string(execution.status)];
    Value::Map counted;
    for (const auto& [status, count] : counts) counted.emplace_back(status, number(count));
    object.set("counts", std::move(counted));
    if (!event.log_files.empty()) object.set("logs", bytes_list(event.log_files));
    object.set("unreproducible_inputs", number(event.unreproducible_inputs));
    return object;
}

}  // namespace

Value event_value(const Event& event) {
    return std::visit([](const auto& known) { return as_value(known); }, event);
}

JsonLinesReporter::JsonLinesReporter(TextSink sink, const Clock& clock, StageLines lines)
    : sink_(std::move(sink)), clock_(clock), lines_(lines) {}

void JsonLinesReporter::handle(const Event& event) {
    const bool of_a_stage =
        std::holds_alternative<StageLine>(event) || std::holds_alternative<StageMeasured>(event);
    if (lines_ == StageLines::leave_out && of_a_stage) return;
    Value object = event_value(event);
    object.set("at", format_time(clock_.now_ns()));
    sink_(canonical_json(object) + "\n");
}

}  // namespace mlpipe
