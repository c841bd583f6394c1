// What DVC calls content by: an MD5, of a file's bytes or of the list of a directory's files. DVC 2 took the MD5 of
// text with `\r\n` read as `\n`; its files do not say `hash: md5`, which is how DVC 3 tells them from its own. Pure.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/md5.hpp"

namespace mlpipe {

struct DvcHash {
    Md5Digest md5;
    bool directory = false;  // written with ".dir" at its end
    bool legacy = false;     // DVC 2's: line ends of text do not count

    std::string text() const;  // as DVC writes it
    // nullopt for what is no such text.
    static std::optional<DvcHash> parse(std::string_view text, bool legacy);
    auto operator<=>(const DvcHash&) const = default;
};

// The MD5 of a file's bytes as DVC takes it. Incremental; one thread at a time; may be reused after finish().
class DvcHasher {
  public:
    explicit DvcHasher(bool legacy);
    void update(std::span<const std::byte> data);
    Md5Digest finish();
    void restart();  // forgets what was fed

  private:
    void take_block();

    Md5 md5_;
    bool legacy_;
    std::string block_;  // DVC 2 judges and rewrites one block after the other
};

struct DvcDirectoryEntry {
    std::string path;  // relative to the directory
    Md5Digest md5;
    bool operator==(const DvcDirectoryEntry&) const = default;
};

// The list that a directory's MD5 is taken of, byte for byte as DVC writes it. Sorts the entries. nullopt where a
// name is not UTF-8, for which DVC has no one text.
std::optional<std::string> dvc_directory_text(std::vector<DvcDirectoryEntry> entries);
// A `.dir` object; `origin` names it in errors. Throws Error(damaged) for what is none, and for a path that is
// absolute, climbs out, or occurs twice.
std::vector<DvcDirectoryEntry> parse_dvc_directory(std::string_view json, std::string_view origin);

}  // namespace mlpipe
