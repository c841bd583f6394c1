// Runs that are forgotten, with all that only they refer to.
#include "mlpipe/base/json.hpp"
#include "state.hpp"

namespace mlpipe {

namespace {

// What a removed execution says of a result that a remaining one has too goes to the first of those.
constexpr const char* hand_over = R"(
CREATE TEMP TABLE heirs (id INTEGER PRIMARY KEY, heir INTEGER NOT NULL);
INSERT INTO heirs SELECT e.described_by, min(e.id) FROM removed_executions r
    CROSS JOIN executions e ON e.described_by = r.id
    WHERE e.id NOT IN (SELECT id FROM removed_executions) GROUP BY e.described_by;
UPDATE edges SET execution = (SELECT heir FROM heirs WHERE id = execution)
    WHERE execution IN (SELECT id FROM heirs) AND role <> 'leftover';
UPDATE parameters SET execution = (SELECT heir FROM heirs WHERE id = execution)
    WHERE execution IN (SELECT id FROM heirs);
UPDATE metrics SET execution = (SELECT heir FROM heirs WHERE id = execution)
    WHERE execution IN (SELECT id FROM heirs);
UPDATE executions SET described_by = (SELECT heir FROM heirs h WHERE h.id = described_by)
    WHERE described_by IN (SELECT id FROM heirs) AND id NOT IN (SELECT id FROM removed_executions);
DROP TABLE heirs;
)";

constexpr const char* remove_rows = R"(
DELETE FROM edges WHERE execution IN (SELECT id FROM removed_executions);
DELETE FROM parameters WHERE execution IN (SELECT id FROM removed_executions);
DELETE FROM metrics WHERE execution IN (SELECT id FROM removed_executions);
DELETE FROM changed_inputs WHERE execution IN (SELECT id FROM removed_executions);
DELETE FROM executions WHERE id IN (SELECT id FROM removed_executions);
DELETE FROM gates WHERE run IN (SELECT id FROM removed_runs);
DELETE FROM checks WHERE run IN (SELECT id FROM removed_runs);
DELETE FROM run_interpreters WHERE run IN (SELECT id FROM removed_runs);
DELETE FROM runs WHERE id IN (SELECT id FROM removed_runs);
)";

// In the order in which they refer to each other.
constexpr const char* remove_orphans = R"(
DELETE FROM records WHERE id NOT IN (SELECT record FROM executions WHERE record IS NOT NULL);
DELETE FROM keys WHERE id NOT IN (SELECT key FROM records)
    AND id NOT IN (SELECT key FROM executions WHERE key IS NOT NULL);
DELETE FROM artifacts WHERE id NOT IN (SELECT artifact FROM edges);
DELETE FROM environments WHERE id NOT IN (SELECT environment FROM run_interpreters)
    AND id NOT IN (SELECT machine FROM runs WHERE machine IS NOT NULL)
    AND id NOT IN (SELECT interpreter FROM executions WHERE interpreter IS NOT NULL);
DELETE FROM stages WHERE id NOT IN (SELECT stage FROM executions);
DELETE FROM paths WHERE id NOT IN (SELECT path FROM edges) AND id NOT IN (SELECT path FROM changed_inputs)
    AND id NOT IN (SELECT file FROM parameters) AND id NOT IN (SELECT pipeline_file FROM stages)
    AND id NOT IN (SELECT pipeline_file FROM runs);
)";

}  // namespace

void Lineage::remove_runs(const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    Value::List names;
    for (const std::string& id : ids) names.emplace_back(id);
    const std::string list = canonical_json(names);
    state_->write([&] {
        Database& database = state_->database;
        database.execute(
            "CREATE TEMP TABLE removed_runs (id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE removed_executions (id INTEGER PRIMARY KEY)");
        {
            Statement insert = database.prepare(
                "INSERT INTO removed_runs SELECT r.id FROM json_each(?1) j CROSS JOIN runs r ON r.run = "
                "j.value"
                " GROUP BY r.id");
            insert.bind(1, std::string_view(list));
            insert.run();
        }
        database.execute(
            "INSERT INTO removed_executions SELECT e.id FROM removed_runs r"
            " CROSS JOIN executions e ON e.run = r.id");
        for (const char* step : {hand_over, remove_rows, remove_orphans}) database.execute(step);
        database.execute("DROP TABLE removed_executions; DROP TABLE removed_runs");
    });
    state_->forget();
}

std::vector<std::string> Lineage::latest_runs() {
    const auto select = state_->use(
        "SELECT DISTINCT r.run FROM stages s CROSS JOIN executions e ON e.id ="
        " (SELECT max(id) FROM executions WHERE stage = s.id AND acted = 1)"
        " JOIN runs r ON r.id = e.run ORDER BY r.run");
    std::vector<std::string> runs;
    while (select->step()) runs.push_back(select->text(0));
    return runs;
}

}  // namespace mlpipe
