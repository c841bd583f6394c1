// v1.2.0: versions by semver.org, as GTO writes them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/registry/registry.hpp"

namespace mlpipe::registry {

struct SemanticVersion {
    std::uint64_t major_number = 0, minor_number = 0, patch_number = 0;
    std::vector<std::string> before;  // the pre-release's parts: rc, 1
    std::string build;                // means nothing to the order

    // With the v or without.
    static std::optional<SemanticVersion> parse(std::string_view text);
    std::string text() const;  // with the v
    // The next release after this one.
    SemanticVersion next(NewVersion::Part part) const;
};

// By precedence; versions that differ in their build alone are as far as one another.
bool is_lower(const SemanticVersion& left, const SemanticVersion& right);

}  // namespace mlpipe::registry
