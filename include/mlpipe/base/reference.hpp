// Identity of content: what an artifact is, apart from where it lies.
// A file's digest is that of its bytes, a link's that of its target, a directory's that of its manifest.
#pragma once
#include <cstdint>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/value.hpp"

namespace mlpipe {

enum class ReferenceType { file, directory, link };

const char* to_string(ReferenceType type);  // "file", "dir", "link"

struct Reference {
    ReferenceType type = ReferenceType::file;
    Digest digest;
    std::uint64_t size = 0;   // bytes; of a directory the sum of its files
    bool executable = false;  // restored; no part of a file dependency's identity
    bool operator==(const Reference&) const = default;
    bool same_content(const Reference& other) const { return type == other.type && digest == other.digest; }
};

// {"type", "sha256", "size"} and "exec": true where it is set. Throws Error(damaged) on anything else.
Value to_value(const Reference& reference);
Reference parse_reference(const Value& value);

}  // namespace mlpipe
