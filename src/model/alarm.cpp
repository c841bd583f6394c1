#include "mlpipe/model/alarm.hpp"

#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

Value shown(const std::string& text) {
    return is_utf8(text) ? text : printable(text);
}

Value shown_or_null(const std::string& text) {
    return text.empty() ? Value() : shown(text);
}

Value time_or_null(std::int64_t ns) {
    return ns == 0 ? Value() : Value(format_time(ns));
}

Value texts(const std::vector<std::string>& items) {
    Value::List list;
    for (const std::string& item : items) list.push_back(shown(item));
    return list;
}

Value number_or_null(const std::optional<double>& number) {
    return number ? Value(*number) : Value();
}

Value column_value(const DriftedColumn& column) {
    return Value::Map{{"stage", shown(column.stage)},
                      {"file", shown(column.file)},
                      {"name", shown(column.name)},
                      {"type", shown_or_null(column.type)},
                      {"method", shown_or_null(column.method)},
                      {"score", number_or_null(column.score)},
                      {"threshold", number_or_null(column.threshold)},
                      {"verdict", shown(column.verdict)},
                      {"summary", shown_or_null(column.summary)},
                      {"reference", column.reference},
                      {"current", column.current},
                      {"worst_bin", column.worst_bin}};
}

Value live_value(const LiveModel& live) {
    Value::Map map{{"model", shown_or_null(live.model)},
                   {"version", shown_or_null(live.version)},
                   {"since", time_or_null(live.since_ns)},
                   {"last_good", shown_or_null(live.last_good)}};
    if (!live.note.empty()) map.emplace_back("note", shown(live.note));
    return map;
}

Value findings_value(const std::vector<StageFinding>& findings) {
    Value::List list;
    for (const StageFinding& finding : findings)
        list.push_back(Value::Map{{"stage", shown(finding.stage)},
                                  {"level", to_string(finding.level)},
                                  {"drift", finding.drift},
                                  {"drifted_columns", static_cast<std::int64_t>(finding.drifted)},
                                  {"reasons", texts(finding.reasons)}});
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
                      {"by", shown(silence.by)},
                      {"why", shown(silence.why)},
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
                      {"id", shown(alarm.id)},
                      {"first", shown_or_null(alarm.first)},
                      {"when", format_time(alarm.when_ns)},
                      {"pipeline", shown(alarm.pipeline)},
                      {"pipeline_file", shown(alarm.pipeline_file)},
                      {"run", shown_or_null(alarm.run)},
                      {"commit", shown_or_null(alarm.commit)},
                      {"stages", texts(alarm.stages)},
                      {"consecutive", static_cast<std::int64_t>(alarm.consecutive)},
                      {"since", time_or_null(alarm.since_ns)},
                      {"reasons", texts(alarm.reasons)},
                      {"findings", findings_value(alarm.findings)},
                      {"gates", std::move(gates)},
                      {"checks", std::move(checks)},
                      {"columns", std::move(columns)},
                      {"live", live == nullptr ? Value() : live_value(*live)},
                      {"last_good", live == nullptr ? Value() : shown_or_null(live->last_good)},
                      {"rollback", live == nullptr ? Value() : shown_or_null(live->rollback)},
                      {"directory", live == nullptr ? Value() : shown_or_null(live->directory)},
                      {"retrain", shown_or_null(alarm.retrain)},
                      {"silenced", alarm.silenced ? to_value(*alarm.silenced) : Value()}};
}

}  // namespace mlpipe
