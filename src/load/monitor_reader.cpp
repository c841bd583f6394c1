#include "monitor_reader.hpp"

#include <algorithm>

namespace mlpipe::load {
namespace {

constexpr std::uint64_t most_runs = 1'000'000;

void read_after(const Node& node, Problems& problems, MonitorSettings& settings) {
    const auto runs = problems.count(node, "monitor: after");
    if (!runs) return;
    if (*runs == 0 || *runs > most_runs)
        return problems.wrong(node, "monitor: after", "a number of runs, from 1 up");
    settings.after = static_cast<unsigned>(*runs);
}

}  // namespace

MonitorSettings read_monitor(const Node& node, Problems& problems) {
    MonitorSettings settings;
    if (!node.is_map()) {
        problems.wrong(node, "monitor", "a map of every, after, cooldown and on_alert");
        return settings;
    }
    for (const Node::Entry& entry : node.entries()) {
        if (entry.key == "every")
            settings.every_s = problems.duration(entry.value, "monitor: every");
        else if (entry.key == "cooldown")
            settings.cooldown_s = problems.duration(entry.value, "monitor: cooldown", true);
        else if (entry.key == "after")
            read_after(entry.value, problems, settings);
        else if (entry.key == "on_alert")
            settings.on_alert = problems.text(entry.value, "monitor: on_alert");
        else
            problems.unknown_key(entry, "'monitor'",
                                 std::vector<std::string>{"every", "after", "cooldown", "on_alert"});
    }
    return settings;
}

}  // namespace mlpipe::load
