#include "schema.hpp"

#include <array>

#include "mlpipe/base/error.hpp"

namespace mlpipe::lineage {

namespace {

// Migration n brings a database from version n - 1 to n. What was released is never edited: add another one.
constexpr std::array migrations = {
    R"(
CREATE TABLE instance (id TEXT NOT NULL) STRICT;
INSERT INTO instance VALUES (lower(hex(randomblob(16))));

CREATE TABLE paths (
    id INTEGER PRIMARY KEY,
    path ANY NOT NULL UNIQUE  -- TEXT, or BLOB where the bytes are not UTF-8
) STRICT;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('file', 'dir', 'link')),
    size INTEGER NOT NULL,
    UNIQUE (digest, type, size)
) STRICT;

CREATE TABLE environments (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,  -- SHA-256 of json
    kind TEXT NOT NULL CHECK (kind IN ('machine', 'interpreter')),
    json TEXT NOT NULL
) STRICT;

CREATE TABLE stages (
    id INTEGER PRIMARY KEY,
    pipeline_file INTEGER NOT NULL REFERENCES paths,
    name TEXT NOT NULL,
    UNIQUE (pipeline_file, name)
) STRICT;

CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL REFERENCES keys,
    run TEXT NOT NULL,  -- that made it; perhaps in another clone
    duration_s REAL NOT NULL,
    accepted TEXT NOT NULL,  -- the acceptance as JSON, or ''
    json TEXT NOT NULL,
    UNIQUE (key, run, duration_s, accepted)
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'interrupted')),
    pipeline TEXT NOT NULL,
    pipeline_file INTEGER NOT NULL REFERENCES paths,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    arguments TEXT NOT NULL,  -- a JSON list
    instance TEXT,            -- NULL: this clone's
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    machine INTEGER REFERENCES environments,
    git_commit TEXT
) STRICT;
CREATE INDEX runs_started ON runs (started_ns);
CREATE INDEX runs_open ON runs (id) WHERE status = 'running';

CREATE TABLE run_interpreters (
    run INTEGER NOT NULL REFERENCES runs,
    environment INTEGER NOT NULL REFERENCES environments,
    UNIQUE (run, environment)
) STRICT;

CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs,
    stage INTEGER NOT NULL REFERENCES stages,
    position INTEGER,  -- within the run; NULL until it ended
    status TEXT NOT NULL CHECK (status IN
        ('running', 'ran', 'restored', 'skipped', 'failed', 'blocked', 'held', 'interrupted')),
    reason TEXT NOT NULL,
    key INTEGER REFERENCES keys,  -- NULL: was not known
    record INTEGER REFERENCES records,
    acted INTEGER NOT NULL CHECK (acted IN (0, 1)),  -- ran, was restored or accepted, or tried to
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    changed INTEGER NOT NULL CHECK (changed IN (0, 1)),  -- inputs changed meanwhile
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    wall_s REAL NOT NULL,
    cpu_s REAL NOT NULL,
    peak_memory INTEGER NOT NULL,
    exit_code INTEGER,
    attempts INTEGER NOT NULL,
    interpreter INTEGER REFERENCES environments
) STRICT;
CREATE INDEX executions_run ON executions (run, status);
CREATE INDEX executions_acted ON executions (stage, id, run) WHERE acted = 1;
CREATE INDEX executions_ran ON executions (stage, id, wall_s) WHERE status = 'ran';
CREATE INDEX executions_success ON executions (key, finished_ns)
    WHERE status = 'ran' AND changed = 0 AND accepted = 0;

