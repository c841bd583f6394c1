// What came of a run's checks.
#include "mlpipe/base/json.hpp"
#include "state.hpp"

namespace mlpipe {

void Lineage::State::write_checks(std::int64_t run, const std::vector<CheckResult>& checks) {
    {
        const auto remove = use("DELETE FROM checks WHERE run = ?1");
        remove->bind(1, run);
        remove->run();
    }
    std::int64_t position = 0;
    for (const CheckResult& check : checks) {
        const CheckResult kept = without_passes(check);
        const std::string json = canonical_json(to_value(kept));
        const auto insert =
            use("INSERT INTO checks (run, position, stage, data, schema, rows, judged, failed, verdict, json)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        insert->bind(1, run).bind(2, position++);
        insert->bind(3, std::string_view(check.stage)).bind(4, std::string_view(check.data));
        insert->bind(5, std::string_view(check.schema)).bind(6, static_cast<std::int64_t>(check.rows));
        insert->bind(7, static_cast<std::int64_t>(check.judged));
        insert->bind(8, static_cast<std::int64_t>(kept.rules.size()));
        insert->bind(9, std::string_view(to_string(check.verdict))).bind(10, std::string_view(json));
        insert->run();
    }
}

void Lineage::State::read_checks(std::int64_t row, RunRecord& run) {
    const auto select = use("SELECT json FROM checks WHERE run = ?1 ORDER BY position");
    select->bind(1, row);
    while (select->step())
        run.checks.push_back(parse_check_result(parse_json(select->text(0), "a check of run " + run.id)));
}

}  // namespace mlpipe
