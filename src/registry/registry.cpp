#include "mlpipe/registry/registry.hpp"

#include <algorithm>
#include <cctype>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "registry_state.hpp"
#include "semantic_version.hpp"

namespace mlpipe {

namespace {

constexpr std::size_t least_digits = 4;

bool may_be_digest(const std::string& text) {
    return text.size() >= least_digits && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
               return std::isxdigit(letter) != 0;
           });
}

const ModelVersion* with_digest(const registry::ModelState& state, const std::string& written) {
    const std::string prefix = text::lower(written);
    const ModelVersion* found = nullptr;
    for (const ModelVersion& version : state.versions) {
        if (!version.known_artifact()) continue;
        const Digest& digest = version.artifact.reference.digest;
        if (!digest.hex().starts_with(prefix)) continue;
        if (found != nullptr && found->artifact.reference.digest != digest)
            throw Error(ErrorKind::usage, "the digest '" + prefix + "' is ambiguous: " + found->version +
                                              " and " + version.version + " begin so");
        found = &version;
    }
    return found;
}

const ModelVersion* latest(const registry::ModelState& state) {
    const auto found = std::find_if(state.versions.rbegin(), state.versions.rend(),
                                    [](const ModelVersion& version) { return !version.deprecated; });
    return found == state.versions.rend() ? nullptr : &*found;
}

const ModelVersion* find_in(const registry::ModelState& state, const std::string& which) {
    if (which.empty()) return latest(state);
    if (const auto version = registry::SemanticVersion::parse(which))
        if (const ModelVersion* found = state.version(version->text())) return found;
    const auto aliases = state.aliases(std::nullopt);
    if (const auto alias = aliases.find(which); alias != aliases.end()) return state.version(alias->second);
    return may_be_digest(which) ? with_digest(state, which) : nullptr;
}

bool is_indexed(const std::string& lineage_file, const Digest& tags) {
    try {
        return Lineage(lineage_file, Lineage::Mode::read_only).indexed_models() == tags;
    } catch (const Error&) {
        return false;  // an older database has no index yet
    }
}

}  // namespace

void Registry::State::read() {
    models = tags ? registry::read_models(*tags) : std::map<std::string, registry::ModelState>();
}

const registry::ModelState* Registry::State::model(const std::string& name) const {
    const auto found = models.find(name);
    return found == models.end() ? nullptr : &found->second;
}

const registry::ModelState& Registry::State::known_model(const std::string& name) const {
    if (const registry::ModelState* found = model(name)) return *found;
    std::vector<std::string> names;
    for (const auto& [known, state] : models) names.push_back(known);
    throw Error(ErrorKind::usage, "there is no model '" + path::printable(name) + "'" +
                                      text::did_you_mean(name, names) + "; " +
                                      where_to_look("'mlpipe model list' lists them"));
}

const ModelVersion& Registry::State::known_version(const std::string& name, const std::string& which) const {
    const registry::ModelState& state = known_model(name);
    if (const ModelVersion* found = find_in(state, which)) return *found;
    const std::string lists = "'mlpipe model list " + name + "' lists what it has";
    if (which.empty())
        throw Error(ErrorKind::usage,
                    "the model '" + name + "' has no version that is not deprecated; " + lists);
    throw Error(ErrorKind::usage, "the model '" + name + "' has no version, alias or digest '" +
                                      path::printable(which) + "'; " + where_to_look(lists));
}

std::string Registry::State::where_to_look(const std::string& where_all_is_here) const {
    const TagCompleteness completeness = tags ? tags->completeness() : TagCompleteness();
    if (completeness.complete) return where_all_is_here;
    return completeness.why + ", and may lack it; this fetches what is missing: " + completeness.fetch;
}

ModelVersion Registry::State::complete(ModelVersion version) const {
    if (tags)
        if (auto commit = tags->run_commit(version.run)) version.commit = std::move(*commit);
    return version;
}

Registry::Registry(std::unique_ptr<State> state) : state_(std::move(state)) {}
Registry::Registry(Registry&&) noexcept = default;
Registry& Registry::operator=(Registry&&) noexcept = default;
Registry::~Registry() = default;

Registry Registry::open(const RegistryPlace& place) {
    auto state =
        std::make_unique<State>(State{place, Tags::open(place.files, place.root, place.state_directory), {}});
    state->read();
    return Registry(std::move(state));
}

