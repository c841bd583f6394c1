// Turns the events of a run into lines of text and remembers what the summary and the live area need. Both
// text reporters tell with its words; neither the time nor the terminal is known here.
#pragma once
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mlpipe/report/reporter.hpp"
#include "mlpipe/report/style.hpp"
#include "summary.hpp"

namespace mlpipe {

class Narrator {
  public:
    struct Style {
        bool colour = false;
        bool align = false;  // pads names, so that what follows them stands in one column
        bool live = false;   // what is measured meanwhile is shown elsewhere than in lines
        // What stages write is folded away: the heading is said at once, and what is skipped is only counted.
        bool grouped = false;
    };
    explicit Narrator(Style style) : style_(style) {}

    // Whole lines, or "". Stage lines are cut to `width` columns; 0 cuts nothing.
    std::string tell(const Event& event, std::size_t width);

    const std::vector<std::string>& running() const { return running_; }  // in the order of their starts
    std::size_t stages() const { return stages_; }
    std::size_t settled() const { return settled_.size(); }
    std::size_t failed() const { return failed_; }
    bool active() const { return active_; }  // between RunStarted and RunFinished
    std::size_t name_width() const { return name_width_; }
    // "step 40, loss 0.31"; "" where the stage has measured nothing.
    std::string measured(const std::string& stage) const;
    // Of what a stage that runs or failed has written, without empty lines; printable.
    std::string last_lines(const std::string& stage, std::size_t most) const;

  private:
    void on(const RunStarted& event);
    void on(const StageDecided& event);
    void on(const StageStarted& event);
    void on(const StageLine& event);
    void on(const StageMeasured& event);
    void on(const StageFinished& event);
    void on(const GateJudged& event);
    void on(const CheckJudged& event);
    void tell_verdict(std::string_view word, GateVerdict verdict, const std::string& stage,
                      const std::string& reason);
    void on(const StageRecorded& event);
    void on(const RunNotice& event);
    void on(const RunFinished& event);

    void settle(const Execution& execution);
    void tell_end(const Execution& execution);
    std::string line(std::string_view word, Tone tone, const std::string& stage,
                     const std::string& text) const;
    std::string name_column(const std::string& stage) const;
    void say(std::string_view word, Tone tone, const std::string& stage, const std::string& text);
    // For what does not make a run worth a heading: skipped and held stages of a run that is otherwise up to
    // date.
    void say_if_noteworthy(std::string_view word, Tone tone, const std::string& stage,
                           const std::string& text);
    void say_pending();
    void forget_running(const std::string& stage);

    Style style_;
    std::string out_;
    std::size_t width_ = 0;
    std::string pending_;  // the heading and quiet lines, until something noteworthy happens
    bool noteworthy_ = false;
    bool active_ = false;
    bool brief_ = false;  // too many stages to name each that is skipped
    std::size_t stages_ = 0, failed_ = 0, name_width_ = 0;
    std::vector<std::string> running_;
    std::unordered_set<std::string> settled_;
    std::unordered_map<std::string, StageNotes> notes_;  // of stages that run or failed
    std::deque<Execution> unrecorded_;                   // finished well, not yet durable
};

}  // namespace mlpipe
