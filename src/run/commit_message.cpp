#include "commit_message.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

// A message is read in a terminal; the whole record stands in run.json.
constexpr std::size_t most_lines = 50;

std::string first_line(const RunRecord& record) {
    static constexpr std::array order{ExecutionStatus::failed,   ExecutionStatus::interrupted,
                                      ExecutionStatus::blocked,  ExecutionStatus::ran,
                                      ExecutionStatus::restored, ExecutionStatus::skipped,
                                      ExecutionStatus::held};
    std::string line = path::printable(record.pipeline) + ": " + to_string(record.status);
    for (const ExecutionStatus status : order) {
        const auto count =
            std::count_if(record.executions.begin(), record.executions.end(),
                          [&](const Execution& execution) { return execution.status == status; });
        if (count > 0) line += ", " + std::to_string(count) + " " + to_string(status);
    }
    return line;
}

std::vector<std::string> stage_lines(const RunRecord& record) {
    std::vector<std::string> lines;
    for (const Execution& execution : record.executions) {
        if (execution.status == ExecutionStatus::skipped && !execution.accepted) continue;
        std::string line = path::printable(execution.stage) + ": " + to_string(execution.status);
        if (execution.attempts > 0) line += " in " + text::format_duration(execution.use.wall_s);
        if (execution.status == ExecutionStatus::failed || execution.status == ExecutionStatus::blocked)
            line += ", " + path::printable(execution.reason.substr(0, execution.reason.find('\n')));
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string> metric_lines(const RunRecord& record) {
    std::vector<std::string> lines;
    for (const Execution& execution : record.executions) {
        for (const auto& [name, value] : execution.metrics)
            lines.push_back(path::printable(name) + " = " + text::format_number(value));
    }
    return lines;
}

std::vector<std::string> gate_lines(const RunRecord& record) {
    std::vector<std::string> lines;
    for (const GateResult& result : record.gates)
        lines.push_back("gate of " + path::printable(result.stage) + ": " + to_string(result.verdict) + ", " +
                        path::printable(result.reason));
    for (const CheckResult& result : record.checks)
        lines.push_back("check of " + path::printable(result.stage) + ": " + to_string(result.verdict) +
                        ", " + path::printable(result.data) +
                        (result.reason.empty() ? "" : ": " + path::printable(result.reason)));
    return lines;
}

std::string paragraph(const std::vector<std::string>& lines) {
    if (lines.empty()) return "";
    std::string text = "\n";
    for (std::size_t i = 0; i < lines.size() && i < most_lines; ++i) text += lines[i] + "\n";
    if (lines.size() > most_lines) text += "and " + std::to_string(lines.size() - most_lines) + " more\n";
    return text;
}

}  // namespace

std::string commit_message(const RunRecord& record) {
    std::string message = first_line(record) + "\n";
    if (!record.name.empty()) message += "\n" + path::printable(record.name) + "\n";
    if (!record.note.empty()) message += "\n" + path::printable(record.note) + "\n";
    message +=
        paragraph(stage_lines(record)) + paragraph(gate_lines(record)) + paragraph(metric_lines(record));
    return message + "\nRun-Id: " + record.id + "\nPipeline: " + path::printable(record.pipeline_file) + "\n";
}

}  // namespace mlpipe
