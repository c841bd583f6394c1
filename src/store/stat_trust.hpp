// When a stat can be trusted to show every later write.
#pragma once
#include <algorithm>
#include <cstdint>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

// File systems stamp times as coarsely as two seconds (FAT): a write that follows a read within one grain
// leaves no trace. What is older than that when the read begins cannot be written again under the same time.
inline bool is_settled(const FileStat& stat, std::int64_t read_started_ns) {
    constexpr std::int64_t grain_ns = 2'000'000'000;
    return std::max(stat.mtime_ns, stat.ctime_ns) <= read_started_ns - grain_ns;
}

}  // namespace mlpipe
