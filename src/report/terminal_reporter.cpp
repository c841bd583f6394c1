#include "mlpipe/report/terminal_reporter.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "narrator.hpp"

namespace mlpipe {
namespace {

constexpr std::int64_t least_pause_ns = 50'000'000;
// A run that answers at once shows no live area at all.
constexpr std::int64_t live_after_ns = 300'000'000;
constexpr std::size_t most_live_rows = 12;
// Room for a "^C" that the terminal echoes behind the last row, and for terminals that wrap in the last
// column.
constexpr std::size_t live_margin = 4;
constexpr std::size_t most_held_bytes = 64 << 10;

}  // namespace

struct TerminalReporter::State {
    State(TextSink sink_, TerminalOptions options_, const Clock& clock_)
        : sink(std::move(sink_)),
          options(std::move(options_)),
          clock(clock_),
          narrator(Narrator::Style{options.colour, true, options.live}),
          width(size().columns) {}

    TerminalSize size() const {
        TerminalSize size = options.size ? options.size() : TerminalSize{};
        if (size.columns == 0) size.columns = 80;
        if (size.rows == 0) size.rows = 24;
        return size;
    }

    void note_time(const Event& event);
    void flush(bool with_live_area);
    std::string erased(std::size_t columns) const;
    std::vector<std::string> live_rows(const TerminalSize& now) const;
    std::string progress() const;

    TextSink sink;
    TerminalOptions options;
    const Clock& clock;
    Narrator narrator;
    std::size_t width;                                      // columns at the last flush
    std::string held;                                       // lines that wait for the next flush
    std::vector<std::string> drawn;                         // the live area as it stands, without colours
    std::unordered_map<std::string, std::int64_t> started;  // of running stages
    std::int64_t run_started = 0, last_flush = 0;
};

void TerminalReporter::State::note_time(const Event& event) {
    const std::int64_t now = clock.steady_ns();
    if (std::holds_alternative<RunStarted>(event)) run_started = now;
    if (const auto* stage = std::get_if<StageStarted>(&event)) started[stage->stage] = now;
    if (const auto* stage = std::get_if<StageFinished>(&event)) started.erase(stage->stage);
}

// From the end of the area's last row back to the start of its first, clearing all of it. A terminal that has
// become narrower has wrapped the rows it held, so that they take more of them now.
std::string TerminalReporter::State::erased(std::size_t columns) const {
    if (drawn.empty()) return {};
    std::size_t rows = 0;
    for (const std::string& row : drawn)
        rows += std::max<std::size_t>(1, (display_width(row) + columns - 1) / columns);
    std::string text = "\r";
    if (rows > 1) text += "\x1b[" + std::to_string(rows - 1) + "A";
    return text + "\x1b[J";
}

std::string TerminalReporter::State::progress() const {
    std::string text = std::to_string(narrator.settled()) + "/" + std::to_string(narrator.stages()) + " done";
    if (!narrator.running().empty()) text += ", " + std::to_string(narrator.running().size()) + " running";
    if (narrator.failed() > 0) text += ", " + std::to_string(narrator.failed()) + " failed";
    return text + ", " + text::format_duration(static_cast<double>(clock.steady_ns() - run_started) / 1e9);
}

std::vector<std::string> TerminalReporter::State::live_rows(const TerminalSize& now) const {
    const std::size_t most_columns = now.columns > live_margin ? now.columns - live_margin : 1;
    const std::size_t most = std::max<std::size_t>(1, std::min(most_live_rows, now.rows / 2));
    const std::vector<std::string>& running = narrator.running();
    std::vector<std::string> rows;
    // The last row counts; one more says what does not fit.
    const std::size_t shown = running.size() < most ? running.size() : most - std::min<std::size_t>(most, 2);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto since = started.find(running[i]);
        const double took =
            since == started.end() ? 0 : static_cast<double>(clock.steady_ns() - since->second) / 1e9;
        const std::string measured = narrator.measured(running[i]);
        rows.push_back("  " + pad(printable(running[i]), narrator.name_width()) + "  " +
                       pad_left(text::format_duration(took), 8) + (measured.empty() ? "" : "  " + measured));
    }
    if (shown < running.size() && most > 1) {
        rows.push_back("  and " + std::to_string(running.size() - shown) + " more");
    }
    rows.push_back(progress());
    for (std::string& row : rows) row = cut(row, most_columns);
    return rows;
}

void TerminalReporter::State::flush(bool with_live_area) {
    const TerminalSize now = size();
    width = now.columns;
    const std::int64_t time = clock.steady_ns();
    std::vector<std::string> rows;
    if (with_live_area && options.live && narrator.active() && time - run_started >= live_after_ns) {
        rows = live_rows(now);
    }
    if (held.empty() && rows.empty() && drawn.empty()) return;
    std::string text = erased(now.columns) + std::exchange(held, {});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        text += (i == 0 ? "" : "\n") + toned(rows[i], Tone::faint, options.colour);
    }
    drawn = std::move(rows);
    last_flush = time;
    sink(text);
}

TerminalReporter::TerminalReporter(TextSink sink, TerminalOptions options, const Clock& clock)
    : state_(std::make_unique<State>(std::move(sink), std::move(options), clock)) {}

TerminalReporter::~TerminalReporter() {
    try {
        state_->flush(false);
    } catch (...) {
        // A terminal that is gone must not end the program.
    }
}

void TerminalReporter::handle(const Event& event) {
    state_->note_time(event);
    state_->held += state_->narrator.tell(event, state_->width);
    const bool due = state_->clock.steady_ns() - state_->last_flush >= least_pause_ns;
    const bool finished = std::holds_alternative<RunFinished>(event);
    if (finished || due || state_->held.size() > most_held_bytes) state_->flush(!finished);
}

void TerminalReporter::tick() {
    state_->flush(true);
}

}  // namespace mlpipe
