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
    insert_gates(run, gates, 0);
}

void Lineage::State::insert_gates(std::int64_t run, const std::vector<GateResult>& gates,
                                  std::int64_t position) {
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

bool Lineage::add_asked_gates(const std::string& run, const std::vector<GateResult>& gates) {
    bool added = false;
    state_->write([&] {
        const auto select = state_->use(
            "SELECT id, (SELECT COALESCE(MAX(position) + 1, 0) FROM gates WHERE run = runs.id) FROM runs"
            " WHERE run = ?1 AND status = 'running'");
        select->bind(1, std::string_view(run));
        if (!select->step()) return;
        const std::int64_t row = select->integer(0), position = select->integer(1);
        state_->insert_gates(row, gates, position);
        added = true;
    });
    return added;
}

std::vector<GateResult> Lineage::asked_gates(const std::string& run) {
    const auto select = state_->use(
        "SELECT json FROM gates WHERE run = (SELECT id FROM runs WHERE run = ?1) ORDER BY position");
    select->bind(1, std::string_view(run));
    std::vector<GateResult> found;
    while (select->step()) {
        GateResult result = parse_gate_result(parse_json(select->text(0), "a gate of run " + run));
        if (!result.asked_by.empty()) found.push_back(std::move(result));
    }
    return found;
}

}  // namespace mlpipe
