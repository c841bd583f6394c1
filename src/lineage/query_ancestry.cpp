// Artifacts by path and digest, and what describes those that a walk has found.
#include <algorithm>
#include <map>

#include "ancestry.hpp"
#include "mlpipe/base/path.hpp"
#include "state.hpp"

namespace mlpipe {

namespace {

template <typename Ids>
std::string id_list(const Ids& ids) {
    std::string text = "[";
    for (const std::int64_t id : ids) text.append(text.size() > 1 ? "," : "").append(std::to_string(id));
    return text + "]";
}

void describe_artifacts(Database& database, const std::vector<std::int64_t>& rows, LineageGraph& graph) {
    const std::string ids = id_list(rows);
    Statement select = database.prepare(
        "SELECT j.key, '', a.type, a.digest, a.size, 0 FROM json_each(?1) j"
        " CROSS JOIN artifacts a ON a.id = j.value");
    select.bind(1, std::string_view(ids));
    while (select.step())
        graph.artifacts[static_cast<std::size_t>(select.integer(0))].reference =
            lineage::artifact_at(select, 1).reference;
}

void describe_results(Database& database, const std::string& ids, LineageGraph& graph) {
    Statement select = database.prepare(
        "SELECT j.key, s.name, p.path, k.digest, m.run, m.accepted <> '', r.started_ns, r.branch, "
        "r.git_commit"
        " FROM json_each(?1) j CROSS JOIN executions e ON e.id = j.value CROSS JOIN stages s ON s.id = "
        "e.stage"
        " CROSS JOIN paths p ON p.id = s.pipeline_file CROSS JOIN records m ON m.id = e.record"
        " CROSS JOIN keys k ON k.id = m.key LEFT JOIN runs r ON r.run = m.run");
    select.bind(1, std::string_view(ids));
    while (select.step()) {
        LineageGraph::Result& result = graph.results[static_cast<std::size_t>(select.integer(0))];
        result.stage = select.text(1);
        result.pipeline_file = select.blob(2);
        result.key = lineage::digest_at(select, 3);
        result.run = select.text(4);
        result.accepted = select.integer(5) != 0;
        if (!select.is_null(6)) result.started_ns = select.integer(6);
        if (!select.is_null(7)) result.branch = select.text(7);
        if (!select.is_null(8)) result.commit = select.text(8);
    }
}

void describe_values(Database& database, const std::string& ids, LineageGraph& graph) {
    Statement parameters = database.prepare(
        "SELECT j.key, f.path, p.key, p.value FROM json_each(?1) j"
        " CROSS JOIN parameters p ON p.execution = j.value CROSS JOIN paths f ON f.id = p.file");
    parameters.bind(1, std::string_view(ids));
    while (parameters.step()) {
        const std::string file = parameters.blob(1), key = parameters.text(2);
        graph.results[static_cast<std::size_t>(parameters.integer(0))].parameters.emplace_back(
            key.empty() ? file : file + ":" + key, parameters.text(3));
    }
    Statement metrics = database.prepare(
        "SELECT j.key, m.name, m.value FROM json_each(?1) j CROSS JOIN metrics m ON m.execution = j.value"
        " WHERE m.value IS NOT NULL");
    metrics.bind(1, std::string_view(ids));
    while (metrics.step())
        graph.results[static_cast<std::size_t>(metrics.integer(0))].metrics.emplace_back(metrics.text(1),
                                                                                         metrics.real(2));
}

std::vector<ArtifactAt> read_places(Statement& select) {
    std::vector<ArtifactAt> found;
    while (select.step()) {
        ArtifactAt artifact = lineage::artifact_at(select, 0);
        artifact.path = path::join(path::parent(select.blob(5)), artifact.path);
        const bool known = std::any_of(found.begin(), found.end(), [&](const ArtifactAt& one) {
            return one.path == artifact.path && one.reference.same_content(artifact.reference);
        });
        if (!known) found.push_back(std::move(artifact));
    }
    return found;
}

// Each artifact at each path once, by its latest edge.
constexpr const char* places_where =
    "SELECT p.path, a.type, a.digest, a.size, 0, f.path, max(d.execution) AS latest FROM %1"
    " CROSS JOIN executions e ON e.id = d.execution CROSS JOIN stages s ON s.id = e.stage"
    " CROSS JOIN paths f ON f.id = s.pipeline_file WHERE e.record IS NOT NULL AND d.role <> 'leftover'";

std::string with_source(const std::string& source, const std::string& condition) {
    std::string sql = places_where;
    sql.replace(sql.find("%1"), 2, source);
    return sql + " AND " + condition + " GROUP BY a.id, p.id, f.id ORDER BY latest DESC";
}

// Records name paths as their pipeline file sees them. Both are relative to the project's root, which `path`
// may leave.
std::string as_seen_by(const std::string& pipeline_file, const std::string& path) {
    if (path::is_absolute(path)) return path;
    std::string root;
    for (std::string_view rest = path; rest.starts_with("..");) {
        root += "/r";
        rest.remove_prefix(std::min<std::size_t>(rest.size(), 3));
    }
    if (root.empty()) root = "/";
    return path::relative(path::join(root, path), path::join(root, path::parent(pipeline_file)));
}

}  // namespace

std::vector<ArtifactAt> Lineage::artifacts_at(const std::string& path) {
    std::vector<std::string> files;
    {
        const auto select = state_->use(
            "SELECT DISTINCT p.path FROM stages s JOIN paths p ON p.id = s.pipeline_file ORDER BY p.path");
        while (select->step()) files.push_back(select->blob(0));
    }
    static const std::string sql =
        with_source("paths p CROSS JOIN edges d ON d.path = p.id CROSS JOIN artifacts a ON a.id = d.artifact",
                    "p.path = ?1 AND f.path = ?2");
    std::vector<ArtifactAt> found;
    for (const std::string& file : files) {
        const std::string seen = as_seen_by(file, path);
        const auto select = state_->use(sql);
        lineage::bind_path(*select, 1, seen);
        lineage::bind_path(*select, 2, file);
        for (ArtifactAt& artifact : read_places(*select)) found.push_back(std::move(artifact));
    }
    return found;
}

std::vector<ArtifactAt> Lineage::artifacts_with(const std::string& digest_prefix) {
    const std::size_t digits = 2 * sizeof(Digest::bytes);
    if (digest_prefix.empty() || digest_prefix.size() > digits) return {};
    const auto first = Digest::parse(digest_prefix + std::string(digits - digest_prefix.size(), '0'));
    const auto last = Digest::parse(digest_prefix + std::string(digits - digest_prefix.size(), 'f'));
    if (!first || !last) return {};
    static const std::string sql =
        with_source("artifacts a CROSS JOIN edges d ON d.artifact = a.id CROSS JOIN paths p ON p.id = d.path",
                    "a.digest BETWEEN ?1 AND ?2");
    const auto select = state_->use(sql);
    select->bind_blob(1, lineage::bytes_of(*first));
    select->bind_blob(2, lineage::bytes_of(*last));
    return read_places(*select);
}

LineageGraph Lineage::ancestry(const std::vector<ArtifactAt>& asked, Direction direction, std::size_t depth) {
    Database& database = state_->database;
    const ReadTransaction one_state(database);
    lineage::Ancestry walk(database, depth);
    for (const ArtifactAt& artifact : asked) {
        const auto select = state_->use("SELECT id FROM artifacts WHERE digest = ?1 AND type = ?2");
        select->bind_blob(1, lineage::bytes_of(artifact.reference.digest));
        select->bind(2, std::string_view(to_string(artifact.reference.type)));
        while (select->step()) walk.ask(select->integer(0), artifact.path);
    }
    if (direction != Direction::down) walk.up();
    if (direction != Direction::up) walk.down();
    LineageGraph graph = walk.take_graph();
    describe_artifacts(database, walk.artifact_rows(), graph);
    const std::string ids = id_list(walk.executions());
    describe_results(database, ids, graph);
    describe_values(database, ids, graph);
    return graph;
}

}  // namespace mlpipe
