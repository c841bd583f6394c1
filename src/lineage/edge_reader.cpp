#include "edge_reader.hpp"

#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "state.hpp"

namespace mlpipe::lineage {

namespace {

std::string_view word(EdgeReader::Side side) {
    return side == EdgeReader::Side::made ? "out" : "in";
}

}  // namespace

bool lies_inside(const std::string& path, const std::string& directory) {
    if (path == directory) return false;
    if (directory == ".") return !path::is_absolute(path) && !path.starts_with("..");
    return path::contains(directory, path);
}

bool overlap(const std::string& left, const std::string& right) {
    return lies_inside(left, right) || lies_inside(right, left);
}

EdgeReader::EdgeReader(Database& database)
    : edges_(database.prepare("SELECT direction = 'out', role, path, artifact FROM edges"
                              " WHERE execution = ?1 AND role <> 'leftover'")),
      head_(database.prepare("SELECT e.stage, coalesce(e.key, 0), s.pipeline_file,"
                             " r.reproduces_commit IS NOT NULL FROM executions e"
                             " JOIN stages s ON s.id = e.stage JOIN runs r ON r.id = e.run WHERE e.id = ?1")),
      touching_(database.prepare(
          "SELECT d.execution, d.path, d.role, s.pipeline_file FROM edges d CROSS JOIN executions e"
          " ON e.id = d.execution CROSS JOIN stages s ON s.id = e.stage"
          " WHERE d.artifact = ?1 AND d.direction = ?2 AND d.role <> 'leftover' AND e.record IS NOT NULL"
          " ORDER BY d.execution DESC")),
      beside_(database.prepare("SELECT DISTINCT c.described_by FROM executions x CROSS JOIN executions c"
                               " ON c.run = x.run WHERE x.described_by = ?1 AND c.described_by <> ?1"
                               " AND c.record IS NOT NULL")),
      path_(database.prepare("SELECT path FROM paths WHERE id = ?1")),
      inside_(database.prepare("SELECT 1 FROM paths p WHERE p.path > ?1 AND p.path < ?2 AND EXISTS"
                               " (SELECT 1 FROM edges d WHERE d.path = p.id AND d.direction = ?3) LIMIT 1")),
      exact_(database.prepare("SELECT 1 FROM paths p CROSS JOIN edges d ON d.path = p.id"
                              " AND d.direction = ?2 WHERE p.path = ?1 LIMIT 1")) {}

std::size_t EdgeReader::place(const std::string& path) {
    const auto [known, added] = places_.try_emplace(path, paths_.size());
    if (added) paths_.push_back(path);
    return known->second;
}

const std::string& EdgeReader::text_of_path(std::int64_t path) {
    const auto [known, added] = texts_.try_emplace(path);
    if (!added) return known->second;
    const Use use(path_);
    use->bind(1, path);
    if (!use->step())
        throw Error(ErrorKind::damaged, "lineage.db lacks the path number " + std::to_string(path));
    return known->second = use->blob(0);
}

std::size_t EdgeReader::place_of(std::int64_t pipeline_file, std::int64_t path) {
    const auto [known, added] = known_places_.try_emplace({pipeline_file, path}, 0);
    if (added)
        known->second = place(path::join(path::parent(text_of_path(pipeline_file)), text_of_path(path)));
    return known->second;
}

const EdgeReader::Execution& EdgeReader::execution(std::int64_t id) {
    const auto [known, added] = executions_.try_emplace(id);
    Execution& execution = known->second;
    if (!added) return execution;
    {
        const Use use(head_);
        use->bind(1, id);
        if (use->step()) {
            execution.stage = use->integer(0);
            execution.key = use->integer(1);
            execution.pipeline_file = use->integer(2);
            execution.reproduction = use->integer(3) != 0;
        }
    }
    const Use use(edges_);
    use->bind(1, id);
    while (use->step()) {
        Edge edge;
        edge.role = use->text(1);
        edge.path = use->integer(2);
        edge.artifact = use->integer(3);
        edge.place = place_of(execution.pipeline_file, edge.path);
        (use->integer(0) != 0 ? execution.made : execution.read).push_back(std::move(edge));
    }
    return execution;
}

std::vector<EdgeReader::Touch> EdgeReader::touching(std::int64_t artifact, Side side) {
    std::vector<Touch> touches;
    const Use use(touching_);
    use->bind(1, artifact).bind(2, word(side));
    while (use->step())
        touches.push_back({use->integer(0), place_of(use->integer(3), use->integer(1)), use->text(2)});
    return touches;
}

bool EdgeReader::overlapped(std::int64_t path, Side side) {
    const auto [known, added] = overlapped_.try_emplace({path, side}, false);
    if (!added) return known->second;
    const std::string text = text_of_path(path);
    if (text == ".") return known->second = true;
    for (std::string_view around = text; around != "." && around != "/";) {
        around = path::parent(around);
        const Use use(exact_);
        bind_path(*use, 1, around);
        use->bind(2, word(side));
        if (use->step()) return known->second = true;
    }
    const std::string begin = text + "/", end = text + "0";  // what follows '/'
    // Paths of other bytes than UTF-8 are blobs, which no text precedes or follows.
    for (const bool blob : {false, true}) {
        if (!blob && !path::is_utf8(text)) continue;
        const Use use(inside_);
        blob ? use->bind_blob(1, begin).bind_blob(2, end)
             : use->bind(1, std::string_view(begin)).bind(2, std::string_view(end));
        use->bind(3, word(side));
        if (use->step()) return known->second = true;
    }
    return false;
}

std::vector<std::int64_t> EdgeReader::beside(std::int64_t execution) {
    std::vector<std::int64_t> executions;
    const Use use(beside_);
    use->bind(1, execution);
    while (use->step()) executions.push_back(use->integer(0));
    return executions;
}

}  // namespace mlpipe::lineage
