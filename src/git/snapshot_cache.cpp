#include "snapshot_cache.hpp"

#include <charconv>
#include <string_view>

#include "mlpipe/base/digest.hpp"
#include "settings.hpp"

namespace mlpipe::git {

namespace {

constexpr std::string_view header = "mlpipe snapshot cache 1\n";

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}
    bool at_end() const { return text_.empty(); }
    std::string_view word(char end) {
        const std::size_t at = text_.find(end);
        const std::string_view found = text_.substr(0, at);
        text_ = at == text_.npos ? std::string_view() : text_.substr(at + 1);
        return found;
    }
    template <typename Number>
    Number number() {
        Number value{};
        const std::string_view digits = word(' ');
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    }

  private:
    std::string_view text_;
};

// The text without its header and its last line, if that is the digest of all before it.
std::string_view checked(std::string_view text) {
    constexpr std::size_t digest_line = 65;
    if (text.size() < header.size() + digest_line || !text.starts_with(header)) return {};
    const std::string_view content = text.substr(0, text.size() - digest_line);
    if (sha256(content).hex() + "\n" != text.substr(content.size())) return {};
    return content.substr(header.size());
}

}  // namespace

bool too_fresh(const FileStat& status, std::int64_t seen_ns) {
    // File systems with whole seconds stamp two of them alike; the others are as coarse as the kernel's tick.
    const bool coarse = status.mtime_ns % 1'000'000'000 == 0 && status.ctime_ns % 1'000'000'000 == 0;
    const std::int64_t grain_ns = coarse ? 2'000'000'000 : 20'000'000;
    return status.mtime_ns + grain_ns > seen_ns || status.ctime_ns + grain_ns > seen_ns;
}

SnapshotCache SnapshotCache::load(const FileSystem& files, const std::string& path,
                                  const std::string& filters) {
    SnapshotCache cache;
    const std::string text = text_if_readable(files, path);
    Reader reader(checked(text));
    if (reader.at_end() || reader.word('\n') != sha256(filters).hex()) return cache;
    cache.made_ns_ = reader.number<std::int64_t>();
    while (!reader.at_end()) {
        Entry entry;
        entry.status.type = FileType::file;
        entry.status.mtime_ns = reader.number<std::int64_t>();
        entry.status.ctime_ns = reader.number<std::int64_t>();
        entry.status.size = reader.number<std::uint64_t>();
        entry.status.device = reader.number<std::uint64_t>();
        entry.status.inode = reader.number<std::uint64_t>();
        entry.id = reader.word(' ');
        cache.loaded_.emplace(reader.word('\0'), std::move(entry));
    }
    return cache;
}

std::optional<std::string> SnapshotCache::find(const std::string& path, const FileStat& status) const {
    const auto found = loaded_.find(path);
    if (found == loaded_.end()) return std::nullopt;
    const FileStat& known = found->second.status;
    const bool same = known.mtime_ns == status.mtime_ns && known.ctime_ns == status.ctime_ns &&
                      known.size == status.size && known.device == status.device &&
                      known.inode == status.inode;
    if (!same || too_fresh(status, made_ns_)) return std::nullopt;
    return found->second.id;
}

void SnapshotCache::keep(const std::string& path, const FileStat& status, const std::string& id) {
    Entry entry;
    entry.status.type = FileType::file;
    entry.status.mtime_ns = status.mtime_ns;
    entry.status.ctime_ns = status.ctime_ns;
    entry.status.size = status.size;
    entry.status.device = status.device;
    entry.status.inode = status.inode;
    entry.id = id;
    kept_.insert_or_assign(path, std::move(entry));
}

void SnapshotCache::save(FileSystem& files, const std::string& path, const std::string& filters,
                         std::int64_t now_ns, const std::string& scratch) const {
    bool refreshed = false;  // an entry that was too fresh to be used, and no longer is
    for (const auto& [name, entry] : kept_)
        refreshed = refreshed || (too_fresh(entry.status, made_ns_) && !too_fresh(entry.status, now_ns));
    if (kept_ == loaded_ && !refreshed) return;
    std::string text(header);
    text += sha256(filters).hex() + "\n" + std::to_string(now_ns) + " ";
    for (const auto& [name, entry] : kept_) {
        for (const std::int64_t time : {entry.status.mtime_ns, entry.status.ctime_ns})
            text += std::to_string(time) + " ";
        for (const std::uint64_t number : {entry.status.size, entry.status.device, entry.status.inode})
            text += std::to_string(number) + " ";
        text += entry.id + " " + name;
        text += '\0';
    }
    text += sha256(text).hex() + "\n";
    write_file_atomically(files, path, text, Durability::lazy, 0644, scratch);
}

}  // namespace mlpipe::git
