#include "mlpipe/plan/graph.hpp"

#include <algorithm>
#include <queue>

#include "cycles.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/stage_file.hpp"
#include "output_index.hpp"
#include "stage_names.hpp"

namespace mlpipe {
namespace {

std::string quoted(std::string_view bytes) {
    return "'" + path::printable(bytes) + "'";
}

std::string at_line(Position position) {
    return position.line == 0 ? "" : " (line " + std::to_string(position.line) + ")";
}

// What a stage reads: each path with its position.
template <typename Visit>
void for_each_input(const Stage& stage, Visit&& visit) {
    for (std::size_t i = 0; i < stage.dependencies.size(); ++i)
        visit(stage.dependencies[i].path, stage.dependencies[i].position, &stage.dependencies[i]);
    for (const ParameterUse& use : stage.parameters)
        visit(use.file, use.position, static_cast<const Dependency*>(nullptr));
}

class Builder {
  public:
    Builder(const Pipeline& pipeline, const std::string& shown)
        : pipeline_(pipeline), shown_(shown), names_(pipeline), upstream_(pipeline.stages.size()) {
        index_outputs();
        check_overlaps();
        check_environment_files();
        for (StageId stage = 0; stage < pipeline_.stages.size(); ++stage) {
            add_inputs(stage);
            add_needs(stage);
            tidy(upstream_[stage]);
        }
        link_downstream();
        sort_stages();
    }

    OutputIndex index_;
    std::vector<std::vector<Graph::Edge>> downstream_;
    std::vector<Graph::Source> sources_;
    std::vector<StageId> order_;
    std::vector<Diagnostic> diagnostics_;

    std::vector<std::vector<Graph::Edge>> take_upstream() { return std::move(upstream_); }

  private:
    const Stage& stage_of(StageId id) const { return pipeline_.stages[id]; }
    std::string name_of(StageId id) const { return quoted(stage_of(id).name); }
    std::string absolute(const std::string& path) const { return path::join(pipeline_.directory, path); }

    void complain(StageId stage, Position position, std::string message) {
        diagnostics_.push_back({shown_file(stage_of(stage), shown_), position, std::move(message)});
    }

    // Where something else stands that a message about `stage` speaks of.
    std::string place(StageId stage, StageId other, Position position) const {
        if (position.line == 0 || stage_of(stage).file == stage_of(other).file) return at_line(position);
        return " (" + path::printable(shown_file(stage_of(other), shown_)) + ":" +
               std::to_string(position.line) + ":" + std::to_string(position.column) + ")";
    }

    void index_outputs() {
        struct Entry {
            std::string path;
            StageId stage;
            const Output* output;
        };
        std::vector<Entry> entries;
        for (StageId stage = 0; stage < pipeline_.stages.size(); ++stage)
            for (const Output& output : stage_of(stage).outputs)
                entries.push_back({absolute(output.path), stage, &output});
        std::stable_sort(entries.begin(), entries.end(),
                         [](const Entry& a, const Entry& b) { return path_before(a.path, b.path); });
        index_.reserve(entries.size());
        declared_.reserve(entries.size());
        for (Entry& entry : entries) {
            index_.emplace_back(std::move(entry.path), entry.stage);
            declared_.push_back(entry.output);
        }
    }

    // In the order of the index everything inside a directory follows it, so the outermost output seen last
    // is enough.
    void check_overlaps() {
        std::size_t outer = 0;
        for (std::size_t i = 1; i < index_.size(); ++i) {
            if (!is_within(index_[i].first, index_[outer].first)) {
                outer = i;
                continue;
            }
            const bool same = index_[i].first == index_[outer].first;
            const auto [first, second] = std::pair(index_[outer].second, index_[i].second);
            std::string message = "output " + quoted(declared_[i]->path) + " of stage " + name_of(second);
            if (same && first == second)
                message += " is listed twice";
            else
                message +=
                    same ? " is also an output" : " lies inside output " + quoted(declared_[outer]->path);
            if (!same || first != second) message += " of stage " + name_of(first);
            complain(second, declared_[i]->position,
                     message + place(second, first, declared_[outer]->position));
        }
    }

    void check_environment_files() {
        for (const Dependency& file : pipeline_.environment_files)
            for (const std::size_t at : overlapping(index_, absolute(file.path)))
                diagnostics_.push_back({shown_, file.position,
                                        "environment file " + quoted(file.path) + " is made by stage " +
                                            name_of(index_[at].second) + at_line(declared_[at]->position) +
                                            ", but is part of every stage's identity"});
    }

    void add_inputs(StageId stage) {
        for_each_input(
            stage_of(stage), [&](const std::string& path, Position position, const Dependency* dependency) {
                const std::vector<std::size_t> made = overlapping(index_, absolute(path));
                for (const std::size_t at : made) {
                    if (index_[at].second != stage) {
                        upstream_[stage].push_back({index_[at].second, false});
                        continue;
                    }
                    const std::string output =
                        declared_[at]->path == path
                            ? "its own output " + quoted(path)
                            : quoted(path) + ", which overlaps its own output " + quoted(declared_[at]->path);
                    complain(stage, position,
                             "stage " + name_of(stage) + " depends on " + output +
                                 at_line(declared_[at]->position));
                }
                if (made.empty() && dependency)
                    sources_.push_back(
                        {stage, static_cast<std::size_t>(dependency - stage_of(stage).dependencies.data())});
            });
    }

