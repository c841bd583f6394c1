#include "bisection.hpp"

#include <algorithm>

namespace mlpipe {

Bisection::Bisection(const std::vector<CommitNode>& commits, const std::string& bad)
    : commits_(commits), candidate_(commits.size(), false), skipped_(commits.size(), false) {
    for (Index i = 0; i < commits_.size(); ++i) places_.emplace(commits_[i].id, i);
    bad_ = places_.at(bad);
    candidate_.assign(commits_.size(), true);
    mark_bad(bad);
}

std::size_t Bisection::reach(Index commit, std::vector<bool>& reached) const {
    reached.assign(commits_.size(), false);
    std::vector<Index> waiting{commit};
    reached[commit] = true;
    std::size_t count = 0;
    while (!waiting.empty()) {
        const Index at = waiting.back();
        waiting.pop_back();
        ++count;
        for (const std::string& parent : commits_[at].parents) {
            const auto found = places_.find(parent);
            if (found == places_.end() || !candidate_[found->second] || reached[found->second]) continue;
            reached[found->second] = true;
            waiting.push_back(found->second);
        }
    }
    return count;
}

void Bisection::mark_good(const std::string& commit) {
    std::vector<bool> reached;
    reach(places_.at(commit), reached);
    for (Index i = 0; i < commits_.size(); ++i) candidate_[i] = candidate_[i] && !reached[i];
}

void Bisection::mark_bad(const std::string& commit) {
    bad_ = places_.at(commit);
    std::vector<bool> reached;
    reach(bad_, reached);
    for (Index i = 0; i < commits_.size(); ++i) candidate_[i] = candidate_[i] && reached[i];
}

void Bisection::skip(const std::string& commit) {
    skipped_[places_.at(commit)] = true;
}

std::optional<std::string> Bisection::next() const {
    const auto left = static_cast<std::size_t>(std::count(candidate_.begin(), candidate_.end(), true));
    std::optional<Index> best;
    std::size_t best_gain = 0;
    std::vector<bool> reached;
    for (Index i = 0; i < commits_.size(); ++i) {
        if (!candidate_[i] || skipped_[i] || i == bad_) continue;
        const std::size_t below = reach(i, reached);
        const std::size_t gain = std::min(below, left - below);
        if (best && gain <= best_gain) continue;
        best = i;
        best_gain = gain;
        if (gain >= left / 2) break;  // it does not get better
    }
    return best ? std::optional(commits_[*best].id) : std::nullopt;
}

std::optional<std::string> Bisection::first_bad() const {
    if (std::count(candidate_.begin(), candidate_.end(), true) != 1) return std::nullopt;
    return commits_[bad_].id;
}

std::vector<std::string> Bisection::candidates() const {
    std::vector<std::string> left;
    for (Index i = 0; i < commits_.size(); ++i)
        if (candidate_[i]) left.push_back(commits_[i].id);
    return left;
}

}  // namespace mlpipe
