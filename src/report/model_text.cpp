#include "mlpipe/report/model_text.hpp"

#include <algorithm>

#include "fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using namespace fields;
using Kind = ModelEvent::Kind;

std::string digest_text(const ModelVersion& version) {
    return version.known_artifact() ? version.artifact.reference.digest.hex().substr(0, digest_digits_shown)
                                    : "";
}

// "run 2026… stage train", as far as it is known.
std::string origin_text(const std::string& run, const std::string& stage) {
    if (run.empty()) return {};
    return "run " + run + (stage.empty() ? "" : ", stage " + stage);
}

std::vector<std::string> names_of(const ModelVersion& version, const AliasedVersions& aliases) {
    std::vector<std::string> names;
    for (const auto& [alias, held] : aliases)
        if (held.version == version.version) names.push_back(alias);
    return names;
}

TableCell version_cell(const ModelVersion& version) {
    return {version.version, version.deprecated ? Tone::faint : Tone::strong};
}

// What happened, without the model's name.
std::string change_text(const ModelEvent& event) {
    const std::string from = event.from_version.empty() ? "" : event.from_version + " -> ";
    switch (event.kind) {
        case Kind::registered:
            return event.version + " registered";
        case Kind::assigned:
            return event.alias + ": " + from + event.version;
        case Kind::unassigned:
            return event.alias + ": taken from " + event.version;
        case Kind::deprecated:
            return (event.version.empty() ? "the model" : event.version) + " deprecated";
    }
    return {};
}

Tone tone_of(Kind kind) {
    return kind == Kind::assigned ? Tone::good : kind == Kind::registered ? Tone::plain : Tone::caution;
}

bool are_of_several_models(const std::vector<ModelEvent>& events) {
    return std::any_of(events.begin(), events.end(),
                       [&](const ModelEvent& event) { return event.model != events.front().model; });
}

std::string approvals_text(const ModelEvent& event) {
    return event.approved_by.empty() ? "" : "approved by " + names_text(event.approved_by);
}

std::string details(const ModelEvent& event) {
    std::string text;
    for (const std::string& part : {event.why, approvals_text(event), origin_text(event.run, event.stage)})
        if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
    return text;
}

std::string interpreters_text(const ModelVersion& version) {
    std::string text;
    for (const auto& [interpreter, number] : version.interpreters)
        text += field("interpreter", interpreter + (number.empty() ? "" : " " + number));
    return text;
}

}  // namespace

std::string version_line(const ModelVersion& version) {
    std::string text = version.model + " " + version.version;
    if (version.known_artifact())
        text += " (" + version.artifact.path + ", " + text::format_bytes(version.artifact.reference.size) +
                ", " + digest_text(version) + ")";
    return printable(text);
}

std::string event_line(const ModelEvent& event) {
    if (event.kind == Kind::registered || event.kind == Kind::deprecated)
        return printable(event.version.empty() ? event.model + " deprecated"
                                               : event.model + " " + change_text(event));
    const std::string change = change_text(event);
    return printable(event.alias + " of " + event.model + change.substr(event.alias.size()));
}

std::string models_text(const std::vector<ModelOverview>& models, const TextStyle& style) {
    Table table({{"model", Align::left, true},
                 {"latest", Align::left, false},
                 {"versions", Align::right, false},
                 {"aliases", Align::left, true}});
    for (const ModelOverview& model : models) {
        std::string aliases;
        for (const auto& [alias, version] : model.aliases)
            aliases += (aliases.empty() ? "" : ", ") + alias + " " + version.version;
        table.add({TableCell(model.model, Tone::strong), TableCell(model.latest ? model.latest->version : ""),
                   TableCell(std::to_string(model.versions)), TableCell(aliases)});
    }
    return table.empty() ? "" : table.text(style);
}

std::string versions_text(const std::vector<ModelVersion>& versions, const AliasedVersions& aliases,
                          const TextStyle& style) {
    Table table({{"version", Align::left, false},
                 {"", Align::left, false},
                 {"registered", Align::left, false},
                 {"by", Align::left, true},
                 {"run", Align::left, false},
                 {"content", Align::left, false},
                 {"why", Align::left, true}});
    for (const ModelVersion& version : versions) {
        std::vector<std::string> state = names_of(version, aliases);
        if (version.deprecated) state.emplace_back("deprecated");
        table.add({version_cell(version), TableCell(names_text(state), Tone::good),
                   TableCell(format_time(version.registered_ns)), TableCell(version.by),
                   TableCell(version.run), TableCell(digest_text(version), Tone::faint),
                   TableCell(version.why)});
    }
    return table.empty() ? "" : table.text(style);
}

std::string version_text(const ModelVersion& version, const AliasedVersions& aliases,
                         const std::vector<ModelEvent>& events, const std::vector<std::string>& next,
                         const TextStyle& style) {
    std::string text = pad("model", label_columns) +
                       toned(printable(version.model + " " + version.version), Tone::strong, style.colour);
    if (version.deprecated) text += "  " + toned("deprecated", Tone::caution, style.colour);
    const std::vector<std::string> names = names_of(version, aliases);
    if (!names.empty()) text += "  " + toned(names_text(names), Tone::good, style.colour);
    text += "\n";
    if (version.known_artifact()) {
        const Reference& reference = version.artifact.reference;
        text +=
            field("content", version.artifact.path + (reference.type == ReferenceType::directory ? "/" : "") +
                                 ", " + text::format_bytes(reference.size));
        text += field("sha256", reference.digest.hex());
    } else {
        text += field("content", "not known: the tag was made by another tool");
    }
    text += field("why", version.why);
    text += field("registered", format_time(version.registered_ns) + " by " + version.by);
    text += field("pipeline", version.pipeline_file);
    text += field("made by", origin_text(version.run, version.stage));
    text += field("commit", version.commit) + field("tag", version.tag) + interpreters_text(version);
    text += list("metrics", metrics_text(version.metrics));
    text += list("parameters", parameters_text(version.parameters));
    text += list("data", artifacts_text(version.data));
    text += list("environment files", artifacts_text(version.environment));
    text += list("history", model_events_text(events, {}));
    std::string lines;
    for (const std::string& line : next) lines += printable(line) + "\n";
    return text + list("go on with", lines);
}

std::string model_events_text(const std::vector<ModelEvent>& events, const TextStyle& style) {
    const bool several = are_of_several_models(events);
    Table table({{"when", Align::left, false},
                 {"what", Align::left, false},
                 {"by", Align::left, true},
                 {"why", Align::left, true}});
    for (const ModelEvent& event : events)
        table.add({TableCell(format_time(event.when_ns), Tone::faint),
                   TableCell(several ? event_line(event) : change_text(event), tone_of(event.kind)),
                   TableCell(event.by), TableCell(details(event))});
    return table.empty() ? "" : table.text(style);
}

std::string aliases_text(const std::vector<AliasAt>& aliases, const TextStyle& style) {
    Table table({{"model", Align::left, true},
                 {"alias", Align::left, false},
                 {"version", Align::left, false},
                 {"since", Align::left, false},
                 {"by", Align::left, true},
                 {"why", Align::left, true}});
    for (const AliasAt& one : aliases)
        table.add({TableCell(one.model, Tone::strong), TableCell(one.alias), version_cell(one.version),
                   TableCell(format_time(one.since.when_ns), Tone::faint), TableCell(one.since.by),
                   TableCell(details(one.since))});
    return table.empty() ? "" : table.text(style);
}

}  // namespace mlpipe
