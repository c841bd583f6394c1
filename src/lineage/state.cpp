#include "state.hpp"

#include <cstring>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "schema.hpp"

namespace mlpipe {

namespace lineage {

void bind_path(Statement& statement, int index, std::string_view path) {
    if (path::is_utf8(path))
        statement.bind(index, path);
    else
        statement.bind_blob(index, path);
}

void bind_optional(Statement& statement, int index, const std::optional<std::int64_t>& value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind_null(index);
}

void bind_optional(Statement& statement, int index, const std::optional<std::string>& text) {
    if (text)
        statement.bind(index, std::string_view(*text));
    else
        statement.bind_null(index);
}

void bind_optional(Statement& statement, int index, const std::optional<double>& number) {
    if (number)
        statement.bind(index, *number);
    else
        statement.bind_null(index);
}

std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

Digest digest_at(const Statement& statement, int column) {
    const std::string bytes = statement.blob(column);
    Digest digest;
    if (bytes.size() != digest.bytes.size())
        throw Error(ErrorKind::damaged,
                    "lineage.db holds a digest of " + std::to_string(bytes.size()) + " bytes");
    std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
    return digest;
}

ArtifactAt artifact_at(const Statement& statement, int column) {
    ArtifactAt artifact;
    artifact.path = statement.blob(column);
    const std::string type = statement.text(column + 1);
    if (type == to_string(ReferenceType::directory))
        artifact.reference.type = ReferenceType::directory;
    else if (type == to_string(ReferenceType::link))
        artifact.reference.type = ReferenceType::link;
    else if (type != to_string(ReferenceType::file))
        throw Error(ErrorKind::damaged, "lineage.db holds an artifact of the unknown type '" + type + "'");
    artifact.reference.digest = digest_at(statement, column + 2);
    artifact.reference.size = static_cast<std::uint64_t>(statement.integer(column + 3));
    artifact.reference.executable = statement.integer(column + 4) != 0;
    return artifact;
}

RunStatus run_status(const std::string& text) {
    const auto status = parse_run_status(text);
    if (!status)
        throw Error(ErrorKind::damaged, "lineage.db holds a run of the unknown status '" + text + "'");
    return *status;
}

ExecutionStatus execution_status(const std::string& text) {
    const auto status = parse_execution_status(text);
    if (!status)
        throw Error(ErrorKind::damaged, "lineage.db holds an execution of the unknown status '" + text + "'");
    return *status;
}

StageRecord record_at(const Statement& statement, int column, std::string_view run) {
    try {
        return parse_stage_record(parse_json(statement.text(column), "record"));
    } catch (const Error& error) {
        throw Error(ErrorKind::damaged,
                    "lineage.db holds a damaged record of run " + std::string(run) + ": " + error.what());
    }
}

}  // namespace lineage

namespace {

Database open(const std::string& path, Lineage::Mode mode) {
    if (mode == Lineage::Mode::read_write) {
        Database database(path, Database::Mode::read_write);
        lineage::migrate(database, path);
        // Every id that is written was looked up in the same transaction: checking it again costs a sixth of
        // a batch. A larger WAL writes pages that change with each batch less often.
        database.execute("PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 4000");
        return database;
    }
    Database database(path, Database::Mode::read_only);
    const int schema = lineage::schema_of(database, path);
    if (schema == lineage::newest_schema()) {
        database.execute(
            "PRAGMA cache_size = -32768");  // KiB: questions over all runs come back to their pages
        return database;
    }
    if (schema > 0)
        throw Error(ErrorKind::failed, "'" + path + "' is of an older mlpipe (schema " +
                                           std::to_string(schema) +
                                           "): the next `mlpipe run` brings it up to date");
    // Its maker has not come to the tables yet: it says as much as an empty one.
    Database empty(":memory:", Database::Mode::read_write);
    lineage::migrate(empty, path);
    return empty;
}

}  // namespace

Lineage::State::State(const std::string& path, Mode mode) : database(open(path, mode)) {}

lineage::Use Lineage::State::use(std::string_view sql) {
    auto found = statements.find(sql);
    if (found == statements.end()) found = statements.emplace(sql, database.prepare(sql)).first;
    return lineage::Use(found->second);
}

void Lineage::State::set_synchronous(Survives survives) {
    if (survives == synchronous) return;
    database.execute(survives == Survives::process ? "PRAGMA synchronous = NORMAL"
                                                   : "PRAGMA synchronous = FULL");
    synchronous = survives;
}

void Lineage::State::forget() {
    run_rows.clear();
    paths.clear();
    keys.clear();
    artifacts.clear();
    stages.clear();
    environments.clear();
}

std::int64_t Lineage::State::path(const std::string& path) {
    if (const auto known = paths.find(path); known != paths.end()) return known->second;
    std::int64_t id = 0;
    {
        const auto select = use("SELECT id FROM paths WHERE path = ?1");
        lineage::bind_path(*select, 1, path);
        if (select->step()) id = select->integer(0);
    }
    if (id == 0) {
        const auto insert = use("INSERT INTO paths (path) VALUES (?1)");
        lineage::bind_path(*insert, 1, path);
        insert->run();
        id = database.last_insert_id();
    }
    paths.emplace(path, id);
    return id;
}

std::string Lineage::State::path_of(std::int64_t id) {
    const auto select = use("SELECT path FROM paths WHERE id = ?1");
    select->bind(1, id);
    if (!select->step())
        throw Error(ErrorKind::damaged, "lineage.db lacks the path number " + std::to_string(id));
    return select->blob(0);
}

std::int64_t Lineage::State::key(const StageKey& key) {
    if (const auto known = keys.find(key); known != keys.end()) return known->second;
    std::int64_t id = 0;
    {
        const auto select = use("SELECT id FROM keys WHERE digest = ?1");
        select->bind_blob(1, lineage::bytes_of(key));
        if (select->step()) id = select->integer(0);
    }
    if (id == 0) {
        const auto insert = use("INSERT INTO keys (digest) VALUES (?1)");
        insert->bind_blob(1, lineage::bytes_of(key));
        insert->run();
        id = database.last_insert_id();
    }
    keys.emplace(key, id);
    return id;
}

std::int64_t Lineage::State::artifact(const Reference& reference) {
    const std::tuple identity(reference.digest, reference.type, reference.size);
    if (const auto known = artifacts.find(identity); known != artifacts.end()) return known->second;
    const auto bind = [&reference](Statement& statement) {
        statement.bind_blob(1, lineage::bytes_of(reference.digest));
        statement.bind(2, std::string_view(to_string(reference.type)));
        statement.bind(3, static_cast<std::int64_t>(reference.size));
    };
    std::int64_t id = 0;
    {
        const auto select = use("SELECT id FROM artifacts WHERE digest = ?1 AND type = ?2 AND size = ?3");
        bind(*select);
        if (select->step()) id = select->integer(0);
    }
    if (id == 0) {
        const auto insert = use("INSERT INTO artifacts (digest, type, size) VALUES (?1, ?2, ?3)");
        bind(*insert);
        insert->run();
        id = database.last_insert_id();
    }
    artifacts.emplace(identity, id);
    return id;
}

std::int64_t Lineage::State::environment(std::string_view kind, const std::string& json) {
    if (const auto known = environments.find(json); known != environments.end()) return known->second;
    const Digest digest = sha256(json);
    std::int64_t id = 0;
    {
        const auto select = use("SELECT id FROM environments WHERE digest = ?1");
        select->bind_blob(1, lineage::bytes_of(digest));
        if (select->step()) id = select->integer(0);
    }
    if (id == 0) {
        const auto insert = use("INSERT INTO environments (digest, kind, json) VALUES (?1, ?2, ?3)");
        insert->bind_blob(1, lineage::bytes_of(digest));
        insert->bind(2, kind);
        insert->bind(3, std::string_view(json));
        insert->run();
        id = database.last_insert_id();
    }
    environments.emplace(json, id);
    return id;
}

std::int64_t Lineage::State::stage(std::int64_t pipeline_file, const std::string& name) {
    const std::pair identity(pipeline_file, name);
    if (const auto known = stages.find(identity); known != stages.end()) return known->second;
    std::int64_t id = 0;
    {
        const auto select = use("SELECT id FROM stages WHERE pipeline_file = ?1 AND name = ?2");
        select->bind(1, pipeline_file).bind(2, std::string_view(name));
        if (select->step()) id = select->integer(0);
    }
    if (id == 0) {
        const auto insert = use("INSERT INTO stages (pipeline_file, name) VALUES (?1, ?2)");
        insert->bind(1, pipeline_file).bind(2, std::string_view(name));
        insert->run();
        id = database.last_insert_id();
    }
    stages.emplace(identity, id);
    return id;
}

}  // namespace mlpipe
