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

const ModelVersion* with_digest(const registry::ModelState& state, std::string prefix) {
    for (char& letter : prefix) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
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
    std::string message =
        "there is no model '" + path::printable(name) + "'" + text::did_you_mean(name, names);
    if (const TagCompleteness completeness = tags ? tags->completeness() : TagCompleteness();
        !completeness.complete)
        message += "; " + completeness.why + ", and may lack it: " + completeness.fetch;
    else
        message += "; 'mlpipe model list' lists them";
    throw Error(ErrorKind::usage, message);
}

const ModelVersion& Registry::State::known_version(const std::string& name, const std::string& which) const {
    const registry::ModelState& state = known_model(name);
    if (const ModelVersion* found = find_in(state, which)) return *found;
    throw Error(ErrorKind::usage, "the model '" + name + "' has no version, alias or digest '" +
                                      path::printable(which) + "'; 'mlpipe model list " + name +
                                      "' lists what it has");
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

TagCompleteness Registry::completeness() const {
    return state_->tags ? state_->tags->completeness() : TagCompleteness();
}

void Registry::update_index() const {
    const RegistryPlace& place = state_->place;
    if (!state_->tags || !place.files.stat(place.lineage_file)) return;
    std::string text;
    std::vector<ModelVersion> versions;
    std::vector<ModelEvent> events;
    for (const auto& [name, model] : state_->models) {
        for (const ModelVersion& version : model.versions) versions.push_back(state_->complete(version));
        events.insert(events.end(), model.events.begin(), model.events.end());
    }
    for (const auto& [name, id] : state_->tags->names())
        if (registry::TagName::parse(name)) text += id + " " + name + "\n";
    const Digest tags = sha256(text);
    Lineage lineage(place.lineage_file, Lineage::Mode::read_write);
    if (lineage.indexed_models() != tags) lineage.index_models(tags, versions, events);
}

}  // namespace mlpipe
