#include "live_model.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/registry/releases.hpp"

namespace mlpipe::watch {
namespace {

constexpr const char* alias = "production";

std::string model_meant(const ModelQuestion& question, const std::vector<std::string>& models) {
    if (!question.model.empty()) return question.model;
    if (models.size() == 1) return models.front();
    const bool named =
        models.empty() || std::find(models.begin(), models.end(), question.pipeline_name) != models.end();
    if (named && is_model_name(question.pipeline_name)) return question.pipeline_name;
    return "";
}

// Whether there are releases.
bool fill_from_releases(LiveModel& live, const RegistryPlace& place, const ModelQuestion& question) {
    const Releases releases(place.files, question.releases, live.model);
    const ReleaseState state = releases.state();
    const auto current = releases.current();
    if (state.good.empty() && !current) return false;
    if (current) {
        const auto content = releases.content(*current);
        live.version = content ? content->version : current->hex();
        if (const Release* good = state.find(*current)) live.since_ns = good->since_ns;
    }
    if (const Release* before = state.good_before(current)) {
        live.last_good = before->content.version;
        live.rollback = "mlpipe model rollback " + text::shell_quoted(live.model) +
                        (question.elsewhere ? " --to " + text::shell_quoted(question.releases) : "");
    }
    return true;
}

void fill_from_registry(LiveModel& live, const Registry& registry) {
    const auto version = registry.alias(live.model, alias);
    if (!version) return;
    live.version = version->version;
    const auto moved = registry.last_move(live.model, alias);
    if (!moved) return;
    live.since_ns = moved->when_ns;
    live.last_good = moved->from_version;
    if (!live.last_good.empty())
        live.rollback = "mlpipe model promote " + text::shell_quoted(live.model + "@" + live.last_good);
}

}  // namespace

LiveModel find_live_model(const RegistryPlace& place, const ModelQuestion& question) {
    LiveModel live;
    live.directory = place.root;
    try {
        const Registry registry = Registry::open(place);
        const std::vector<std::string> models = registry.models();
        live.model = model_meant(question, models);
        if (live.model.empty())
            live.note =
                "several models are registered, and none is called as the pipeline is: --model says "
                "which one is watched";
        else if (!fill_from_releases(live, place, question))
            fill_from_registry(live, registry);
    } catch (const Error& error) {
        live.note = std::string("what is live could not be looked up: ") + error.what();
    }
    return live;
}

}  // namespace mlpipe::watch
