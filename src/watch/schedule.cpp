#include "mlpipe/watch/schedule.hpp"

#include <algorithm>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {
namespace {

constexpr double ns_per_s = 1e9;
constexpr double longest_s = 100.0 * 365 * 24 * 3600;
constexpr const char* boot_file = "/proc/sys/kernel/random/boot_id";

std::int64_t begin_of(std::int64_t wall_ns, std::int64_t every_ns) {
    const std::int64_t rest = wall_ns % every_ns;
    return wall_ns - (rest < 0 ? rest + every_ns : rest);
}

bool same_boot(const Moment& before, const Moment& now) {
    return before.boot == now.boot && before.steady_ns <= now.steady_ns;
}

}  // namespace

NextSlot next_slot(const std::optional<Slot>& last, std::int64_t every_ns, const Moment& now) {
    const std::int64_t current = begin_of(now.wall_ns, every_ns);
    if (!last) return {current, 0};
    if (current > last->begin_ns) return {current, 0};
    const std::int64_t next = begin_of(last->begin_ns, every_ns) + every_ns;
    const bool gone_back = now.wall_ns < last->begin_ns;
    if (!same_boot(last->at, now)) return {next, gone_back ? 0 : next - now.wall_ns};
    const std::int64_t by_steady = std::max<std::int64_t>(last->at.steady_ns + every_ns - now.steady_ns, 0);
    return {next, gone_back ? by_steady : std::min(by_steady, next - now.wall_ns)};
}

std::int64_t every_ns_of(double every_s) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::min(every_s, longest_s) * ns_per_s), 1);
}

Moment current_moment(const FileSystem& files, const Clock& clock) {
    const std::string boot = read_file_if_present(files, boot_file).value_or("");
    return {clock.now_ns(), clock.steady_ns(), boot.substr(0, boot.find('\n'))};
}

std::optional<std::int64_t> next_look_ns(const WatchState& state, bool is_watched, const Moment& now) {
    if (!is_watched || !state.every_s) return std::nullopt;
    return now.wall_ns + next_slot(state.slot, every_ns_of(*state.every_s), now).wait_ns;
}

}  // namespace mlpipe
