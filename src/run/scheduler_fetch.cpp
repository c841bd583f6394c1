// `run --pull`: a stage that would run is looked for at the remote first, on another thread, and judged again.
#include <algorithm>

#include "scheduler.hpp"

namespace mlpipe {

std::optional<Fetcher::Request> Scheduler::fetch_request(StageId stage, const Observation& observation,
                                                         const Judgement& judgement) const {
    if (fetcher_ == nullptr || fetched_[stage] || stopped_) return std::nullopt;
    Fetcher::Request request;
    const StageRecord* lock = workspace_.judge.lock_entry(name(stage), observation.key);
    if (judgement.known_success_would_do) {
        // What is frozen is taken as the lock has it, whatever its inputs are now.
        const bool frozen = workspace_.planned.pipeline.stages[stage].frozen;
        if (!frozen) request.key = observation.key;
        if (lock != nullptr && (frozen || lock->key == observation.key)) request.lock = *lock;
    }
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        if (observation.outputs[i])
            request.in_place.push_back(
                {observation.inputs.outputs[i].path, observation.outputs[i]->reference});
    }
    for (const std::string& path : observation.expected) {
        const Reference& reference = expected_.at(path);
        if (!workspace_.store.has_all(reference)) request.contents.push_back(reference);
    }
    if (!request.key && !request.lock && request.contents.empty()) return std::nullopt;
    return request;
}

void Scheduler::fetch(StageId stage, Observation observation, Fetcher::Request request) {
    fetched_[stage] = true;
    ++observing_;
    auto kept = std::make_shared<Observation>(std::move(observation));
    fetcher_->submit(std::move(request), [this, stage, kept](std::vector<std::string> warnings) {
        mailbox_.send(Fetched{stage, std::move(*kept), std::move(warnings)});
    });
}

void Scheduler::on(Fetched& message) {
    --observing_;
    for (std::string& warning : message.warnings) warn(name(message.stage), std::move(warning));
    judge(message.stage, std::move(message.observation));
}

}  // namespace mlpipe
