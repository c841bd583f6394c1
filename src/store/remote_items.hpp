// Names that all remotes use alike.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/store/remote.hpp"

namespace mlpipe {

// Nobody works on a file for so long without writing to it.
inline constexpr std::int64_t abandoned_after_ns = 24LL * 3600 * 1'000'000'000;

// Below a store: records/ab/cdef…
std::string record_directory_of(const Digest& key);
// From the name of a file in that directory; nullopt for anything else.
std::optional<StoreItem> record_item(const Digest& key, std::string_view name);

}  // namespace mlpipe
