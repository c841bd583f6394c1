// Events that happen here: tags that are made.
#include <algorithm>
#include <chrono>
#include <thread>

#include "approvals.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "registry_state.hpp"
#include "semantic_version.hpp"
#include "version_details.hpp"

namespace mlpipe {

namespace {

using Kind = ModelEvent::Kind;
using registry::ModelState;
using registry::SemanticVersion;
using registry::TagName;

constexpr std::int64_t second_ns = 1'000'000'000, millisecond_ns = 1'000'000;
// GTO begins with it, too.
constexpr const char* first_version = "v0.0.1";

// A run records what its stages have done a moment after the next have begun.
constexpr std::chrono::milliseconds between_looks(20);
constexpr std::chrono::seconds longest_wait(2);

bool others_are_being_recorded(Lineage& lineage, const RegistryPlace& place) {
    const auto run = lineage.run(place.run);
    return run &&
           std::any_of(run->executions.begin(), run->executions.end(), [&](const Execution& execution) {
               return execution.status == ExecutionStatus::running && execution.stage != place.stage;
           });
}

// JSON carries UTF-8 only.
std::string as_text(const std::string& bytes) {
    return path::is_utf8(bytes) ? bytes : path::printable(bytes);
}

void describe_by_lineage(const RegistryPlace& place, ModelVersion& version) {
    if (!place.files.stat(place.lineage_file)) return;
    Lineage lineage(place.lineage_file, Lineage::Mode::read_only);
    const auto end = std::chrono::steady_clock::now() + longest_wait;
    while (!place.run.empty() && std::chrono::steady_clock::now() < end &&
           others_are_being_recorded(lineage, place))
        std::this_thread::sleep_for(between_looks);
    registry::describe(lineage, version);
}

std::string next_version(const ModelState* state, const NewVersion& wanted) {
    if (!wanted.version.empty()) {
        const auto parsed = SemanticVersion::parse(wanted.version);
        if (!parsed)
            throw Error(ErrorKind::usage, "'" + path::printable(wanted.version) +
                                              "' is no version: it takes the form of v1.2.0 (semver.org)");
        return parsed->text();
    }
    if (state == nullptr || state->versions.empty()) return first_version;
    return SemanticVersion::parse(state->versions.back().version)->next(wanted.part).text();
}

// GTO knows a version by its commit, so that each needs one of its own.
std::string commit_for(Tags& tags, const ModelState* state, const ModelVersion& version,
                       std::int64_t when_s) {
    const auto is_free = [&](const std::optional<std::string>& commit) {
        if (!commit) return false;
        return state == nullptr || std::none_of(state->commits.begin(), state->commits.end(),
                                                [&](const auto& one) { return one.second == *commit; });
    };
    const auto run = tags.run_commit(version.run);
    if (is_free(run)) return *run;
    const auto head = tags.head();
    if (!run && is_free(head)) return *head;
    return tags.commit_for_tag(run ? run : head, "Version " + version.version + " of " + version.model,
                               when_s);
}

const ModelVersion* with_content(const ModelState* state, const Reference& reference) {
    if (state == nullptr) return nullptr;
    for (const ModelVersion& version : state->versions)
        if (version.known_artifact() && !version.deprecated &&
            version.artifact.reference.same_content(reference))
            return &version;
    return nullptr;
}

}  // namespace

Tags& Registry::State::tags_to_write() {
    if (!tags) tags = Tags::open(place.files, place.root, place.state_directory, true);
    return *tags;
}

void Registry::State::check_writable(const std::string& name) const {
    if (place.replay)
        throw Error(
            ErrorKind::usage,
            "replays never change the registry of models (MLPIPE_REPLAY is set): this is the repetition of "
            "a past run");
    if (!is_model_name(name))
        throw Error(ErrorKind::usage,
                    "'" + path::printable(name) +
                        "' is no name of a model: letters, digits, '-', '_' and '/', and a letter "
                        "or digit at both ends");
}

ModelEvent Registry::State::new_event(Kind kind, const std::string& name) const {
    ModelEvent event;
    event.kind = kind;
    event.model = name;
    event.run = place.run;
    event.stage = place.stage;
    event.by = tags->user_name() + " <" + tags->user_email() + ">";
    // To the millisecond, as it is written. A clock that is behind another one's must not change the order.
    event.when_ns = place.clock.now_ns() / millisecond_ns * millisecond_ns;
    if (const ModelState* known = model(name); known != nullptr && !known->events.empty())
        event.when_ns = std::max(event.when_ns, known->events.back().when_ns + millisecond_ns);
    return event;
}

std::int64_t Registry::State::date_for_tag(const ModelEvent& event) const {
    const ModelState* known = model(event.model);
    if (known == nullptr || !known->dates.contains(event.alias)) return event.when_ns / second_ns;
    return registry::date_for_tag(event.when_ns, known->dates.at(event.alias));
}

void Registry::State::add(const ModelEvent& event, const TagName& name, const std::string& commit,
                          const ModelVersion* version) {
    tags->create({name.text(), commit, registry::tag_message(event, version), date_for_tag(event)});
    read();
}

Registry::Registered Registry::register_version(const NewVersion& wanted) {
    State& state = *state_;
    state.check_writable(wanted.model);
    Tags& tags = state.tags_to_write();
    const ModelState* known = state.model(wanted.model);
    if (const ModelVersion* there = with_content(known, wanted.artifact.reference)) {
        if (!wanted.version.empty() && next_version(known, wanted) != there->version)
            throw Error(ErrorKind::usage, "this content is registered as " + wanted.model + " " +
                                              there->version + " already; deprecate that first");
        return {state.complete(*there), false};
    }
    ModelVersion version;
    version.model = wanted.model;
    version.version = next_version(known, wanted);
    if (known != nullptr && known->version(version.version) != nullptr)
        throw Error(ErrorKind::usage, wanted.model + " " + version.version +
                                          " is another content already; a version is never rewritten");
    version.artifact = wanted.artifact;
    version.artifact.path = registry::seen_from(wanted.artifact.path, wanted.pipeline_file, "");
    version.why = as_text(wanted.why);
    describe_by_lineage(state.place, version);
    if (version.run.empty() && !wanted.pipeline_file.empty()) {
        version.artifact.path = wanted.artifact.path;
        version.pipeline_file = wanted.pipeline_file;
    }
    ModelEvent event = state.new_event(Kind::registered, wanted.model);
    event.version = version.version;
    event.why = version.why;
    const std::string commit = commit_for(tags, known, version, event.when_ns / second_ns);
    TagName name;
    name.model = wanted.model;
    name.version = version.version;
    state.add(event, name, commit, &version);
    return {state.complete(*state.model(wanted.model)->version(version.version)), true};
}

Registry::State::Assignment Registry::State::plan_assignment(const std::string& name,
                                                             const std::string& alias,
                                                             const std::string& which) const {
    check_writable(name);
    if (!registry::is_alias_name(alias) || SemanticVersion::parse(alias))
        throw Error(ErrorKind::usage,
                    "'" + path::printable(alias) +
                        "' is no name of an alias: letters, digits, '-', '_' and '/', and a "
                        "letter or digit at both ends");
    const ModelVersion version = known_version(name, which);
    const auto aliases = known_model(name).aliases(std::nullopt);
    const auto now = aliases.find(alias);
    Assignment assignment{version.version, now == aliases.end() ? "" : now->second, {}};
    if (!assignment.changes()) return assignment;
    if (version.deprecated) throw Error(ErrorKind::usage, name + " " + version.version + " is deprecated");
    if (const auto needed = place.approvals.find(alias); needed != place.approvals.end())
        assignment.approved_by = registry::require_approvals(place, complete(version), alias, needed->second);
    return assignment;
}

void Registry::check_assign(const std::string& model, const std::string& alias,
                            const std::string& version) const {
    state_->plan_assignment(model, alias, version);
}

std::optional<ModelEvent> Registry::assign(const std::string& model, const std::string& alias,
                                           const std::string& which, const std::string& why) {
    State& state = *state_;
    const State::Assignment assignment = state.plan_assignment(model, alias, which);
    if (!assignment.changes()) return std::nullopt;
    const ModelState& known = state.known_model(model);
    ModelEvent event = state.new_event(Kind::assigned, model);
    event.version = assignment.version;
    event.alias = alias;
    event.from_version = assignment.from_version;
    event.why = as_text(why);
    for (const std::string& person : assignment.approved_by) event.approved_by.push_back(as_text(person));
    TagName name;
    name.kind = Kind::assigned;
    name.model = model;
    name.alias = alias;
    // Of one alias the numbers only grow: who moves it without knowing of another move takes the same number,
    // and the second push is refused.
    for (const TagName& other : known.names)
        if (other.alias == alias) name.number = std::max(name.number, other.number);
    ++name.number;
    state.add(event, name, known.commits.at(assignment.version), nullptr);
    return event_with_tag(name.text());
}

std::optional<ModelEvent> Registry::deprecate(const std::string& model, const std::string& which,
                                              const std::string& why) {
    State& state = *state_;
    state.check_writable(model);
    const ModelVersion version = state.known_version(model, which);
    if (version.deprecated) return std::nullopt;
    const ModelState& known = state.known_model(model);
    for (const auto& [alias, held] : known.aliases(std::nullopt))
        if (held == version.version)
            throw Error(ErrorKind::usage, model + " " + version.version + " is '" + alias +
                                              "'; move that alias to another version first");
    ModelEvent event = state.new_event(Kind::deprecated, model);
    event.version = version.version;
    event.why = as_text(why);
    TagName name;
    name.kind = Kind::deprecated;
    name.model = model;
    name.version = version.version;
    state.add(event, name, known.commits.at(version.version), nullptr);
    return event_with_tag(name.text());
}

}  // namespace mlpipe
