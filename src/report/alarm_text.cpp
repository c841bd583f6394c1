#include "mlpipe/report/alarm_text.hpp"

#include "fields.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "when_text.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using namespace fields;

// As people speak of it.
std::string spoken(std::int64_t ns) {
    return ns == 0 ? std::string() : minute_text(ns) + " UTC";
}

std::string value_text(const Value& value) {
    if (value.is_null()) return "-";
    if (const std::string* text = value.as_string()) return *text;
    if (const auto number = value.number()) return number_text(*number);
    return canonical_json(value);
}

std::string score_text(const DriftedColumn& column) {
    if (!column.score) return "";
    std::string text = (column.method.empty() ? "" : column.method + " ") + number_text(*column.score);
    if (column.threshold) text += " (limit " + number_text(*column.threshold) + ")";
    return text;
}

std::string columns_text(const StageFinding& finding) {
    if (finding.columns.empty()) return {};
    Table table({{"column", Align::left, false},
                 {"", Align::left, false},
                 {"reference", Align::right, false},
                 {"current", Align::right, false},
                 {"score", Align::left, false},
                 {"verdict", Align::left, false}});
    for (const DriftedColumn& column : finding.columns)
        table.add({TableCell(column.name), TableCell(column.summary), TableCell(value_text(column.reference)),
                   TableCell(value_text(column.current)), TableCell(score_text(column)),
                   TableCell(column.verdict)});
    std::string text = table.text({});
    const std::size_t shown = finding.columns.size();
    if (finding.drifted > shown) text += "and " + text::plural(finding.drifted - shown, "column") + " more\n";
    return text;
}

std::string finding_text(const StageFinding& finding) {
    std::string lines;
    for (const std::string& reason : finding.reasons) lines += printable(reason) + "\n";
    return list("stage " + printable(finding.stage), lines + columns_text(finding));
}

std::string live_text(const LiveModel& live) {
    std::string text;
    if (!live.version.empty())
        text += field("live", live.model + " " + live.version +
                                  (live.since_ns == 0 ? "" : ", since " + spoken(live.since_ns)));
    text += field("last good", live.last_good);
    if (!live.rollback.empty())
        text += "\nTo go back:\n    cd " + printable(text::shell_quoted(live.directory)) + " && " +
                printable(live.rollback) + "\n";
    return text + (live.note.empty() ? "" : "\nnote: " + printable(live.note) + "\n");
}

std::string in_a_row(const Alarm& alarm) {
    if (alarm.consecutive < 2) return {};
    return text::plural(alarm.consecutive, "run") + " in a row, since " + spoken(alarm.since_ns);
}

}  // namespace

std::string alarm_subject(const Alarm& alarm) {
    const std::string about = printable(alarm.pipeline);
    switch (alarm.kind) {
        case AlarmKind::problem:
            return "PROBLEM " + about + ": " +
                   (alarm.reasons.empty() ? "" : printable(alarm.reasons.front()));
        case AlarmKind::recovery:
            return "RECOVERED " + about + ": " +
                   (alarm.stages.empty() ? "the watch can look again"
                                         : names_text(alarm.stages) + " as it should be");
        case AlarmKind::alarm:
            break;
    }
    std::string said;
    for (const StageFinding& finding : alarm.findings)
        if (said.empty() && !finding.reasons.empty()) said = ": " + printable(finding.reasons.front());
    return "ALARM " + about + ", " + names_text(alarm.stages) + said;
}

std::string alarm_text(const Alarm& alarm) {
    std::string text = alarm_subject(alarm) + "\n\n";
    text += field("when", spoken(alarm.when_ns)) + field("run", alarm.run) + field("commit", alarm.commit) +
            field("seen", in_a_row(alarm)) + field("id", alarm.id) + field("told before", alarm.first);
    if (alarm.silenced)
        text += field("silenced", "until " + spoken(alarm.silenced->until_ns) + " by " + alarm.silenced->by +
                                      ": " + alarm.silenced->why);
    if (alarm.kind == AlarmKind::problem && alarm.reasons.size() > 1) {
        std::string lines;
        for (const std::string& reason : alarm.reasons) lines += printable(reason) + "\n";
        text += "\n" + lines;
    }
    for (const StageFinding& finding : alarm.findings) text += "\n" + finding_text(finding);
    if (alarm.live && alarm.kind != AlarmKind::recovery) text += "\n" + live_text(*alarm.live);
    if (!alarm.retrain.empty())
        text += "\nRetraining " + printable(alarm.retrain) +
                " because of this; nothing is deployed past a gate.\n";
    return text;
}

}  // namespace mlpipe
