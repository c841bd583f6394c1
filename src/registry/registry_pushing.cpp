// Events on their way to a remote, and back where somebody was faster.
#include <algorithm>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/git/git_remote.hpp"
#include "registry_state.hpp"

namespace mlpipe {

namespace {

using Kind = ModelEvent::Kind;

// The remote's events of these models instead of ours.
void take_back(Tags& tags, const std::string& remote, const std::vector<std::string>& ours,
               const std::vector<std::string>& taken) {
    for (const auto* names : {&ours, &taken})
        for (const std::string& tag : *names) tags.remove(tag);
    for (const std::string& tag : taken) {
        const std::string model = tag.substr(0, tag.find_first_of("@#"));
        tags.fetch(remote, model + "@");
        tags.fetch(remote, model + "#");
    }
}

std::string as_sentence(const ModelEvent& event) {
    std::string text;
    switch (event.kind) {
        case Kind::registered:
            text = event.version + " was registered";
            break;
        case Kind::assigned:
            text = "'" + event.alias + "' was moved to " + event.version;
            break;
        case Kind::unassigned:
            text = "'" + event.alias + "' was taken from " + event.version;
            break;
        case Kind::deprecated:
            text = (event.version.empty() ? event.model : event.version) + " was deprecated";
            break;
    }
    return text + " by " + event.by + " at " + format_time(event.when_ns);
}

std::vector<std::string> push_or_say_what_stays(Tags& tags, const std::string& remote,
                                                const std::vector<std::string>& names) {
    try {
        return tags.push(remote, names);
    } catch (const Error& error) {
        throw Error(error.kind(),
                    error.what() + std::string("\nWhat was done stands here, and not there yet; the same "
                                               "command again pushes it"));
    }
}

}  // namespace

std::string Registry::remote_to_push_to(const std::string& remote) const {
    if (!remote.empty()) return remote;
    const RegistryPlace& place = state_->place;
    const auto found = default_git_remote(place.files, place.root, place.state_directory);
    if (!found)
        throw Error(ErrorKind::usage,
                    "there is no git remote to push to; 'git remote add origin URL' adds one, and "
                    "--push=REMOTE names one of several");
    return *found;
}

void Registry::push(const std::string& remote, const std::vector<std::string>& names) {
    State& state = *state_;
    if (names.empty()) return;
    if (state.place.replay) state.check_writable("");
    const std::string to = remote_to_push_to(remote);
    Tags& tags = state.tags_to_write();
    // What a version's alias is worth elsewhere: its version goes along.
    std::vector<std::string> pushed = names;
    for (const std::string& tag : names) {
        const auto event = event_with_tag(tag);
        const ModelVersion* version =
            event ? state.known_model(event->model).version(event->version) : nullptr;
        if (version != nullptr && std::find(pushed.begin(), pushed.end(), version->tag) == pushed.end())
            pushed.push_back(version->tag);
    }
    const std::vector<std::string> taken = push_or_say_what_stays(tags, to, pushed);
    if (taken.empty()) return;
    take_back(tags, to, names, taken);
    state.read();
    std::string message = "somebody else was faster at '" + to + "': ";
    for (const std::string& tag : taken) {
        const auto event = event_with_tag(tag);
        message += (event ? as_sentence(*event) + " (" + tag + ")" : "'" + tag + "' is there") + "; ";
    }
    throw Error(ErrorKind::failed,
                message +
                    "what you did was taken back, and theirs is here now: look at it with 'mlpipe model "
                    "history', and do it again if it is still right");
}

}  // namespace mlpipe
