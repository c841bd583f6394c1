#include "ancestry.hpp"

#include <algorithm>
#include <utility>

#include "state.hpp"

namespace mlpipe::lineage {

using Kind = LineageGraph::Link::Kind;

Ancestry::Ancestry(Database& database, std::size_t depth)
    : reader_(database), size_(database.prepare("SELECT size FROM artifacts WHERE id = ?1")), depth_(depth) {}

void Ancestry::ask(std::int64_t row, const std::string& path) {
    graph_.artifacts[artifact(row, reader_.place(path))].asked = true;
}

std::size_t Ancestry::artifact(std::int64_t row, std::size_t place) {
    const auto [known, added] = artifacts_.try_emplace({row, place}, graph_.artifacts.size());
    if (added) {
        graph_.artifacts.emplace_back().path = reader_.path(place);
        artifact_rows_.push_back(row);
        places_.push_back(place);
    }
    return known->second;
}

std::pair<std::size_t, bool> Ancestry::result(std::int64_t execution) {
    if (const auto known = results_.find(execution); known != results_.end())
        return {known->second, seen_results_.insert(known->second).second};
    const auto& edges = reader_.execution(execution);
    std::vector<std::int64_t> identity = {edges.stage, edges.key == 0 ? -execution : edges.key};
    for (const auto& made : edges.made) {
        identity.push_back(made.path);
        identity.push_back(made.artifact);
    }
    const auto [same, added] = same_.try_emplace(std::move(identity), graph_.results.size());
    if (added) {
        graph_.results.emplace_back();
        executions_.push_back(execution);
    } else {
        ++graph_.results[same->second].repeated;
        // What was made is shown, not its repetition.
        std::int64_t& shown = executions_[same->second];
        if (reader_.execution(shown).reproduction && !reader_.execution(execution).reproduction)
            shown = execution;
    }
    results_.emplace(execution, same->second);
    return {same->second, seen_results_.insert(same->second).second};
}

void Ancestry::edge(std::size_t artifact, std::size_t result, bool made, const std::string& role) {
    if (edges_.emplace(artifact, result, made).second) graph_.edges.push_back({artifact, result, made, role});
}

void Ancestry::link(std::size_t from, std::size_t to, Kind kind) {
    if (links_.emplace(from, to).second) graph_.links.push_back({from, to, kind});
}

void Ancestry::go_on(std::size_t artifact, std::size_t level) {
    if (seen_artifacts_.insert(artifact).second) queue_.push_back({artifact, level});
}

bool Ancestry::too_far(std::size_t level) {
    const bool far = depth_ > 0 && level >= depth_;
    if (far) graph_.cut = true;
    return far;
}

// Two empty files say nothing of each other.
bool Ancestry::is_empty(std::int64_t artifact) {
    const auto [known, added] = empty_.try_emplace(artifact, false);
    if (added) {
        const Use use(size_);
        use->bind(1, artifact);
        known->second = use->step() && use->integer(0) == 0;
    }
    return known->second;
}

void Ancestry::walk(void (Ancestry::*visit)(const Step&)) {
    queue_.clear();
    seen_artifacts_.clear();
    seen_results_.clear();
    for (std::size_t i = 0; i < graph_.artifacts.size(); ++i) {
        if (graph_.artifacts[i].asked) go_on(i, 0);
    }
    while (!queue_.empty()) {
        const Step step = queue_.front();
        queue_.pop_front();
        (this->*visit)(step);
    }
}

void Ancestry::up() {
    walk(&Ancestry::visit_up);
}

void Ancestry::down() {
    walk(&Ancestry::visit_down);
}

void Ancestry::visit_up(const Step& step) {
    const std::int64_t row = artifact_rows_[step.artifact];
    const std::size_t place = places_[step.artifact];
    const auto makers = reader_.touching(row, Side::made);
    const bool here = std::any_of(makers.begin(), makers.end(),
                                  [&](const EdgeReader::Touch& maker) { return maker.place == place; });
    if (!here && graph_.artifacts[step.artifact].asked) follow_question_up(step);
    if (!here && is_empty(row)) return;
    for (const EdgeReader::Touch& maker : makers) {
        if (!here) {
            const std::size_t original = artifact(row, maker.place);
            link(original, step.artifact, Kind::copy);
            go_on(original, step.level);
            continue;
        }
        if (maker.place != place) continue;
        if (too_far(step.level)) return;
        const auto [node, is_new] = result(maker.execution);
        edge(step.artifact, node, true, maker.role);
        if (is_new) read_by(node, maker.execution, step.level + 1);
    }
}

// All that a result read, and where that came from when it was part of something, or had parts.
void Ancestry::read_by(std::size_t node, std::int64_t execution, std::size_t level) {
    const EdgeReader::Execution& reader = reader_.execution(execution);
    std::vector<Step> sources;
    for (const EdgeReader::Edge& read : reader.read) {
        const std::size_t source = artifact(read.artifact, read.place);
        edge(source, node, false, read.role);
        go_on(source, level);
        if (reader_.overlapped(read.path, Side::made)) sources.push_back({source, level});
    }
    if (!sources.empty()) follow_overlaps_up(execution, sources);
}

// Those who made a directory around what an execution read, or a file inside it, in a run that shows both.
void Ancestry::follow_overlaps_up(std::int64_t execution, const std::vector<Step>& sources) {
    const std::int64_t pipeline_file = reader_.execution(execution).pipeline_file;
    for (const std::int64_t other : reader_.beside(execution)) {
        const EdgeReader::Execution& maker = reader_.execution(other);
        if (maker.pipeline_file != pipeline_file) continue;
        for (const EdgeReader::Edge& made : maker.made) {
            for (const Step& source : sources) {
                const std::string &read_path = reader_.path(places_[source.artifact]),
                                  &made_path = reader_.path(made.place);
                if (!overlap(read_path, made_path)) continue;
                const std::size_t whole = artifact(made.artifact, made.place);
                link(whole, source.artifact, lies_inside(read_path, made_path) ? Kind::inside : Kind::around);
                go_on(whole, source.level);
            }
        }
    }
}

// What others are asked about comes with its reader; the question itself has none yet.
void Ancestry::follow_question_up(const Step& step) {
    const std::size_t place = places_[step.artifact];
    for (const EdgeReader::Touch& reader : reader_.touching(artifact_rows_[step.artifact], Side::read)) {
        if (reader.place != place) continue;
        const auto& reads = reader_.execution(reader.execution).read;
        const auto read = std::find_if(reads.begin(), reads.end(),
                                       [&](const EdgeReader::Edge& edge) { return edge.place == place; });
        if (read == reads.end() || !reader_.overlapped(read->path, Side::made)) return;
        follow_overlaps_up(reader.execution, {step});
    }
}

void Ancestry::visit_down(const Step& step) {
    const std::int64_t row = artifact_rows_[step.artifact];
    const std::size_t place = places_[step.artifact];
    const auto makers = reader_.touching(row, Side::made);
    const auto is_made_at = [&](std::size_t at) {
        return std::any_of(makers.begin(), makers.end(),
                           [&](const EdgeReader::Touch& maker) { return maker.place == at; });
    };
    for (const EdgeReader::Touch& reader : reader_.touching(row, Side::read)) {
        if (reader.place != place) {
            // Of two inputs neither is the original.
            if (!is_made_at(place) || is_made_at(reader.place) || is_empty(row)) continue;
            const std::size_t copy = artifact(row, reader.place);
            link(step.artifact, copy, Kind::copy);
            go_on(copy, step.level);
            continue;
        }
        if (too_far(step.level)) return;
        const auto [node, is_new] = result(reader.execution);
        edge(step.artifact, node, false, reader.role);
        if (!is_new) continue;
        for (const EdgeReader::Edge& made : reader_.execution(reader.execution).made) {
            const std::size_t product = artifact(made.artifact, made.place);
            edge(product, node, true, made.role);
            go_on(product, step.level + 1);
        }
    }
    follow_overlaps_down(step, makers);
}

// Those who read a file inside what was made, or a directory around it, in a run that shows both.
void Ancestry::follow_overlaps_down(const Step& step, const std::vector<EdgeReader::Touch>& makers) {
    const std::size_t place = places_[step.artifact];
    const std::string made_path = reader_.path(place);
    for (const EdgeReader::Touch& maker : makers) {
        if (maker.place != place) continue;
        const EdgeReader::Execution& made = reader_.execution(maker.execution);
        const auto output = std::find_if(made.made.begin(), made.made.end(),
                                         [&](const EdgeReader::Edge& edge) { return edge.place == place; });
        if (output == made.made.end() || !reader_.overlapped(output->path, Side::read)) continue;
        for (const std::int64_t other : reader_.beside(maker.execution)) {
            const EdgeReader::Execution& reader = reader_.execution(other);
            if (reader.pipeline_file != made.pipeline_file) continue;
            for (const EdgeReader::Edge& read : reader.read) {
                const std::string& read_path = reader_.path(read.place);
                if (!overlap(read_path, made_path)) continue;
                const std::size_t part = artifact(read.artifact, read.place);
                link(step.artifact, part, lies_inside(read_path, made_path) ? Kind::inside : Kind::around);
                go_on(part, step.level);
            }
        }
    }
}

}  // namespace mlpipe::lineage
