// One metric over the runs.
#include <algorithm>
#include <limits>

#include "state.hpp"

namespace mlpipe {

using lineage::bind_optional;

std::vector<std::string> Lineage::metric_names() {
    // From name to name along the index: there are few names and many values.
    const auto select = state_->use(
        "WITH RECURSIVE n (name) AS (SELECT min(name) FROM metrics UNION ALL"
        " SELECT (SELECT min(m.name) FROM metrics m WHERE m.name > n.name) FROM n WHERE n.name IS NOT NULL)"
        " SELECT name FROM n WHERE name IS NOT NULL");
    std::vector<std::string> names;
    while (select->step()) names.push_back(select->text(0));
    return names;
}

std::vector<MetricAt> Lineage::metric_history(const std::string& name, const MetricHistoryFilter& filter) {
    const auto select = state_->use(
        "SELECT r.run, r.started_ns, r.branch, r.git_commit, s.name, m.value, e.status FROM metrics m"
        " CROSS JOIN executions e ON e.described_by = m.execution"
        " CROSS JOIN runs r ON r.id = e.run JOIN stages s ON s.id = e.stage"
        " WHERE m.name = ?1 AND m.value IS NOT NULL AND (?2 IS NULL OR r.branch = ?2)"
        " AND (?3 IS NULL OR r.started_ns >= ?3) AND (?4 OR e.status <> 'skipped')"
        " ORDER BY r.started_ns DESC, e.id DESC LIMIT ?5");
    select->bind(1, std::string_view(name));
    bind_optional(*select, 2, filter.branch);
    bind_optional(*select, 3, filter.since_ns);
    select->bind(4, std::int64_t{filter.with_skipped});
    const bool all = filter.limit == 0 || filter.limit > std::numeric_limits<std::int32_t>::max();
    select->bind(5, all ? std::int64_t{-1} : static_cast<std::int64_t>(filter.limit));
    std::vector<MetricAt> history;
    while (select->step()) {
        MetricAt& at = history.emplace_back();
        at.run = select->text(0);
        at.started_ns = select->integer(1);
        if (!select->is_null(2)) at.branch = select->text(2);
        if (!select->is_null(3)) at.commit = select->text(3);
        at.stage = select->text(4);
        at.value = select->real(5);
        at.status = lineage::execution_status(select->text(6));
    }
    std::reverse(history.begin(), history.end());
    return history;
}

}  // namespace mlpipe
