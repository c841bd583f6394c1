#include "mlpipe/report/github_reporter.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "kept_lines.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/stage_file.hpp"
#include "mlpipe/report/github_log.hpp"
#include "mlpipe/report/printable.hpp"
#include "narrator.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_waiting_bytes = 1 << 20;
constexpr std::size_t most_warnings = 100;
constexpr std::size_t last_lines_shown = 3;

}  // namespace

struct GithubReporter::State {
    struct Running {
        std::string stage;
        KeptLines waiting{most_waiting_bytes};
        bool shown = false;  // its group has been open before
    };

    State(TextSink sink, GithubJob for_job, LogFile log_files, std::function<std::string()> make_token)
        : log(std::move(sink), std::move(make_token)),
          job(std::move(for_job)),
          log_file(std::move(log_files)) {}

    GithubLog log;
    GithubJob job;
    LogFile log_file;
    Narrator narrator{Narrator::Style{.grouped = true}};
    std::string run;
    std::vector<Running> running;  // in the order of their starts; the group of the first may be open
    bool open = false;
    std::string good_news;  // waits for the open group to end
    std::vector<RunNotice> warnings;

    // Each tells `text`, the words for the event, where it belongs.
    void on(const StageStarted& event, const std::string& text);
    void on(const StageLine& event, const std::string& text) { tell_of(event.stage, text); }
    void on(const StageMeasured& event, const std::string& text) { tell_of(event.stage, text); }
    void on(const StageFinished& event, const std::string& text);
    void on(const RunStarted& event, const std::string& text);
    void on(const RunNotice& event, const std::string& text);
    void on(const RunFinished& event, const std::string& text);
    void on(const StageRecorded&, const std::string& text) { tell_in_time(text); }
    void on(const GateJudged& event, const std::string& text) {
        event.result.verdict == GateVerdict::pass ? tell_in_time(text) : tell(text);
    }
    void on(const CheckJudged& event, const std::string& text) {
        event.result.verdict == GateVerdict::pass ? tell_in_time(text) : tell(text);
    }
    template <typename Other>
    void on(const Other&, const std::string& text) {
        tell(text);
    }

    void tell(const std::string& text);
    // A stage is recorded when the next one runs already, whose group need not be broken for that.
    void tell_in_time(const std::string& text);
    void tell_of(const std::string& stage, const std::string& text);
    void end(std::vector<Running>::iterator stage);
    void open_group(Running& stage);
    void close_group();
    void show_waiting(Running& stage);
    std::vector<Running>::iterator find(const std::string& stage);
    std::vector<GithubAnnotation> annotations(const RunRecord& record) const;
};

std::vector<GithubReporter::State::Running>::iterator GithubReporter::State::find(const std::string& stage) {
    return std::find_if(running.begin(), running.end(),
                        [&](const Running& one) { return one.stage == stage; });
}

void GithubReporter::State::open_group(Running& stage) {
    if (open) return;
    log.command(github_group(stage.stage + (stage.shown ? " (continued)" : "")));
    open = stage.shown = true;
}

void GithubReporter::State::close_group() {
    if (std::exchange(open, false)) log.command(github_end_of_group());
    log.text(std::exchange(good_news, {}));
}

void GithubReporter::State::show_waiting(Running& stage) {
    const KeptLines waiting = std::exchange(stage.waiting, KeptLines(most_waiting_bytes));
    if (waiting.empty()) return;
    open_group(stage);
    log.text(waiting.head());
    if (waiting.left_out() > 0)
        log.text("... " + text::format_bytes(waiting.left_out()) +
                 " are left out here: " + printable(log_file(run, stage.stage)) + " has all of it\n");
    log.text(waiting.tail());
}

void GithubReporter::State::tell(const std::string& text) {
    if (text.empty()) return;
    close_group();
    log.text(text);
}

void GithubReporter::State::tell_in_time(const std::string& text) {
    if (open) {
        good_news += text;
    } else {
        log.text(text);
    }
}

void GithubReporter::State::tell_of(const std::string& stage, const std::string& text) {
    if (text.empty()) return;
    const auto found = find(stage);
    if (found == running.end()) return tell(text);
    if (found != running.begin()) return found->waiting.add(text);
    open_group(*found);
    log.text(text);
}

void GithubReporter::State::end(std::vector<Running>::iterator stage) {
    // Groups cannot be nested: that of the stage in front goes on afterwards.
    if (stage != running.begin()) close_group();
    show_waiting(*stage);
    close_group();
    const bool was_in_front = stage == running.begin();
    running.erase(stage);
    if (was_in_front && !running.empty()) show_waiting(running.front());
}

void GithubReporter::State::on(const StageStarted& event, const std::string& text) {
    if (find(event.stage) == running.end()) running.push_back({event.stage});
    tell_of(event.stage, text);
}

void GithubReporter::State::on(const StageFinished& event, const std::string& text) {
    if (const auto found = find(event.stage); found != running.end()) end(found);
    tell(text);
}

void GithubReporter::State::on(const RunStarted& event, const std::string& text) {
    run = event.run;
    tell(text);
}

void GithubReporter::State::on(const RunNotice& event, const std::string& text) {
    if (event.level == RunNotice::Level::warning && warnings.size() < most_warnings)
        warnings.push_back(event);
    tell(text);
}

std::vector<GithubAnnotation> GithubReporter::State::annotations(const RunRecord& record) const {
    std::map<std::string, std::string> last_lines;
    std::map<std::string, Position> positions;
    for (const Execution& execution : record.executions) {
        last_lines[execution.stage] = narrator.last_lines(execution.stage, last_lines_shown);
        positions[execution.stage] = execution.position;
    }
    std::vector<GithubAnnotation> found = run_annotations(record, job, last_lines);
    for (const RunNotice& warning : warnings) {
        const auto position = positions.find(warning.stage);
        const bool known = position != positions.end();
        found.push_back({GithubAnnotation::Level::warning, known ? "stage " + warning.stage : "",
                         warning.text, known ? shown_file(warning.stage, job.pipeline_file) : "",
                         known ? position->second : Position()});
    }
    return found;
}

void GithubReporter::State::on(const RunFinished& event, const std::string& text) {
    while (!running.empty()) end(running.begin());
    tell(text);
    log.command(github_annotations(annotations(event.run), job));
}

GithubReporter::GithubReporter(TextSink sink, GithubJob job, LogFile log_file,
                               std::function<std::string()> make_token)
    : state_(std::make_unique<State>(std::move(sink), std::move(job), std::move(log_file),
                                     std::move(make_token))) {}

GithubReporter::~GithubReporter() {
    try {
        state_->close_group();
    } catch (...) {
        // Nobody reads what is written.
    }
}

void GithubReporter::handle(const Event& event) {
    const std::string text = state_->narrator.tell(event, 0);
    std::visit([&](const auto& known) { state_->on(known, text); }, event);
}

}  // namespace mlpipe
