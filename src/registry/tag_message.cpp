#include "tag_message.hpp"

#include <algorithm>
#include <optional>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::registry {

namespace {

constexpr int message_format = 1;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t latest_date_s = 10;

std::string subject(const ModelEvent& event) {
    switch (event.kind) {
        case ModelEvent::Kind::registered:
            return "Register " + event.model + " " + event.version;
        case ModelEvent::Kind::assigned:
            return "Move " + event.alias + " of " + event.model + " to " + event.version +
                   (event.from_version.empty() ? "" : ", from " + event.from_version);
        case ModelEvent::Kind::unassigned:
            return "Take " + event.alias + " of " + event.model + " from " + event.version;
        case ModelEvent::Kind::deprecated:
            return "Deprecate " + event.model + (event.version.empty() ? "" : " " + event.version);
    }
    return "";
}

// The JSON line, where there is one that this mlpipe understands.
std::optional<Value> document_in(const std::string& message) {
    for (const std::string& line : text::split_lines(message)) {
        if (!line.starts_with("{\"")) continue;
        try {
            Value document = parse_json(line, "tag");
            const Value* format = document.find("format");
            if (format != nullptr && *format == Value(message_format)) return document;
        } catch (const Error&) {
            // Another tool's text may begin so, too.
        }
    }
    return std::nullopt;
}

std::string text_at(const Value& document, const char* name) {
    const Value* value = document.find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : "";
}

std::vector<std::string> texts_at(const Value& document, const char* name) {
    std::vector<std::string> texts;
    const Value* value = document.find(name);
    if (value == nullptr || value->as_list() == nullptr) return texts;
    for (const Value& item : *value->as_list())
        if (item.as_string() != nullptr) texts.push_back(*item.as_string());
    return texts;
}

void add_recorded(const Value& document, ModelVersion& version) {
    try {
        ModelVersion recorded = parse_recorded_version(document);
        recorded.model = version.model;
        recorded.version = version.version;
        version = std::move(recorded);
    } catch (const Error&) {
        // Of a tag that is damaged, or of a newer mlpipe, the name and the commit remain.
    }
}

// A tag's date has whole seconds, and may be late; the message knows more of it, and is believed as far as it agrees.
std::int64_t when_ns(const AnnotatedTag& tag, const std::string& said) {
    const auto exact = parse_time(said);
    const std::int64_t late_s = exact ? tag.when_s - *exact / second_ns : -1;
    return late_s >= 0 && late_s <= latest_date_s ? *exact : tag.when_s * second_ns;
}

std::string person(const AnnotatedTag& tag) {
    return tag.tagger_email.empty() ? tag.tagger_name : tag.tagger_name + " <" + tag.tagger_email + ">";
}

}  // namespace

std::string tag_message(const ModelEvent& event, const ModelVersion* version) {
    Value document;
    if (version != nullptr) {
        document = recorded_value(*version);
    } else {
        document.set("model", event.model);
        if (!event.version.empty()) document.set("version", event.version);
        if (!event.alias.empty()) document.set("alias", event.alias);
        if (!event.alias.empty() && !event.from_version.empty()) document.set("from", event.from_version);
    }
    document.set("format", message_format);
    document.set("event", to_string(event.kind));
    document.set("when", format_time(event.when_ns));
    if (!event.why.empty()) document.set("why", event.why);
    if (!event.approved_by.empty())
        document.set("approved_by", Value::List(event.approved_by.begin(), event.approved_by.end()));
    Value::Map caller;
    if (!event.run.empty()) caller.emplace_back("run", event.run);
    if (!event.stage.empty()) caller.emplace_back("stage", event.stage);
    if (!caller.empty()) document.set("caller", std::move(caller));
    std::string message = subject(event) + "\n\n";
    return message + canonical_json(document) + "\n";
}

std::int64_t date_for_tag(std::int64_t when_ns, std::int64_t latest_s) {
    return std::max(when_ns / second_ns, latest_s + 1);
}

TaggedEvent event_of(const TagName& name, const AnnotatedTag& tag) {
    TaggedEvent tagged;
    ModelEvent& event = tagged.event;
    event.kind = name.kind;
    event.model = name.model;
    event.version = name.version;
    event.alias = name.alias;
    event.by = person(tag);
    event.tag = tag.name;
    event.when_ns = tag.when_s * second_ns;
    tagged.commit = tag.commit;
    tagged.number = name.number;
    tagged.when_s = tag.when_s;
    tagged.version.model = name.model;
    tagged.version.version = name.version;
    if (const auto document = document_in(tag.message)) {
        event.when_ns = when_ns(tag, text_at(*document, "when"));
        event.why = text_at(*document, "why");
        if (event.version.empty()) event.version = text_at(*document, "version");
        event.from_version = text_at(*document, "from");
        event.approved_by = texts_at(*document, "approved_by");
        if (const Value* caller = document->find("caller")) {
            event.run = text_at(*caller, "run");
            event.stage = text_at(*caller, "stage");
        }
        if (name.kind == ModelEvent::Kind::registered) add_recorded(*document, tagged.version);
    } else {
        event.why = tag.message.substr(0, tag.message.find('\n'));
    }
    tagged.version.by = event.by;
    tagged.version.registered_ns = event.when_ns;
    tagged.version.why = event.why;
    tagged.version.tag = tag.name;
    tagged.version.commit = tag.commit;
    return tagged;
}

}  // namespace mlpipe::registry
