#include "mlpipe/report/watch_text.hpp"

#include <algorithm>

#include "fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "when_text.hpp"

namespace mlpipe {
namespace {

using namespace fields;

constexpr double ns_per_s = 1e9;
constexpr std::size_t most_looks = 10;

Tone tone_of(FindingLevel level) {
    return level == FindingLevel::none ? Tone::good : level == FindingLevel::warn ? Tone::caution : Tone::bad;
}

Tone tone_of(LookOutcome outcome) {
    return outcome == LookOutcome::looked ? Tone::good : Tone::caution;
}

// 0: what goes on may be told at once.
std::int64_t quiet_until_ns(const WatchStatus& status, const WatchedStage& watched) {
    if (watched.told_ns == 0 || !status.state.cooldown_s) return 0;
    const double until_ns =
        static_cast<double>(watched.told_ns) + std::min(*status.state.cooldown_s * ns_per_s, 4e18);
    if (until_ns > 9e18 || until_ns <= static_cast<double>(status.now_ns)) return 0;
    return static_cast<std::int64_t>(until_ns);
}

std::string stages_text(const WatchStatus& status, const TextStyle& style) {
    Table table({{"stage", Align::left, true},
                 {"state", Align::left, false},
                 {"in a row", Align::right, false},
                 {"since (UTC)", Align::left, false},
                 {"told (UTC)", Align::left, false},
                 {"quiet until", Align::left, false}});
    const auto add = [&](const WatchedStage& watched, const std::string& name) {
        table.add({TableCell(name),
                   TableCell(watched.level == FindingLevel::none ? "well" : to_string(watched.level),
                             tone_of(watched.level)),
                   TableCell(watched.consecutive == 0 ? "" : std::to_string(watched.consecutive)),
                   TableCell(when_text(watched.since_ns)), TableCell(when_text(watched.told_ns)),
                   TableCell(when_text(quiet_until_ns(status, watched)))});
    };
    for (const WatchedStage& watched : status.state.stages) add(watched, watched.stage);
    if (status.state.itself.level != FindingLevel::none) add(status.state.itself, "(the watch itself)");
    return table.empty() ? "" : "\n" + table.text(style);
}

std::string looks_text(const std::vector<PastLook>& looks, const TextStyle& style) {
    if (looks.empty()) return "\nNobody has looked yet.\n";
    Table table({{"look (UTC)", Align::left, false},
                 {"outcome", Align::left, false},
                 {"run", Align::left, false},
                 {"", Align::left, true}});
    std::size_t shown = 0;
    for (auto look = looks.rbegin(); look != looks.rend() && shown < most_looks; ++look, ++shown)
        table.add({TableCell(when_text(look->when_ns), Tone::faint),
                   TableCell(to_string(look->outcome), tone_of(look->outcome)), TableCell(look->run),
                   TableCell(look->text)});
    return "\n" + table.text(style);
}

std::string pending_text(const WatchState& state) {
    std::string lines;
    for (const PendingAlert& alert : state.pending)
        lines += printable(alert.id) +
                 (alert.tries == 0 ? ""
                                   : ", tried " + text::plural(alert.tries, "time") + ": the command " +
                                         printable(alert.error)) +
                 "\n";
    return list("to be told", lines);
}

}  // namespace

std::string silence_text(const Silence& silence) {
    return "until " + when_text(silence.until_ns) + " UTC by " + printable(silence.by) + ": " +
           printable(silence.why);
}

std::string watch_text(const WatchStatus& status, const TextStyle& style) {
    const WatchState& state = status.state;
    std::string text =
        field("pipeline", state.pipeline_file) + field("watched", status.is_watched ? "now" : "not now");
    if (state.every_s) text += field("every", text::format_duration(*state.every_s));
    if (status.next_ns) text += field("next look", when_text(*status.next_ns) + " UTC");
    if (status.silence) text += field("silenced", silence_text(*status.silence));
    if (state.retraining)
        text += field("retraining", state.retraining->target + ", because of " + state.retraining->alarm);
    if (state.begun) text += field("begun", "the look " + state.begun->tick);
    return text + pending_text(state) + stages_text(status, style) + looks_text(state.looks, style);
}

Value to_value(const WatchStatus& status) {
    const Value state = to_value(status.state);
    Value document;
    for (const char* name : {"pipeline_file", "every_s", "cooldown_s"}) document.set(name, *state.find(name));
    document.set("watched", status.is_watched);
    document.set("next", status.next_ns ? Value(format_time(*status.next_ns)) : Value());
    Value::List stages;
    for (const Value& stage : *state.find("stages")->as_list()) {
        Value entry = stage;
        const auto quiet = quiet_until_ns(status, status.state.stages[stages.size()]);
        entry.set("quiet_until", quiet == 0 ? Value() : Value(format_time(quiet)));
        stages.push_back(std::move(entry));
    }
    document.set("stages", std::move(stages));
    for (const char* name : {"itself", "pending", "retraining", "begun", "looks"})
        document.set(name, *state.find(name));
    document.set("silence", status.silence ? to_value(*status.silence) : Value());
    Value::List silences;
    for (const Silence& silence : status.silences) silences.push_back(to_value(silence));
    document.set("silences", std::move(silences));
    return document;
}

}  // namespace mlpipe
