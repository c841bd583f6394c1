#include "cycles.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

enum class Mark : unsigned char { unseen, on_path, finished };

class Search {
  public:
    Search(const std::vector<std::vector<Graph::Edge>>& downstream, const std::vector<bool>& ordered)
        : downstream_(downstream), ordered_(ordered), marks_(ordered.size()), reported_(ordered.size()) {}

    std::vector<std::vector<StageId>> run() {
        for (StageId stage = 0; stage < marks_.size(); ++stage)
            if (!ordered_[stage] && marks_[stage] == Mark::unseen) walk(stage);
        return std::move(cycles_);
    }

  private:
    struct Step {
        StageId stage;
        std::size_t next = 0;
    };

    // Depth first without recursion: a chain of stages may be a hundred thousand long.
    void walk(StageId from) {
        enter(from);
        while (!path_.empty()) {
            Step& step = path_.back();
            if (step.next == downstream_[step.stage].size()) {
                marks_[step.stage] = Mark::finished;
                path_.pop_back();
                continue;
            }
            const StageId next = downstream_[step.stage][step.next++].stage;
            if (ordered_[next]) continue;
            if (marks_[next] == Mark::unseen)
                enter(next);
            else if (marks_[next] == Mark::on_path)
                report(next);
        }
    }

    void enter(StageId stage) {
        marks_[stage] = Mark::on_path;
        path_.push_back({stage});
    }

    void report(StageId back_to) {
        std::vector<StageId> cycle;
        auto step = path_.rbegin();
        for (; step->stage != back_to; ++step) cycle.push_back(step->stage);
        cycle.push_back(back_to);
        if (std::any_of(cycle.begin(), cycle.end(), [&](StageId stage) { return reported_[stage]; })) return;
        for (const StageId stage : cycle) reported_[stage] = true;
        std::reverse(cycle.begin(), cycle.end());
        std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
        cycles_.push_back(std::move(cycle));
    }

    const std::vector<std::vector<Graph::Edge>>& downstream_;
    const std::vector<bool>& ordered_;
    std::vector<Mark> marks_;
    std::vector<bool> reported_;
    std::vector<Step> path_;
    std::vector<std::vector<StageId>> cycles_;
};

}  // namespace

std::vector<std::vector<StageId>> find_cycles(const std::vector<std::vector<Graph::Edge>>& downstream,
                                              const std::vector<bool>& ordered) {
    return Search(downstream, ordered).run();
}

}  // namespace mlpipe
