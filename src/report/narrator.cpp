#include "narrator.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/run_text.hpp"
#include "mlpipe/report/status_text.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_named_skips = 12;
constexpr std::size_t most_name_columns = 24;
constexpr std::size_t tail_lines = 20;
constexpr std::size_t most_line_bytes = 4096;
constexpr std::size_t word_columns = 9;
constexpr std::size_t most_metrics_named = 6;

// One colour a stage, the same in each run.
Tone tone_of_name(const std::string& name) {
    static constexpr Tone tones[] = {Tone::accent, Tone::good, Tone::caution, Tone::strong};
    std::size_t sum = 0;
    for (const char letter : name) sum = sum * 31 + static_cast<unsigned char>(letter);
    return tones[sum % std::size(tones)];
}

// What the end of a stage is told with: its record is large and says nothing more here.
Execution outcome_of(const StageFinished& event) {
    Execution outcome;
    outcome.stage = event.stage;
    outcome.status = event.execution.status;
    outcome.reason = event.execution.reason;
    outcome.started_ns = event.execution.started_ns;
    outcome.finished_ns = event.execution.finished_ns;
    outcome.use = event.execution.use;
    outcome.exit_code = event.execution.exit_code;
    outcome.attempts = event.execution.attempts;
    return outcome;
}

std::string measured_text(const StageMeasured& event) {
    std::string text = event.step ? "step " + number_text(*event.step) : "";
    std::size_t shown = 0;
    for (const auto& [name, value] : event.values) {
        if (++shown > most_metrics_named) break;
        text += (text.empty() ? "" : ", ") + printable(name) + " " + number_text(value);
    }
    if (event.values.size() > most_metrics_named)
        text += " and " + std::to_string(event.values.size() - most_metrics_named) + " more";
    return text;
}

std::string reason_line(const std::string& reason) {
    return printable(reason);
}

}  // namespace

std::string Narrator::tell(const Event& event, std::size_t width) {
    width_ = width;
    out_.clear();
    std::visit([this](const auto& known) { on(known); }, event);
    return std::move(out_);
}

std::string Narrator::name_column(const std::string& stage) const {
    const std::string name = printable(stage);
    return style_.align ? pad(name, name_width_) : name;
}

std::string Narrator::line(std::string_view word, Tone tone, const std::string& stage,
                           const std::string& text) const {
    std::string whole = toned(pad(word, word_columns), tone, style_.colour);
    whole += text.empty() ? printable(stage) : name_column(stage) + "  " + text;
    return whole + "\n";
}

void Narrator::say_pending() {
    noteworthy_ = true;
    out_ += std::exchange(pending_, {});
}

void Narrator::say(std::string_view word, Tone tone, const std::string& stage, const std::string& text) {
    say_pending();
    out_ += line(word, tone, stage, text);
}

void Narrator::say_if_noteworthy(std::string_view word, Tone tone, const std::string& stage,
                                 const std::string& text) {
    (noteworthy_ ? out_ : pending_) += line(word, tone, stage, text);
}

void Narrator::forget_running(const std::string& stage) {
    running_.erase(std::remove(running_.begin(), running_.end(), stage), running_.end());
}

void Narrator::on(const RunStarted& event) {
    active_ = true;
    noteworthy_ = false;
    stages_ = event.stages.size();
    brief_ = style_.grouped || stages_ > most_named_skips;
    for (const std::string& stage : event.stages) {
        name_width_ = std::max(name_width_, display_width(printable(stage)));
    }
    name_width_ = std::min(name_width_, most_name_columns);
    pending_ = "Run " + printable(event.run) + " of " + printable(event.pipeline) + ": " +
               text::plural(event.stages.size(), "stage") + ", up to " + std::to_string(event.jobs) +
               " at once\n";
    if (style_.grouped) say_pending();
}

void Narrator::on(const StageDecided& event) {
    const Decision& decision = event.decision;
    switch (decision.kind) {
        case DecisionKind::run:
        case DecisionKind::restore:
            notes_[event.stage].why_it_ran = decision.reason;  // told when it starts, or is restored
            return;
        case DecisionKind::unknown:
            say("unknown", Tone::faint, event.stage, reason_line(decision.reason));
            return;
        case DecisionKind::blocked:
            if (settled_.insert(event.stage).second) {
                say("blocked", Tone::caution, event.stage, reason_line(decision.reason));
            }
            return;
        case DecisionKind::skip:
        case DecisionKind::absent:
        case DecisionKind::held:
            if (settled_.insert(event.stage).second && (!brief_ || decision.kind == DecisionKind::held)) {
                say_if_noteworthy(to_string(decision.kind), tone_of(decision.kind), event.stage,
                                  reason_line(decision.reason));
            }
            return;
    }
}

void Narrator::on(const StageStarted& event) {
    StageNotes& notes = notes_[event.stage];
    notes.tail.clear();
    notes.measured.clear();
    if (std::find(running_.begin(), running_.end(), event.stage) == running_.end()) {
        running_.push_back(event.stage);
    }
    if (event.attempt > 1) {
        say("retry", Tone::caution, event.stage, "attempt " + std::to_string(event.attempt));
    } else {
        say("run", Tone::accent, event.stage, reason_line(notes.why_it_ran));
    }
}

