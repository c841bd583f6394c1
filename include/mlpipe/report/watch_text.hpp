// What `monitor status` says of a watch, as text and as a document.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/value.hpp"
#include "mlpipe/model/watch_state.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

struct WatchStatus {
    WatchState state;
    bool is_watched = false;  // somebody watches now, on a schedule or just now
    std::int64_t now_ns = 0;
    std::optional<std::int64_t> next_ns;  // of the next look, where there is a schedule
    std::vector<Silence> silences;        // all that are known, the newest last
    std::optional<Silence> silence;       // that holds
};

std::string watch_text(const WatchStatus& status, const TextStyle& style);
Value to_value(const WatchStatus& status);

// "until 2026-11-23 17:00 UTC by Ada: the feed is being moved"
std::string silence_text(const Silence& silence);

}  // namespace mlpipe