CREATE TABLE edges (
    execution INTEGER NOT NULL REFERENCES executions,
    role TEXT NOT NULL CHECK (role IN
        ('dep', 'out', 'metric', 'plot', 'prior', 'environment', 'leftover')),
    path INTEGER NOT NULL REFERENCES paths,
    artifact INTEGER NOT NULL REFERENCES artifacts,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    executable INTEGER NOT NULL CHECK (executable IN (0, 1)),
    PRIMARY KEY (execution, role, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_artifact ON edges (artifact);
CREATE INDEX edges_path ON edges (path);

CREATE TABLE changed_inputs (
    execution INTEGER NOT NULL REFERENCES executions,
    path INTEGER NOT NULL REFERENCES paths,
    PRIMARY KEY (execution, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE parameters (
    execution INTEGER NOT NULL REFERENCES executions,
    file INTEGER NOT NULL REFERENCES paths,
    key TEXT NOT NULL,  -- '': the whole file
    value TEXT NOT NULL,  -- canonical JSON: 1 and 1.0 differ
    PRIMARY KEY (execution, file, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE metrics (
    execution INTEGER NOT NULL REFERENCES executions,
    name TEXT NOT NULL,  -- file:a.b
    value REAL,          -- NULL: not a number
    PRIMARY KEY (execution, name)
) STRICT, WITHOUT ROWID;
)",
    R"(
ALTER TABLE runs ADD COLUMN branch TEXT;
ALTER TABLE runs ADD COLUMN head TEXT;
ALTER TABLE runs ADD COLUMN reproduces_run TEXT;     -- id of the original; '' where only its commit is known
ALTER TABLE runs ADD COLUMN reproduces_commit TEXT;  -- NULL: this run repeats none
ALTER TABLE runs ADD COLUMN verdict TEXT;            -- of the comparison with the original

-- The execution whose edges, parameters and metrics are this one's too: of all with one record the first that
-- is still known, of one without a record itself.
ALTER TABLE executions ADD COLUMN described_by INTEGER REFERENCES executions;
CREATE INDEX executions_of_record ON executions (record, id) WHERE acted = 1;
UPDATE executions SET described_by = coalesce(
    (SELECT min(e.id) FROM executions e WHERE e.record = executions.record AND e.acted = 1), id);
DROP INDEX executions_of_record;
DELETE FROM edges WHERE role <> 'leftover'
    AND execution IN (SELECT id FROM executions WHERE described_by <> id);
DELETE FROM parameters WHERE execution IN (SELECT id FROM executions WHERE described_by <> id);
CREATE INDEX executions_describing ON executions (record) WHERE described_by = id;
CREATE INDEX executions_described ON executions (described_by, run);
DROP INDEX executions_run;
CREATE INDEX executions_run ON executions (run, described_by, status);

DROP INDEX edges_artifact;
CREATE INDEX edges_artifact ON edges (artifact, direction);
DROP INDEX edges_path;
CREATE INDEX edges_path ON edges (path, direction);
CREATE INDEX metrics_name ON metrics (name, execution, value);
)",
    R"(
CREATE TABLE model_index (tags BLOB NOT NULL) STRICT;  -- one row: what the tags were when they were indexed

CREATE TABLE model_versions (
    tag TEXT NOT NULL PRIMARY KEY,
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    path ANY,             -- as the pipeline file sees it; this and the next three are NULL for other tools' tags
    type TEXT,
    digest BLOB,
    size INTEGER,
    pipeline_file ANY,    -- NULL: no run made it
    run TEXT,             -- that made it
    git_commit TEXT NOT NULL,
    registered_ns INTEGER NOT NULL,
    by TEXT NOT NULL,
    why TEXT NOT NULL,
    deprecated INTEGER NOT NULL CHECK (deprecated IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX model_versions_digest ON model_versions (digest);

CREATE TABLE model_events (
    tag TEXT NOT NULL PRIMARY KEY,
    event TEXT NOT NULL CHECK (event IN ('registered', 'assigned', 'unassigned', 'deprecated')),
    model TEXT NOT NULL,
    version TEXT NOT NULL,      -- '': the model as a whole
    alias TEXT,
    from_version TEXT,          -- NULL: the alias pointed to none
    when_ns INTEGER NOT NULL,
    by TEXT NOT NULL,
    why TEXT NOT NULL,
    run TEXT,                   -- and stage: that it was called from; NULL: by a person
    stage TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX model_events_model ON model_events (model, when_ns);
)",
    R"(
CREATE TABLE gates (
    run INTEGER NOT NULL REFERENCES runs,
    position INTEGER NOT NULL,  -- within the run
    stage TEXT NOT NULL,
    metric TEXT NOT NULL,  -- file:a.b
    value REAL,            -- NULL: missing, or no finite number
    rule TEXT NOT NULL,
    threshold REAL NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'warn', 'fail', 'undecided')),
    json TEXT NOT NULL,  -- the whole, with the baseline
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX gates_metric ON gates (metric, run);
)",
    R"(
ALTER TABLE runs ADD COLUMN cause TEXT;  -- canonical JSON; NULL: somebody asked for it
CREATE INDEX runs_cause ON runs (cause) WHERE cause IS NOT NULL;
)",
    R"(
CREATE TABLE checks (
    run INTEGER NOT NULL REFERENCES runs,
    position INTEGER NOT NULL,  -- within the run
    stage TEXT NOT NULL,
    data TEXT NOT NULL,     -- as the pipeline file names it
    schema TEXT NOT NULL,   -- its file; '': it stands in the pipeline file
    rows INTEGER NOT NULL,
    judged INTEGER NOT NULL,  -- rules
    failed INTEGER NOT NULL,  -- rules that do not hold
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'warn', 'fail', 'undecided')),
    json TEXT NOT NULL,  -- the whole, with the rules that do not hold
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX checks_data ON checks (data, run);
)"};

}  // namespace

int newest_schema() {
    return static_cast<int>(migrations.size());
}

int schema_of(Database& database, const std::string& path) {
    Statement statement = database.prepare("PRAGMA user_version");
    const auto version = statement.step() ? statement.integer(0) : 0;
    if (version > newest_schema())
        throw Error(ErrorKind::failed, "'" + path + "' was written by a newer mlpipe (schema " +
                                           std::to_string(version) + ", this one knows up to " +
                                           std::to_string(newest_schema()) +
                                           "): use that version or a newer one");
    return static_cast<int>(version);
}

void migrate(Database& database, const std::string& path) {
    if (schema_of(database, path) == newest_schema()) return;
    // All at once: a reader sees no database that is half of today.
    Transaction transaction(database);
    const int version = schema_of(database, path);  // another process may have been first
    for (int next = version; next < newest_schema(); ++next)
        database.execute(migrations[static_cast<std::size_t>(next)]);
    database.execute("PRAGMA user_version = " + std::to_string(newest_schema()));
    transaction.commit();
}

}  // namespace mlpipe::lineage
