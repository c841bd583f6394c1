#include "mlpipe/model/alarm.hpp"

#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

Value column_value(const DriftedColumn& column) {
    return Value::Map{{"stage", text_value(column.stage)},
                      {"file", text_value(column.file)},
                      {"name", text_value(column.name)},
                      {"type", text_or_null(column.type)},
                      {"method", text_or_null(column.method)},
                      {"score", number_or_null(column.score)},
                      {"threshold", number_or_null(column.threshold)},
                      {"verdict", text_value(column.verdict)},
                      {"summary", text_or_null(column.summary)},
                      {"reference", column.reference},
                      {"current", column.current},
                      {"worst_bin", column.worst_bin}};
}

Value live_value(const LiveModel& live) {
    Value::Map map{{"model", text_or_null(live.model)},
                   {"version", text_or_null(live.version)},
                   {"since", time_or_null(live.since_ns)},
                   {"last_good", text_or_null(live.last_good)}};
    if (!live.note.empty()) map.emplace_back("note", text_value(live.note));
    return map;
}

Value findings_value(const std::vector<StageFinding>& findings) {
    Value::List list;
    for (const StageFinding& finding : findings)
        list.push_back(Value::Map{{"stage", text_value(finding.stage)},
                                  {"level", to_string(finding.level)},
                                  {"drift", finding.drift},
                                  {"drifted_columns", static_cast<std::int64_t>(finding.drifted)},
                                  {"reasons", text_list(finding.reasons)}});
    return list;
}

}  // namespace

const char* to_string(AlarmKind kind) {
    switch (kind) {
        case AlarmKind::alarm:
            return "alarm";
        case AlarmKind::problem:
            return "problem";
        case AlarmKind::recovery:
            break;
    }
    return "recovery";
}

const char* to_string(FindingLevel level) {
    switch (level) {
        case FindingLevel::none:
            return "none";
        case FindingLevel::warn:
            return "warn";
        case FindingLevel::alarm:
            break;
    }
    return "alarm";
}

Value to_value(const Silence& silence) {
    return Value::Map{{"from", format_time(silence.from_ns)},
                      {"until", format_time(silence.until_ns)},
                      {"by", text_value(silence.by)},
                      {"why", text_value(silence.why)},
                      {"ended", time_or_null(silence.ended_ns)}};
}

Silence parse_silence(const Value& value) {
    const auto time = [&](std::string_view name) {
        const auto ns = parse_time(text(value, name));
        if (!ns) damaged(name, "is no time");
        return *ns;
    };
    Silence silence{time("from"), time("until"), text(value, "by"), text(value, "why"), 0};
    if (!required(value, "ended").is_null()) silence.ended_ns = time("ended");
    return silence;
}

Value to_value(const Alarm& alarm) {
    Value::List gates, checks, columns;
    for (const StageFinding& finding : alarm.findings) {
        for (const GateResult& gate : finding.gates) gates.push_back(to_value(gate));
        for (const CheckResult& check : finding.checks) checks.push_back(to_value(check));
        for (const DriftedColumn& column : finding.columns) columns.push_back(column_value(column));
    }
    const LiveModel* live = alarm.live ? &*alarm.live : nullptr;
    return Value::Map{{"format", 1},
                      {"kind", to_string(alarm.kind)},
                      {"id", text_value(alarm.id)},
                      {"first", text_or_null(alarm.first)},
                      {"when", format_time(alarm.when_ns)},
                      {"pipeline", text_value(alarm.pipeline)},
                      {"pipeline_file", text_value(alarm.pipeline_file)},
                      {"run", text_or_null(alarm.run)},
                      {"commit", text_or_null(alarm.commit)},
                      {"stages", text_list(alarm.stages)},
                      {"consecutive", static_cast<std::int64_t>(alarm.consecutive)},
                      {"since", time_or_null(alarm.since_ns)},
                      {"reasons", text_list(alarm.reasons)},
                      {"findings", findings_value(alarm.findings)},
                      {"gates", std::move(gates)},
                      {"checks", std::move(checks)},
                      {"columns", std::move(columns)},
                      {"live", live == nullptr ? Value() : live_value(*live)},
                      {"last_good", live == nullptr ? Value() : text_or_null(live->last_good)},
                      {"rollback", live == nullptr ? Value() : text_or_null(live->rollback)},
                      {"directory", live == nullptr ? Value() : text_or_null(live->directory)},
                      {"retrain", text_or_null(alarm.retrain)},
                      {"silenced", alarm.silenced ? to_value(*alarm.silenced) : Value()}};
}

}  // namespace mlpipe
