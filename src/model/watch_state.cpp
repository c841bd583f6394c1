#include "mlpipe/model/watch_state.hpp"

#include <algorithm>
#include <array>

#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr int format = 1;

template <typename Word, std::size_t count>
Word parse_word(const std::array<Word, count>& words, const Value& value, std::string_view name) {
    const std::string word = text(value, name);
    for (const Word candidate : words)
        if (word == to_string(candidate)) return candidate;
    damaged(name, "is none that this mlpipe knows");
}

constexpr std::array levels{FindingLevel::none, FindingLevel::warn, FindingLevel::alarm};
constexpr std::array kinds{AlarmKind::alarm, AlarmKind::problem, AlarmKind::recovery};
constexpr std::array outcomes{LookOutcome::looked, LookOutcome::failed, LookOutcome::skipped,
                              LookOutcome::interrupted};

std::int64_t read_time(const Value& map, std::string_view name) {
    const Value& value = required(map, name);
    if (value.is_null()) return 0;
    const auto time = parse_time(item_text(value, name));
    if (!time) damaged(name, "is no time");
    return *time;
}

std::int64_t read_integer(const Value& map, std::string_view name) {
    const Integer* integer = required(map, name).as_integer();
    const auto number = integer ? integer->to_int64() : std::nullopt;
    if (!number) damaged(name, "is no whole number");
    return *number;
}

unsigned read_count(const Value& map, std::string_view name) {
    return static_cast<unsigned>(std::clamp<std::int64_t>(read_integer(map, name), 0, 1'000'000'000));
}

Value duration_or_null(const std::optional<double>& seconds) {
    return seconds ? Value(*seconds) : Value();
}

std::optional<double> read_duration(const Value& map, std::string_view name) {
    return required(map, name).is_null() ? std::nullopt : std::optional(number(map, name));
}

Value watched_value(const WatchedStage& watched) {
    return Value::Map{{"stage", watched.stage},
                      {"level", to_string(watched.level)},
                      {"consecutive", static_cast<std::int64_t>(watched.consecutive)},
                      {"since", time_or_null(watched.since_ns)},
                      {"alarm", watched.alarm},
                      {"told", time_or_null(watched.told_ns)},
                      {"told_level", to_string(watched.told_level)}};
}

WatchedStage parse_watched(const Value& value) {
    WatchedStage watched;
    watched.stage = text(value, "stage");
    watched.level = parse_word(levels, value, "level");
    watched.consecutive = read_count(value, "consecutive");
    watched.since_ns = read_time(value, "since");
    watched.alarm = text(value, "alarm");
    watched.told_ns = read_time(value, "told");
    watched.told_level = parse_word(levels, value, "told_level");
    return watched;
}

Value slot_value(const std::optional<Slot>& slot) {
    if (!slot) return {};
    return Value::Map{{"begin", format_time(slot->begin_ns)},
                      {"wall", format_time(slot->at.wall_ns)},
                      {"steady_ns", slot->at.steady_ns},
                      {"boot", slot->at.boot}};
}

std::optional<Slot> parse_slot(const Value& value) {
    if (value.is_null()) return std::nullopt;
    return Slot{read_time(value, "begin"),
                {read_time(value, "wall"), read_integer(value, "steady_ns"), text(value, "boot")}};
}

Value begun_value(const std::optional<BegunLook>& begun) {
    if (!begun) return {};
    return Value::Map{{"tick", begun->tick}, {"slot", slot_value(begun->slot)}};
}

std::optional<BegunLook> parse_begun(const Value& value) {
    if (value.is_null()) return std::nullopt;
    return BegunLook{text(value, "tick"), parse_slot(required(value, "slot"))};
}

Value pending_value(const PendingAlert& alert) {
    return Value::Map{{"id", alert.id},
                      {"kind", to_string(alert.kind)},
                      {"tries", static_cast<std::int64_t>(alert.tries)},
                      {"error", alert.error},
                      {"text", alert.text},
                      {"document", alert.document}};
}

PendingAlert parse_pending(const Value& value) {
    return {text(value, "id"),   parse_word(kinds, value, "kind"), required(value, "document"),
            text(value, "text"), read_count(value, "tries"),       text(value, "error")};
}

Value retraining_value(const std::optional<Retraining>& retraining) {
    if (!retraining) return {};
    return Value::Map{{"alarm", retraining->alarm}, {"run", retraining->run}, {"target", retraining->target}};
}

std::optional<Retraining> parse_retraining(const Value& value) {
    if (value.is_null()) return std::nullopt;
    return Retraining{text(value, "alarm"), text(value, "run"), text(value, "target")};
}

Value look_value(const PastLook& look) {
    return Value::Map{{"tick", look.tick},
                      {"run", look.run},
                      {"when", time_or_null(look.when_ns)},
                      {"outcome", to_string(look.outcome)},
                      {"text", look.text}};
}

PastLook parse_look(const Value& value) {
    return {text(value, "tick"), text(value, "run"), read_time(value, "when"),
            parse_word(outcomes, value, "outcome"), text(value, "text")};
}

}  // namespace

WatchedStage& WatchState::stage(const std::string& name) {
    const auto found = std::find_if(stages.begin(), stages.end(),
                                    [&](const WatchedStage& watched) { return watched.stage == name; });
    if (found != stages.end()) return *found;
    stages.emplace_back().stage = name;
    return stages.back();
}

const char* to_string(LookOutcome outcome) {
    switch (outcome) {
        case LookOutcome::looked:
            return "looked";
        case LookOutcome::failed:
            return "failed";
        case LookOutcome::skipped:
            return "skipped";
        case LookOutcome::interrupted:
            break;
    }
    return "interrupted";
}

Value to_value(const WatchState& state) {
    Value::List stages, pending, looks;
    for (const WatchedStage& watched : state.stages) stages.push_back(watched_value(watched));
    for (const PendingAlert& alert : state.pending) pending.push_back(pending_value(alert));
    for (const PastLook& look : state.looks) looks.push_back(look_value(look));
    return Value::Map{{"format", format},
                      {"pipeline_file", state.pipeline_file},
                      {"every_s", duration_or_null(state.every_s)},
                      {"cooldown_s", duration_or_null(state.cooldown_s)},
                      {"slot", slot_value(state.slot)},
                      {"begun", begun_value(state.begun)},
                      {"stages", std::move(stages)},
                      {"itself", watched_value(state.itself)},
                      {"skipped", static_cast<std::int64_t>(state.skipped)},
                      {"pending", std::move(pending)},
                      {"retraining", retraining_value(state.retraining)},
                      {"looks", std::move(looks)}};
}

WatchState parse_watch_state(const Value& value) {
    if (required(value, "format") != Value(format))
        damaged("format", "is not known to this version of mlpipe");
    WatchState state;
    state.pipeline_file = text(value, "pipeline_file");
    state.every_s = read_duration(value, "every_s");
    state.cooldown_s = read_duration(value, "cooldown_s");
    state.slot = parse_slot(required(value, "slot"));
    state.begun = parse_begun(required(value, "begun"));
    for (const Value& watched : list(value, "stages")) state.stages.push_back(parse_watched(watched));
    state.itself = parse_watched(required(value, "itself"));
    state.skipped = read_count(value, "skipped");
    for (const Value& alert : list(value, "pending")) state.pending.push_back(parse_pending(alert));
    state.retraining = parse_retraining(required(value, "retraining"));
    for (const Value& look : list(value, "looks")) state.looks.push_back(parse_look(look));
    return state;
}

}  // namespace mlpipe
