#include <algorithm>

#include "mlpipe/model/stage_file.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/github_commands.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using Level = GithubAnnotation::Level;

class Annotations {
  public:
    Annotations(const RunRecord& run, const GithubJob& job) : run_(run), job_(job) {}

    void add_failures(const std::map<std::string, std::string>& last_lines) {
        for (const Execution& execution : run_.executions) {
            if (execution.status != ExecutionStatus::failed) continue;
            std::string message = failure_text(execution, "");
            if (const std::string hint = exit_hint(execution); !hint.empty()) message += "\n" + hint;
            const auto lines = last_lines.find(execution.stage);
            if (lines != last_lines.end() && !lines->second.empty()) message += "\n" + lines->second;
            add(Level::error, "stage " + execution.stage + " failed", message, execution.stage,
                execution.position);
        }
    }

    void add_gates(Level level) {
        for (const GateResult& gate : run_.gates) {
            if (level == Level::error ? !blocks(gate) : gate.verdict != GateVerdict::warn) continue;
            const char* how = gate.verdict == GateVerdict::undecided ? " cannot be decided"
                              : gate.verdict == GateVerdict::warn    ? " warns"
                                                                     : " failed";
            const std::string stage = gate.stage.empty() ? gate.asked_by : gate.stage;
            const std::string& declaring = gate.asked_by.empty() ? stage : gate.asked_by;
            add(level, "gate of " + stage + how, gate.metric + ": " + gate.reason, declaring,
                gate.position.line > 0 ? gate.position : position_of(declaring));
        }
    }

    void add_checks(Level level) {
        for (const CheckResult& check : run_.checks) {
            if (level == Level::error ? !blocks(check) : check.verdict != GateVerdict::warn) continue;
            add(level, check_heading(check), check.data + ": " + check.reason, check.stage,
                check.position.line > 0 ? check.position : position_of(check.stage));
        }
    }

    // A run under `--locked`, or one that misses files, fails without a failure.
    void add_blocked() {
        for (const Execution& execution : run_.executions) {
            if (execution.status == ExecutionStatus::blocked)
                add(Level::error, "stage " + execution.stage + " is blocked", execution.reason,
                    execution.stage, execution.position);
        }
    }

    std::vector<GithubAnnotation> made;

  private:
    Position position_of(const std::string& stage) const {
        for (const Execution& execution : run_.executions)
            if (execution.stage == stage) return execution.position;
        return {};
    }

    void add(Level level, const std::string& title, const std::string& message, const std::string& stage,
             Position position) {
        made.push_back({level, title, message, shown_file(stage, job_.pipeline_file), position});
    }

    const RunRecord& run_;
    const GithubJob& job_;
};

}  // namespace

std::vector<GithubAnnotation> run_annotations(const RunRecord& run, const GithubJob& job,
                                              const std::map<std::string, std::string>& last_lines) {
    Annotations annotations(run, job);
    annotations.add_failures(last_lines);
    annotations.add_gates(Level::error);
    annotations.add_checks(Level::error);
    if (annotations.made.empty() && run.status == RunStatus::failed) annotations.add_blocked();
    annotations.add_gates(Level::warning);
    annotations.add_checks(Level::warning);
    return std::move(annotations.made);
}

}  // namespace mlpipe
