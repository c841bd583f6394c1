// Addresses of parameters and metrics: `file:a.b`, and short where only one name can be meant.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

// The place of the name that is meant: the one that is `address`; else the one whose part behind the file is;
// else the one that ends in it, behind a '.', '/' or ':'. nullopt: none. Throws Error(usage) with the names
// when several fit equally well; `what` is their kind, "metric".
std::optional<std::size_t> find_address(const std::vector<std::string>& names, std::string_view address,
                                        std::string_view what);

// Each name without its file where no other one has the same part behind it.
std::vector<std::string> short_addresses(const std::vector<std::string>& names);

}  // namespace mlpipe