    void add_needs(StageId stage) {
        for (const std::string& need : stage_of(stage).needs) {
            const std::vector<StageId> found = names_.find(need);
            if (found.empty()) {
                complain(stage, stage_of(stage).position,
                         "stage " + name_of(stage) + " needs " + quoted(need) + ", which is no stage" +
                             text::did_you_mean(need, names_.all()));
            }
            const bool pattern = found.size() > 1 || need.find_first_of("*?") != std::string::npos;
            for (const StageId needed : found) {
                if (needed != stage)
                    upstream_[stage].push_back({needed, true});
                else if (!pattern)  // `group@*` in a member of the group means the others
                    complain(stage, stage_of(stage).position, "stage " + name_of(stage) + " needs itself");
            }
        }
    }

    // Sorted, each stage once; data wins over mere order.
    static void tidy(std::vector<Graph::Edge>& edges) {
        std::sort(edges.begin(), edges.end(), [](const Graph::Edge& a, const Graph::Edge& b) {
            return std::pair(a.stage, a.order_only) < std::pair(b.stage, b.order_only);
        });
        const auto same = [](const Graph::Edge& a, const Graph::Edge& b) { return a.stage == b.stage; };
        edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
    }

    void link_downstream() {
        downstream_.resize(upstream_.size());
        for (StageId stage = 0; stage < upstream_.size(); ++stage)
            for (const Graph::Edge& edge : upstream_[stage])
                downstream_[edge.stage].push_back({stage, edge.order_only});
    }

    void sort_stages() {
        std::vector<std::size_t> pending(upstream_.size());
        std::priority_queue<StageId, std::vector<StageId>, std::greater<>> ready;
        for (StageId stage = 0; stage < upstream_.size(); ++stage) {
            pending[stage] = upstream_[stage].size();
            if (pending[stage] == 0) ready.push(stage);
        }
        std::vector<bool> ordered(upstream_.size());
        order_.reserve(upstream_.size());
        while (!ready.empty()) {
            const StageId stage = ready.top();
            ready.pop();
            order_.push_back(stage);
            ordered[stage] = true;
            for (const Graph::Edge& edge : downstream_[stage])
                if (--pending[edge.stage] == 0) ready.push(edge.stage);
        }
        if (order_.size() == upstream_.size()) return;
        for (const std::vector<StageId>& cycle : find_cycles(downstream_, ordered)) complain_of(cycle);
    }

    void complain_of(const std::vector<StageId>& cycle) {
        std::string way, why;
        for (std::size_t i = 0; i < cycle.size(); ++i) {
            const StageId from = cycle[i], to = cycle[(i + 1) % cycle.size()];
            way += path::printable(stage_of(from).name) + " -> ";
            why += (why.empty() ? "" : ", ") + reason(cycle.front(), from, to);
        }
        complain(
            cycle.front(), stage_of(cycle.front()).position,
            "stages form a cycle: " + way + path::printable(stage_of(cycle.front()).name) + " (" + why + ")");
    }

    std::string reason(StageId first, StageId from, StageId to) const {
        std::string text;
        for_each_input(stage_of(to), [&](const std::string& path, Position position, const Dependency*) {
            if (!text.empty()) return;
            for (const std::size_t at : overlapping(index_, absolute(path)))
                if (index_[at].second == from)
                    text = name_of(to) + " depends on " + quoted(path) + place(first, to, position);
        });
        return text.empty() ? name_of(to) + " needs " + name_of(from) : text;
    }

    const Pipeline& pipeline_;
    const std::string& shown_;
    StageNames names_;
    std::vector<const Output*> declared_;  // parallel to index_
    std::vector<std::vector<Graph::Edge>> upstream_;
};

}  // namespace

Graph::Graph(const Pipeline& pipeline, const std::string& shown) : directory_(pipeline.directory) {
    Builder builder(pipeline, shown);
    if (!builder.diagnostics_.empty()) throw PipelineError(std::move(builder.diagnostics_));
    upstream_ = builder.take_upstream();
    downstream_ = std::move(builder.downstream_);
    order_ = std::move(builder.order_);
    sources_ = std::move(builder.sources_);
    outputs_ = std::move(builder.index_);
}

bool Graph::is_output(std::string_view path) const {
    const std::string absolute = path::join(directory_, path);
    const auto found = std::lower_bound(
        outputs_.begin(), outputs_.end(), absolute,
        [](const auto& output, const std::string& sought) { return path_before(output.first, sought); });
    return found != outputs_.end() && found->first == absolute;
}

std::vector<StageId> Graph::makers(std::string_view path) const {
    std::vector<StageId> stages;
    for (const std::size_t at : overlapping(outputs_, path::join(directory_, path)))
        stages.push_back(outputs_[at].second);
    std::sort(stages.begin(), stages.end());
    stages.erase(std::unique(stages.begin(), stages.end()), stages.end());
    return stages;
}

}  // namespace mlpipe
