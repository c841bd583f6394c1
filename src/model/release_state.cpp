// What is written down of releases, and read back.
#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/model/deployment.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr int format = 1;

void check_format(const Value& value) {
    if (required(value, "format") != Value(format))
        damaged("format", "is not known to this version of mlpipe");
}

void add_text(Value::Map& map, const char* name, const std::string& text) {
    if (!text.empty()) map.push_back(path_entry(name, text));
}

std::string read_text(const Value& value, const std::string& name) {
    return value.find(name) != nullptr || value.find(name + "_base64") != nullptr ? read_path(value, name)
                                                                                  : "";
}

std::int64_t read_time(const Value& value, std::string_view name) {
    const auto time = parse_time(text(value, name));
    if (!time) damaged(name, "is no time");
    return *time;
}

Value release_value(const Release& release) {
    Value::Map map{{"version", release.content.version}, {"artifact", to_value(release.content.artifact)}};
    add_text(map, "alias", release.alias);
    add_text(map, "activate", release.activate);
    add_text(map, "health", release.health);
    map.emplace_back("within_s", release.within_s);
    add_text(map, "directory", release.directory);
    add_text(map, "run", release.run);
    add_text(map, "stage", release.stage);
    add_text(map, "why", release.why);
    map.emplace_back("since", format_time(release.since_ns));
    return map;
}

Release parse_release(const Value& value, const std::string& model) {
    Release release;
    release.content = {model, text(value, "version"), parse_artifact(required(value, "artifact"))};
    release.alias = read_text(value, "alias");
    release.activate = read_text(value, "activate");
    release.health = read_text(value, "health");
    release.within_s = number(value, "within_s");
    release.directory = read_text(value, "directory");
    release.run = read_text(value, "run");
    release.stage = read_text(value, "stage");
    release.why = read_text(value, "why");
    release.since_ns = read_time(value, "since");
    return release;
}

Value pending_value(const PendingRelease& pending) {
    Value::Map map{{"kind", pending.kind == PendingRelease::Kind::rollback ? "rollback" : "deployment"},
                   {"release", release_value(pending.release)},
                   {"previous", pending.previous ? Value(pending.previous->hex()) : Value()},
                   {"confirmed", pending.confirmed}};
    return map;
}

PendingRelease parse_pending(const Value& value, const std::string& model) {
    PendingRelease pending;
    const std::string kind = text(value, "kind");
    if (kind == "rollback")
        pending.kind = PendingRelease::Kind::rollback;
    else if (kind != "deployment")
        damaged("kind", "is neither deployment nor rollback");
    pending.release = parse_release(required(value, "release"), model);
    if (const Value& previous = required(value, "previous"); !previous.is_null())
        pending.previous = digest(previous, "previous");
    pending.confirmed = flag_or(value, "confirmed", false);
    return pending;
}

}  // namespace

Value to_value(const ReleaseContent& content) {
    return Value::Map{{"format", format},
                      {"model", content.model},
                      {"version", content.version},
                      {"artifact", to_value(content.artifact)}};
}

ReleaseContent parse_release_content(const Value& value) {
    check_format(value);
    return {text(value, "model"), text(value, "version"), parse_artifact(required(value, "artifact"))};
}

Value to_value(const ReleaseState& state) {
    Value::List good;
    for (const Release& release : state.good) good.push_back(release_value(release));
    const Release* any = state.pending        ? &state.pending->release
                         : state.good.empty() ? nullptr
                                              : &state.good.back();
    return Value::Map{{"format", format},
                      {"model", any != nullptr ? any->content.model : ""},
                      {"good", std::move(good)},
                      {"pending", state.pending ? pending_value(*state.pending) : Value()}};
}

ReleaseState parse_release_state(const Value& value) {
    check_format(value);
    const std::string model = text(value, "model");
    ReleaseState state;
    for (const Value& release : list(value, "good")) state.good.push_back(parse_release(release, model));
    if (const Value& pending = required(value, "pending"); !pending.is_null())
        state.pending = parse_pending(pending, model);
    return state;
}

}  // namespace mlpipe
