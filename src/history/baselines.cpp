#include "mlpipe/history/baselines.hpp"

#include <mutex>
#include <string_view>

#include "mlpipe/base/path.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/lineage/lineage.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view run_prefix = "run:";

Baseline unknown(std::string reason) {
    Baseline baseline;
    baseline.reason = std::move(reason);
    return baseline;
}

std::optional<std::string> last_success(Revisions& revisions) {
    if (revisions.lineage() == nullptr) return std::nullopt;
    RunFilter filter;
    filter.status = RunStatus::succeeded;
    filter.limit = 1;
    const auto runs = revisions.lineage()->runs(filter);
    return runs.empty() ? std::nullopt : std::optional(runs.front().id);
}

// In a CI job the branches of others are known by their remote alone.
std::optional<Revision> find_revision(Revisions& revisions, const std::string& name) {
    if (auto revision = revisions.find_if_any(name)) return revision;
    return revisions.find_if_any("origin/" + name);
}

}  // namespace

struct Baselines::State {
    State(FileSystem& files, Project known) : project(std::move(known)), revisions(files, project) {}

    std::mutex mutex;
    const Project project;
    Revisions revisions;
};

Baselines::Baselines(FileSystem& files, Project project)
    : state_(std::make_shared<State>(files, std::move(project))) {}

Baselines::~Baselines() = default;

Baseline Baselines::find(const std::string& name, const std::string& stage) {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    Revisions& revisions = state_->revisions;
    std::string wanted = name.starts_with(run_prefix) ? name.substr(run_prefix.size()) : name;
    const std::string shown = "'" + path::printable(wanted) + "'";
    if (wanted.empty() || wanted == "workspace")
        return unknown("the working tree is no baseline; name a run, a branch or a commit");
    if (wanted == "latest") {
        const auto run = last_success(revisions);
        if (!run) return unknown("no run has succeeded here yet");
        wanted = *run;
    }
    const auto revision = find_revision(revisions, wanted);
    if (!revision)
        return unknown(shown +
                       " is no run, branch or commit that is known here; 'git fetch --unshallow --tags' or "
                       "'mlpipe pull --runs' may bring it");
    Baseline baseline;
    baseline.outcome = Baseline::Outcome::found;
    if (revision->run) baseline.identity.run = revision->run->id;
    baseline.identity.commit = revision->commit.value_or("");
    baseline.metrics = revisions.metrics(*revision);
    if (const auto record = revision->stages.find(stage); record != revision->stages.end())
        baseline.data = record->second.inputs.dependencies;
    baseline.read = [state = state_, kept = *revision](const std::string& path) {
        const std::lock_guard<std::mutex> reading(state->mutex);
        return state->revisions.read(kept, path);
    };
    return baseline;
}

}  // namespace mlpipe
