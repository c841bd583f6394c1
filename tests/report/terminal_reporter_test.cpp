#include "mlpipe/report/terminal_reporter.hpp"

#include <memory>
#include <stdexcept>

#include "events.hpp"
#include "screen.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

struct Terminal {
    explicit Terminal(std::size_t columns, TerminalOptions options = {})
        : screen(columns), size{columns, 24} {
        options.size = [this] { return size; };
        reporter = std::make_unique<TerminalReporter>(
            [this](std::string_view text) {
                raw += text;
                ++writes;
                screen.write(text);
            },
            options, clock);
    }
    void tell(const Event& event, int after_ms = 100) {
        clock.advance_ms(after_ms);
        reporter->handle(event);
    }
    void tick(int after_ms = 100) {
        clock.advance_ms(after_ms);
        reporter->tick();
    }
    void resize(std::size_t columns) {
        size.columns = columns;
        screen.resize(columns);
    }

    FakeClock clock;
    Screen screen;
    TerminalSize size;
    std::string raw;
    int writes = 0;
    std::unique_ptr<TerminalReporter> reporter;
};

}  // namespace

TEST_CASE("the live area names what runs below the lines that are done") {
    Terminal terminal(60);
    terminal.tell(started({"ingest", "train"}));
    terminal.tell(decided("train", DecisionKind::run, "no record of it"));
    terminal.tell(StageStarted{"train", 1}, 200);
    terminal.tell(StageLine{"train", "epoch 1"}, 1000);
    terminal.tick(1000);
    CHECK(terminal.screen.text() ==
          "Run 20261123T131502123Z-7f3a9c of flights: 2 stages, up to 2\n"
          " at once\n"
          "run      train   no record of it\n"
          "train  | epoch 1\n"
          "  train     2.00 s\n"
          "0/2 done, 1 running, 2.30 s\n");
    CHECK(terminal.screen.foreign == 0);
}

TEST_CASE("what a running stage measures stands beside it, in no line of its own") {
    Terminal terminal(60);
    terminal.tell(started({"train"}));
    terminal.tell(StageStarted{"train", 1}, 200);
    terminal.tell(StageMeasured{"train", 7, {{"loss", 0.5}}}, 500);
    terminal.tell(StageMeasured{"train", 8, {{"loss", 0.25}}}, 500);
    terminal.tick(1000);
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("  train    2.00 s  step 8, loss 0.25\n"));
    CHECK_THAT(terminal.screen.text(), !ContainsSubstring("metrics"));
    CHECK(terminal.screen.foreign == 0);
}

TEST_CASE("the live area leaves nothing behind when the run ends") {
    Terminal terminal(80);
    terminal.tell(started({"a", "b"}));
    for (const char* stage : {"a", "b"}) terminal.tell(StageStarted{stage, 1});
    for (int i = 0; i < 20; ++i) terminal.tick();
    for (const char* stage : {"a", "b"}) {
        terminal.tell(StageFinished{stage, ran(stage, 2)});
        terminal.tell(StageRecorded{stage});
    }
    terminal.tell(finished(RunStatus::succeeded, {ran("a", 2), ran("b", 2)}));
    CHECK(terminal.screen.text() ==
          "Run 20261123T131502123Z-7f3a9c of flights: 2 stages, up to 2 at once\n"
          "run      a\n"
          "run      b\n"
          "done     a  2.00 s\n"
          "done     b  2.00 s\n"
          "\n"
          "Done: 2 ran in 12.3 s.\n");
}

TEST_CASE("a reporter that is destroyed in the middle takes its live area with it") {
    Terminal terminal(80);
    terminal.tell(started({"a"}));
    terminal.tell(StageStarted{"a", 1});
    terminal.tick(1000);
    terminal.clock.advance_ms(1);
    terminal.reporter->handle(StageLine{"a", "held until the next flush"});
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("0/1 done"));
    terminal.reporter.reset();
    CHECK(terminal.screen.text() ==
          "Run 20261123T131502123Z-7f3a9c of flights: 1 stage, up to 2 at once\n"
          "run      a\n"
          "a | held until the next flush\n");
}

TEST_CASE("a window that becomes narrower or wider leaves no garbage") {
    Terminal terminal(100);
    terminal.tell(started({"a-stage-with-quite-a-long-name", "b"}));
    terminal.tell(StageStarted{"a-stage-with-quite-a-long-name", 1});
    terminal.tell(StageStarted{"b", 1});
    terminal.tick(1000);
    for (const std::size_t columns : {40u, 17u, 9u, 120u, 30u}) {
        terminal.resize(columns);
        terminal.tick();
    }
    terminal.reporter.reset();
    terminal.resize(200);
    // The model of the terminal does not join again what it wrapped: compare without blanks and line ends.
    std::string text;
    for (const char letter : terminal.screen.text()) {
        if (letter != ' ' && letter != '\n') text += letter;
    }
    CHECK(text ==
          "Run20261123T131502123Z-7f3a9cofflights:2stages,upto2atonce"
          "runa-stage-with-quite-a-long-namerunb");
}

