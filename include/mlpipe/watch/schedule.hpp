// When a watch is to look next. Knows two clocks and the last slot, and nothing of runs.
//
// Slots are whole multiples of `every` in UTC, so that a watch that is started again keeps its rhythm. The wall clock
// decides, for it alone knows of suspended nights; a slot that was missed is looked at once, however many were. Slots
// only grow: where the wall clock has gone back, the steady clock says when the next begins, and no slot is looked at
// twice.
#pragma once
#include <cstdint>
#include <optional>

#include "mlpipe/model/watch_state.hpp"

namespace mlpipe {

class Clock;
class FileSystem;

struct NextSlot {
    std::int64_t begin_ns = 0;  // names it; where the wall clock has gone back it is ahead of it
    std::int64_t wait_ns = 0;   // until it is due, if nobody touches the clock; 0: now
};

// `every_ns` is positive. Without a last slot the one that goes on is due.
NextSlot next_slot(const std::optional<Slot>& last, std::int64_t every_ns, const Moment& now);

// Of a schedule, in nanoseconds; a period that no clock holds is the longest that one does.
std::int64_t every_ns_of(double every_s);

Moment current_moment(const FileSystem& files, const Clock& clock);

// When the next look is to be expected, in wall time; nullopt where no schedule goes on.
std::optional<std::int64_t> next_look_ns(const WatchState& state, bool is_watched, const Moment& now);

}  // namespace mlpipe
