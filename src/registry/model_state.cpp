#include "model_state.hpp"

#include <algorithm>
#include <tuple>

#include "semantic_version.hpp"

namespace mlpipe::registry {

namespace {

using Kind = ModelEvent::Kind;

constexpr std::int64_t millisecond_ns = 1'000'000;

bool happened_before(const TaggedEvent& left, const TaggedEvent& right) {
    // Within one second GTO's tags are told apart by what can only come after what, and by their numbers.
    return std::tuple(left.event.when_ns, left.event.kind, left.number) <
           std::tuple(right.event.when_ns, right.event.kind, right.number);
}

void add_version(ModelState& state, ModelVersion version) {
    if (!state.commits.emplace(version.version, version.commit).second) return;
    state.versions.push_back(std::move(version));
}

// A tag of GTO's says the version by the commit that it points to.
std::string version_at(const ModelState& state, const std::map<std::string, std::string>& by_commit,
                       const TaggedEvent& tagged) {
    if (state.version(tagged.event.version) != nullptr) return tagged.event.version;
    const auto found = by_commit.find(tagged.commit);
    return found == by_commit.end() ? "" : found->second;
}

// Of one alias the numbers only grow, whatever clocks said: what has a higher one came later.
void order_by_numbers(std::vector<TaggedEvent>& tagged) {
    std::map<std::pair<std::string, std::uint64_t>, ModelEvent*> moves;
    for (TaggedEvent& one : tagged)
        if (!one.event.alias.empty() && one.number > 0) moves[{one.event.alias, one.number}] = &one.event;
    const ModelEvent* before = nullptr;
    for (const auto& [key, event] : moves) {
        if (before != nullptr && before->alias == event->alias && event->when_ns <= before->when_ns)
            event->when_ns = before->when_ns + millisecond_ns;
        before = event;
    }
}

void settle(ModelState& state, std::vector<TaggedEvent> tagged) {
    order_by_numbers(tagged);
    std::sort(tagged.begin(), tagged.end(), happened_before);
    std::map<std::string, std::string> by_commit;
    for (TaggedEvent& one : tagged) {
        if (one.event.kind != Kind::registered) continue;
        by_commit.emplace(one.commit, one.event.version);
        add_version(state, std::move(one.version));
    }
    std::map<std::string, std::string> aliases;
    for (TaggedEvent& one : tagged) {
        ModelEvent& event = one.event;
        if (event.kind == Kind::assigned || event.kind == Kind::unassigned) {
            std::int64_t& latest_s = state.dates[event.alias];
            latest_s = std::max(latest_s, one.when_s);
            event.version = version_at(state, by_commit, one);
            if (event.version.empty()) continue;
            std::string& now = aliases[event.alias];
            if (event.from_version.empty()) event.from_version = now;
            if (event.kind == Kind::assigned) now = event.version;
        }
        if (event.kind == Kind::deprecated)
            for (ModelVersion& version : state.versions)
                if (event.version.empty() || version.version == event.version) version.deprecated = true;
        state.events.push_back(std::move(event));
    }
    std::sort(state.versions.begin(), state.versions.end(), [](const auto& left, const auto& right) {
        return is_lower(*SemanticVersion::parse(left.version), *SemanticVersion::parse(right.version));
    });
}

}  // namespace

const ModelVersion* ModelState::version(const std::string& name) const {
    const auto found = std::find_if(versions.begin(), versions.end(),
                                    [&](const ModelVersion& one) { return one.version == name; });
    return found == versions.end() ? nullptr : &*found;
}

std::map<std::string, std::string> ModelState::aliases(std::optional<std::int64_t> at_ns) const {
    std::map<std::string, std::string> found;
    for (const ModelEvent& event : events) {
        if (at_ns && event.when_ns > *at_ns) break;
        if (event.kind == Kind::assigned) found[event.alias] = event.version;
        if (event.kind != Kind::unassigned) continue;
        const auto held = found.find(event.alias);
        if (held != found.end() && held->second == event.version) found.erase(held);
    }
    return found;
}

std::map<std::string, ModelState> read_models(const Tags& tags) {
    std::map<std::string, ModelState> models;
    std::map<std::string, std::vector<TaggedEvent>> tagged;
    for (const AnnotatedTag& tag :
         tags.list([](std::string_view name) { return TagName::parse(name).has_value(); })) {
        const TagName name = *TagName::parse(tag.name);
        models[name.model].names.push_back(name);
        tagged[name.model].push_back(event_of(name, tag));
    }
    for (auto& [model, events] : tagged) settle(models.at(model), std::move(events));
    return models;
}

}  // namespace mlpipe::registry