TEST_CASE("many running stages do not fill the window") {
    Terminal terminal(60);
    terminal.size.rows = 10;
    terminal.tell(started({"s0"}));
    for (int i = 0; i < 30; ++i) terminal.tell(StageStarted{"s" + std::to_string(i), 1});
    const std::string before = terminal.screen.text();
    terminal.tick();
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("  s2"));
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("  and 27 more\n0/1 done, 30 running"));
}

TEST_CASE("a run that answers at once shows no live area") {
    Terminal terminal(80);
    terminal.tell(started({"a"}), 0);
    terminal.tell(decided("a", DecisionKind::skip, "unchanged"), 60);
    terminal.tick(60);
    terminal.tell(finished(RunStatus::succeeded, {execution("a", ExecutionStatus::skipped)}, 0.12), 1);
    CHECK(terminal.raw == "\x1b[32mEverything is up to date\x1b[0m (1 stage, 0.12 s).\n");
}

TEST_CASE("a stage line with escape codes cannot move the cursor") {
    Terminal terminal(80, TerminalOptions{{}, false, true});
    terminal.tell(started({"evil"}));
    terminal.tell(StageStarted{"evil", 1});
    const std::string before = terminal.raw;
    terminal.raw.clear();
    // Cursor up, clear, title, reset, save and restore, a lone ESC that meets the next sequence, 8-bit CSI.
    terminal.tell(StageLine{"evil",
                            "\x1b[99A\x1b[2J\x1b]0;owned\x07\x1b"
                            "c\x1b"
                            "7\x1b"
                            "8\x1b\x1b[H\r\n\b\xc2\x9b"
                            "2J\x9b"
                            "1A"},
                  0);
    terminal.reporter.reset();
    CHECK(terminal.screen.foreign == 0);
    CHECK(terminal.raw.find("\x1b[99A") == std::string::npos);
    CHECK(terminal.raw.find('\x07') == std::string::npos);
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("evil | \\x1b\\r\\n\\x08\\u{009b}2J\\x9b1A\n"));
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("flights"));
}

TEST_CASE("stage lines are cut to the window and prefixes aligned") {
    Terminal terminal(24);
    terminal.tell(started({"a", "train"}));
    terminal.tell(StageStarted{"a", 1});
    terminal.tell(StageLine{"a", "0123456789012345678901234567890"});
    terminal.tell(StageLine{"train", "short"});
    terminal.reporter.reset();
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("a     | 012345678901234~\n"));
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("train | short\n"));
}

TEST_CASE("output that comes fast is written in few pieces") {
    Terminal terminal(80);
    terminal.tell(started({"a"}));
    terminal.tell(StageStarted{"a", 1});
    const int before = terminal.writes;
    for (int i = 0; i < 1000; ++i) terminal.tell(StageLine{"a", "line " + std::to_string(i)}, 0);
    CHECK(terminal.writes - before <= 2);
    terminal.tick();
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("a | line 0\n"));
    CHECK_THAT(terminal.screen.text(), ContainsSubstring("a | line 999\n"));
}

TEST_CASE("without cursor movement there are only lines") {
    Terminal terminal(80, TerminalOptions{{}, false, false});
    terminal.tell(started({"a"}));
    terminal.tell(StageStarted{"a", 1});
    for (int i = 0; i < 20; ++i) terminal.tick();
    terminal.tell(StageFinished{"a", ran("a", 2)});
    terminal.tell(StageRecorded{"a"});
    terminal.tell(finished(RunStatus::succeeded, {ran("a", 2)}));
    CHECK(terminal.raw.find('\x1b') == std::string::npos);
    CHECK(terminal.raw.find('\r') == std::string::npos);
    CHECK_THAT(terminal.raw, ContainsSubstring("done     a  2.00 s\n\nDone: 1 ran in 12.3 s.\n"));
}

TEST_CASE("a sink that fails does not throw from the destructor") {
    FakeClock clock;
    TerminalReporter reporter([](std::string_view) { throw std::runtime_error("the terminal is gone"); }, {},
                              clock);
    clock.advance_ms(1);
    reporter.handle(started({"a"}));
    reporter.handle(StageStarted{"a", 1});  // held, written by the destructor
}
