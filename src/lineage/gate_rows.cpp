// The verdicts of a run's gates.
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "state.hpp"

namespace mlpipe {

void Lineage::State::write_gates(std::int64_t run, const std::vector<GateResult>& gates) {
    {
        const auto remove = use("DELETE FROM gates WHERE run = ?1");
        remove->bind(1, run);
        remove->run();
    }
    std::int64_t position = 0;
    for (const GateResult& gate : gates) {
        const std::string json = canonical_json(to_value(gate));
        const auto insert =
            use("INSERT INTO gates (run, position, stage, metric, value, rule, threshold, verdict, json)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        insert->bind(1, run).bind(2, position++);
        insert->bind(3, std::string_view(gate.stage)).bind(4, std::string_view(gate.metric));
        lineage::bind_optional(*insert, 5, gate.value);
        insert->bind(6, std::string_view(to_string(gate.rule))).bind(7, gate.threshold);
        insert->bind(8, std::string_view(to_string(gate.verdict))).bind(9, std::string_view(json));
        insert->run();
    }
}

void Lineage::State::read_gates(std::int64_t row, RunRecord& run) {
    const auto select = use("SELECT json FROM gates WHERE run = ?1 ORDER BY position");
    select->bind(1, row);
    while (select->step())
        run.gates.push_back(parse_gate_result(parse_json(select->text(0), "a gate of run " + run.id)));
}

}  // namespace mlpipe
