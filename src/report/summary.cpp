#include "summary.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/style.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// More failures than this are named, without the end of their output.
constexpr std::size_t most_detailed = 5;

using Executions = std::vector<const Execution*>;

Executions with_status(const RunRecord& run, ExecutionStatus status) {
    Executions found;
    for (const Execution& execution : run.executions) {
        if (execution.status == status) found.push_back(&execution);
    }
    return found;
}

std::string names_of(const Executions& executions) {
    std::vector<std::string> names;
    names.reserve(executions.size());
    for (const Execution* execution : executions) names.push_back(execution->stage);
    return names_text(names);
}

std::string failure_heading(const Execution& execution, std::string_view why_it_ran, bool colour) {
    const std::string how = failure_text(execution, why_it_ran);
    return toned(printable(execution.stage) + " failed", Tone::bad, colour) + (how.empty() ? "" : ": " + how);
}

std::string failure_details(const Execution& execution, const StageNotes* notes, const std::string* log,
                            bool colour) {
    const bool has_why = notes != nullptr && !notes->why_it_ran.empty();
    std::string text = failure_heading(execution, has_why ? notes->why_it_ran : "", colour) + "\n";
    const std::size_t second_line = execution.reason.find('\n');
    if (second_line != std::string::npos) {
        text += indented(printable_text(std::string_view(execution.reason).substr(second_line + 1)), 2);
    }
    const std::string hint = exit_hint(execution);
    if (!hint.empty()) text += "  " + hint + "\n";
    if (has_why) text += indented("it ran because: " + printable_text(notes->why_it_ran), 2);
    if (notes != nullptr && !notes->tail.empty()) {
        text += "  its last " + text::plural(notes->tail.size(), "line") + ":\n";
        for (const std::string& line : notes->tail) text += line.empty() ? "    |\n" : "    | " + line + "\n";
    }
    if (log != nullptr) text += "  log: " + printable(*log) + "\n";
    return text + "\n";
}

std::string failures_text(const RunFinished& finished,
                          const std::unordered_map<std::string, StageNotes>& notes, bool colour) {
    const Executions failed = with_status(finished.run, ExecutionStatus::failed);
    const bool logs_match = finished.log_files.size() == failed.size();
    std::string text;
    for (std::size_t i = 0; i < failed.size(); ++i) {
        const std::string* log =
            logs_match && !finished.log_files[i].empty() ? &finished.log_files[i] : nullptr;
        if (i < most_detailed) {
            const auto found = notes.find(failed[i]->stage);
            text += failure_details(*failed[i], found == notes.end() ? nullptr : &found->second, log, colour);
        } else {
            text += failure_heading(*failed[i], "", colour) +
                    (log != nullptr ? "  log: " + printable(*log) : "") + "\n";
        }
    }
    if (failed.size() > most_detailed) text += "\n";
    if (!logs_match) {
        for (const std::string& log : finished.log_files) text += "log: " + printable(log) + "\n";
    }
    return text;
}

// What keeps a run from being good although no stage failed.
std::string gate_failures_text(const RunRecord& run, bool colour) {
    std::string text;
    for (const GateResult& result : run.gates) {
        if (!blocks(result)) continue;
        const char* how = result.verdict == GateVerdict::fail ? " failed" : " cannot be decided";
        text += toned("gate of " + printable(result.stage) + how, Tone::bad, colour) + ": " +
                printable(result.reason) + "\n";
    }
    for (const CheckResult& result : run.checks)
        if (blocks(result))
            text += toned(check_heading(result), Tone::bad, colour) + ": " + printable(result.data) + ": " +
                    printable(result.reason) + "\n";
    return text.empty() ? text : text + "\n";
}

