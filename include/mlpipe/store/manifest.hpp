// A directory as a canonical JSON list of its entries, sorted by the bytes of their paths: files, links and
// empty directories. Its SHA-256 is the directory's digest. docs/format.md has the form.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/digest.hpp"

namespace mlpipe {

struct ManifestEntry {
    enum class Type { file, link, directory };
    std::string path;  // bytes, relative to the directory
    Type type = Type::file;
    Digest digest;            // of a file
    std::uint64_t size = 0;   // of a file
    bool executable = false;  // of a file
    std::string target;       // of a link
    bool operator==(const ManifestEntry&) const = default;
};

struct Manifest {
    std::vector<ManifestEntry> entries;  // sorted by path
    std::uint64_t total_size() const;
    bool operator==(const Manifest&) const = default;
};

// Names and targets that are not UTF-8 go as "path_base64", "target_base64".
std::string to_json(const Manifest& manifest);
// Throws Error(damaged), also for paths that are absolute, empty, contain "..", are out of order, or lie
// below a file or link.
Manifest parse_manifest(std::string_view json);

}  // namespace mlpipe
