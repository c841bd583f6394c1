// A walk along the edges, from artifacts to results and on. Breadth first, each result and each artifact once.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <unordered_set>

#include "edge_reader.hpp"
#include "mlpipe/model/lineage_graph.hpp"

namespace mlpipe::lineage {

class Ancestry {
  public:
    // `depth` 0: to the end.
    Ancestry(Database& database, std::size_t depth);

    void ask(std::int64_t artifact, const std::string& path);
    void up();
    void down();

    // Without what describes artifacts and results, whose rows are `artifact_rows` and `executions`.
    LineageGraph take_graph() { return std::move(graph_); }
    const std::vector<std::int64_t>& artifact_rows() const { return artifact_rows_; }
    const std::vector<std::int64_t>& executions() const { return executions_; }

  private:
    struct Step {
        std::size_t artifact = 0, level = 0;
    };
    using Side = EdgeReader::Side;

    void walk(void (Ancestry::*visit)(const Step&));
    void visit_up(const Step& step);
    void visit_down(const Step& step);
    void read_by(std::size_t result, std::int64_t execution, std::size_t level);
    void follow_overlaps_up(std::int64_t execution, const std::vector<Step>& sources);
    void follow_question_up(const Step& step);
    void follow_overlaps_down(const Step& step, const std::vector<EdgeReader::Touch>& makers);
    std::size_t artifact(std::int64_t row, std::size_t place);
    // The node, and whether it is new to this direction of the walk.
    std::pair<std::size_t, bool> result(std::int64_t execution);
    void edge(std::size_t artifact, std::size_t result, bool made, const std::string& role);
    void link(std::size_t from, std::size_t to, LineageGraph::Link::Kind kind);
    bool too_far(std::size_t level);
    void go_on(std::size_t artifact, std::size_t level);
    bool is_empty(std::int64_t artifact);

    EdgeReader reader_;
    Statement size_;
    std::size_t depth_;
    LineageGraph graph_;
    std::vector<std::int64_t> artifact_rows_, executions_;
    std::vector<std::size_t> places_;  // of the artifacts
    std::map<std::pair<std::int64_t, std::size_t>, std::size_t> artifacts_;
    std::unordered_map<std::int64_t, std::size_t> results_;  // by execution
    std::map<std::vector<std::int64_t>, std::size_t> same_;  // results by stage, key and what they made
    std::set<std::tuple<std::size_t, std::size_t, bool>> edges_;
    std::set<std::pair<std::size_t, std::size_t>> links_;
    std::unordered_map<std::int64_t, bool> empty_;
    // Of the direction that is being walked.
    std::deque<Step> queue_;
    std::unordered_set<std::size_t> seen_artifacts_, seen_results_;
};

}  // namespace mlpipe::lineage