std::string up_to_date_text(const RunRecord& run, const std::string& took, bool colour) {
    if (run.executions.empty()) return "Nothing to do: no stage is part of this run.\n";
    const Executions held = with_status(run, ExecutionStatus::held);
    const auto accepted = static_cast<std::size_t>(
        std::count_if(run.executions.begin(), run.executions.end(),
                      [](const Execution& execution) { return execution.accepted; }));
    std::string text = toned("Everything is up to date", Tone::good, colour) + " (" +
                       text::plural(run.executions.size() - held.size(), "stage");
    if (accepted > 0) text += ", " + std::to_string(accepted) + " accepted";
    text += ", " + took + ").";
    if (!run.gates.empty()) text += " Gates: " + gate_counts_text(run.gates) + ".";
    if (!run.checks.empty()) text += " Checks: " + check_counts_text(run.checks) + ".";
    if (!held.empty()) text += " Held: " + names_of(held) + ".";
    if (!run.name.empty() || !run.note.empty()) text += " Recorded as " + run.id + ".";
    return text + "\n";
}

std::string advice(const RunFinished& finished) {
    const RunRecord& run = finished.run;
    if (!finished.lasting) return {};
    if (run.status == RunStatus::interrupted)
        return "Run the same command again to go on: what is done stays done.\n";
    if (!with_status(run, ExecutionStatus::failed).empty()) {
        return "When the cause is mended, run the same command again: what is done stays done.\n";
    }
    if (run.failed_at_gates_alone) {
        const std::string what = blocking_reason(run.checks).empty() ? "gates" : "data and its checks";
        return "What ran is kept: with the " + what + " as they are, the same command judges again.\n";
    }
    return {};
}

}  // namespace

std::string counts_text(const RunRecord& run) {
    static constexpr std::array order{ExecutionStatus::failed,  ExecutionStatus::interrupted,
                                      ExecutionStatus::running, ExecutionStatus::blocked,
                                      ExecutionStatus::ran,     ExecutionStatus::restored,
                                      ExecutionStatus::skipped, ExecutionStatus::held};
    std::string text;
    for (const ExecutionStatus status : order) {
        const std::size_t count = with_status(run, status).size();
        if (count == 0) continue;
        text.append(text.empty() ? "" : ", ")
            .append(std::to_string(count))
            .append(" ")
            .append(to_string(status));
    }
    return text.empty() ? "no stage was started" : text;
}

bool nothing_to_do(const RunRecord& run) {
    return run.status == RunStatus::succeeded &&
           std::all_of(run.executions.begin(), run.executions.end(), [](const Execution& execution) {
               return execution.status == ExecutionStatus::skipped ||
                      execution.status == ExecutionStatus::held;
           });
}

std::string summary_text(const RunFinished& finished,
                         const std::unordered_map<std::string, StageNotes>& notes, bool colour) {
    const RunRecord& run = finished.run;
    const std::string took = text::format_duration(seconds_between(run.started_ns, run.finished_ns));
    if (nothing_to_do(run)) return up_to_date_text(run, took, colour);

    std::string text = failures_text(finished, notes, colour) + gate_failures_text(run, colour);
    const char* verdict = "Done";
    Tone tone = Tone::good;
    if (run.status == RunStatus::failed) verdict = "Failed", tone = Tone::bad;
    if (run.status == RunStatus::interrupted) verdict = "Interrupted", tone = Tone::caution;
    if (run.status == RunStatus::running) verdict = "Unfinished", tone = Tone::caution;
    text += toned(verdict, tone, colour) + ": " + counts_text(run) + " in " + took + "." +
            (run.commit ? " Commit " + printable(run.commit->substr(0, 12)) : "") + "\n";
    if (!run.gates.empty()) text += "  gates: " + gate_counts_text(run.gates) + "\n";
    if (!run.checks.empty()) text += "  checks: " + check_counts_text(run.checks) + "\n";
    for (const ExecutionStatus status :
         {ExecutionStatus::interrupted, ExecutionStatus::blocked, ExecutionStatus::held}) {
        const Executions found = with_status(run, status);
        if (!found.empty()) text += "  " + std::string(to_string(status)) + ": " + names_of(found) + "\n";
    }
    if (finished.unreproducible_inputs > 0) {
        text +=
            "  " + text::plural(finished.unreproducible_inputs, "input") +
            " recorded by digest alone (not in the store, not in git): a reproduction needs the same files; "
            "`inputs.store` in the configuration keeps them\n";
    }
    return text + advice(finished);
}

}  // namespace mlpipe