std::vector<std::string> Registry::models() const {
    std::vector<std::string> names;
    for (const auto& [name, state] : state_->models) names.push_back(name);
    return names;
}

std::vector<ModelVersion> Registry::versions(const std::string& model) const {
    std::vector<ModelVersion> found;
    if (const registry::ModelState* state = state_->model(model))
        for (const ModelVersion& version : state->versions) found.push_back(state_->complete(version));
    return found;
}

std::optional<ModelVersion> Registry::find(const std::string& model, const std::string& which) const {
    const registry::ModelState* state = state_->model(model);
    const ModelVersion* found = state != nullptr ? find_in(*state, which) : nullptr;
    return found != nullptr ? std::optional(state_->complete(*found)) : std::nullopt;
}

ModelVersion Registry::known(const std::string& model, const std::string& which) const {
    return state_->complete(state_->known_version(model, which));
}

std::optional<ModelVersion> Registry::alias(const std::string& model, const std::string& alias,
                                            std::optional<std::int64_t> at_ns) const {
    const auto all = aliases(model, at_ns);
    const auto found = all.find(alias);
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

std::map<std::string, ModelVersion> Registry::aliases(const std::string& model,
                                                      std::optional<std::int64_t> at_ns) const {
    std::map<std::string, ModelVersion> found;
    if (const registry::ModelState* state = state_->model(model))
        for (const auto& [alias, version] : state->aliases(at_ns))
            found.emplace(alias, state_->complete(*state->version(version)));
    return found;
}

std::vector<ModelEvent> Registry::history(const std::string& model) const {
    const registry::ModelState* state = state_->model(model);
    return state != nullptr ? state->events : std::vector<ModelEvent>();
}

std::optional<ModelEvent> Registry::last_move(const std::string& model, const std::string& alias,
                                              std::optional<std::int64_t> at_ns) const {
    std::optional<ModelEvent> last;
    for (const ModelEvent& event : history(model))
        if (event.kind == ModelEvent::Kind::assigned && event.alias == alias &&
            (!at_ns || event.when_ns <= *at_ns))
            last = event;
    return last;
}

std::optional<ModelEvent> Registry::event_with_tag(const std::string& tag) const {
    for (const auto& [name, model] : state_->models)
        for (const ModelEvent& event : model.events)
            if (event.tag == tag) return event;
    return std::nullopt;
}

std::vector<ModelEvent> Registry::events_of_run(const std::string& run) const {
    std::vector<ModelEvent> found;
    for (const auto& [name, model] : state_->models)
        for (const ModelEvent& event : model.events) {
            const bool registered = event.kind == ModelEvent::Kind::registered;
            const ModelVersion* version = registered ? model.version(event.version) : nullptr;
            if (event.run == run || (version != nullptr && version->run == run)) found.push_back(event);
        }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& left, const auto& right) { return left.when_ns < right.when_ns; });
    return found;
}

std::vector<Reference> Registry::contents() const {
    std::vector<Reference> found;
    for (const auto& [name, model] : state_->models)
        for (const ModelVersion& version : model.versions)
            if (version.known_artifact()) found.push_back(version.artifact.reference);
    return found;
}

void Registry::check_model(const std::string& model) const {
    state_->known_model(model);
}

void Registry::check_writable(const std::string& model) const {
    state_->check_writable(model);
}

TagCompleteness Registry::completeness() const {
    return state_->tags ? state_->tags->completeness() : TagCompleteness();
}

void Registry::update_index() const {
    const RegistryPlace& place = state_->place;
    if (!state_->tags || !place.files.stat(place.lineage_file)) return;
    std::string text;
    for (const auto& [name, id] : state_->tags->names())
        if (registry::TagName::parse(name)) text += id + " " + name + "\n";
    const Digest tags = sha256(text);
    if (is_indexed(place.lineage_file, tags)) return;
    std::vector<ModelVersion> versions;
    std::vector<ModelEvent> events;
    for (const auto& [name, model] : state_->models) {
        for (const ModelVersion& version : model.versions) versions.push_back(state_->complete(version));
        events.insert(events.end(), model.events.begin(), model.events.end());
    }
    Lineage lineage(place.lineage_file, Lineage::Mode::read_write);
    lineage.index_models(tags, versions, events);
}

}  // namespace mlpipe