void Narrator::on(const StageLine& event) {
    std::string text = printable_line(std::string_view(event.line).substr(0, most_line_bytes));
    if (event.line.size() > most_line_bytes) text += "…";
    // A line without a shown end is trimmed: trailing blanks would only wrap.
    text.erase(text.find_last_not_of(' ') + 1);
    const std::string name = name_column(event.stage);
    const std::size_t prefix = display_width(name) + 3;
    say_pending();
    out_ += toned(name, tone_of_name(event.stage), style_.colour) + " |";
    if (!text.empty()) {
        // A width too small for the prefix must not switch the cutting off.
        const std::size_t room = width_ == 0 ? 0 : std::max(width_, prefix + 8) - prefix;
        out_ += " " + cut(text, room);
    }
    out_ += "\n";
    auto& tail = notes_[event.stage].tail;
    tail.push_back(std::move(text));
    if (tail.size() > tail_lines) tail.pop_front();
}

void Narrator::on(const StageMeasured& event) {
    StageNotes& notes = notes_[event.stage];
    notes.measured = measured_text(event);
    // Often at first, then seldom: an hour of training is a dozen lines.
    const std::size_t times = ++notes.times_measured;
    const bool due = times < 256 ? (times & (times - 1)) == 0 : times % 256 == 0;
    if (due && !event.last && !style_.live) say("metrics", Tone::faint, event.stage, notes.measured);
}

std::string Narrator::measured(const std::string& stage) const {
    const auto found = notes_.find(stage);
    return found == notes_.end() ? std::string() : found->second.measured;
}

std::string Narrator::last_lines(const std::string& stage, std::size_t most) const {
    const auto found = notes_.find(stage);
    if (found == notes_.end()) return {};
    std::vector<std::string> lines;
    for (auto line = found->second.tail.rbegin(); line != found->second.tail.rend() && lines.size() < most;
         ++line)
        if (!line->empty()) lines.push_back(*line);
    std::reverse(lines.begin(), lines.end());
    return joined(lines, "\n");
}

void Narrator::on(const StageFinished& event) {
    forget_running(event.stage);
    const Execution execution = outcome_of(event);
    const bool good =
        execution.status == ExecutionStatus::ran || execution.status == ExecutionStatus::restored;
    if (good) {
        unrecorded_.push_back(execution);
    } else {
        settle(execution);
    }
}

void Narrator::on(const GateJudged& event) {
    tell_verdict("gate", event.result.verdict, event.result.stage, event.result.reason);
}

void Narrator::on(const CheckJudged& event) {
    const CheckResult& result = event.result;
    const std::string rules =
        text::plural(result.judged, "rule") + " for " + text::plural(result.rows, "row");
    tell_verdict("check", result.verdict, result.stage,
                 result.data + ": " + (result.reason.empty() ? rules : result.reason));
}

void Narrator::tell_verdict(std::string_view word, GateVerdict verdict, const std::string& stage,
                            const std::string& reason) {
    const std::string text = std::string(to_string(verdict)) + ": " + reason_line(reason);
    if (verdict == GateVerdict::pass)
        say_if_noteworthy(word, Tone::faint, stage, text);
    else
        say(word, tone_of(verdict), stage, text);
}

void Narrator::on(const StageRecorded& event) {
    const auto found = std::find_if(unrecorded_.begin(), unrecorded_.end(),
                                    [&](const Execution& finished) { return finished.stage == event.stage; });
    if (found == unrecorded_.end()) return;
    const Execution execution = std::move(*found);
    unrecorded_.erase(found);
    settle(execution);
}

void Narrator::settle(const Execution& execution) {
    if (!settled_.insert(execution.stage).second) return;
    if (execution.status == ExecutionStatus::failed) ++failed_;
    tell_end(execution);
    if (execution.status != ExecutionStatus::failed) notes_.erase(execution.stage);
}

void Narrator::tell_end(const Execution& execution) {
    const std::string reason = reason_line(execution.reason);
    const auto found = notes_.find(execution.stage);
    const std::string why = found == notes_.end() ? std::string() : found->second.why_it_ran;
    const Tone tone = tone_of(execution.status);
    switch (execution.status) {
        case ExecutionStatus::ran: {
            std::string text = text::format_duration(duration_s(execution));
            if (execution.attempts > 1) text += ", " + text::plural(execution.attempts, "attempt");
            if (const std::string last = measured(execution.stage); !last.empty()) text += "; " + last;
            return say("done", tone, execution.stage, text);
        }
        case ExecutionStatus::restored:
            return say("restored", tone, execution.stage, reason_line(why.empty() ? execution.reason : why));
        case ExecutionStatus::failed:
            return say("failed", tone, execution.stage, failure_text(execution, why));
        case ExecutionStatus::skipped:
            if (!brief_) say_if_noteworthy("skip", tone, execution.stage, reason);
            return;
        case ExecutionStatus::held:
            return say_if_noteworthy("held", tone, execution.stage, reason);
        case ExecutionStatus::blocked:
            return say("blocked", tone, execution.stage, reason);
        case ExecutionStatus::interrupted:
        case ExecutionStatus::running:
            return say("stopped", tone, execution.stage, execution.reason == why ? "" : reason);
    }
}

void Narrator::on(const RunNotice& event) {
    const bool warning = event.level == RunNotice::Level::warning;
    out_ += toned(warning ? "warning" : "note", warning ? Tone::caution : Tone::faint, style_.colour) + ": ";
    if (!event.stage.empty()) out_ += printable(event.stage) + ": ";
    const std::string text = printable_text(event.text);
    out_ += text.substr(0, text.find_last_not_of('\n') + 1) + "\n";
}

void Narrator::on(const RunFinished& event) {
    for (const Execution& execution : std::exchange(unrecorded_, {})) settle(execution);
    const bool quiet = nothing_to_do(event.run);
    if (!quiet) say_pending();
    if (!quiet) out_ += "\n";
    out_ += summary_text(event, notes_, style_.colour);
    active_ = false;
    pending_.clear();
    running_.clear();
}

}  // namespace mlpipe
