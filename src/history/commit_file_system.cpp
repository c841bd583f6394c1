#include "commit_file_system.hpp"

#include <algorithm>
#include <cstring>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::uint32_t link_mode = 0120000, executable_mode = 0100755, submodule_mode = 0160000;
constexpr int most_hops = 40;

class BytesReader : public FileReader {
  public:
    BytesReader(std::string bytes, FileStat stat) : bytes_(std::move(bytes)), stat_(stat) {}
    std::size_t read(std::span<std::byte> buffer) override {
        const std::size_t count = std::min(buffer.size(), bytes_.size() - at_);
        if (count > 0) std::memcpy(buffer.data(), bytes_.data() + at_, count);
        at_ += count;
        return count;
    }
    FileStat stat() const override { return stat_; }

  private:
    std::string bytes_;
    FileStat stat_;
    std::size_t at_ = 0;
};

}  // namespace

CommitFileSystem::CommitFileSystem(const Commits& commits, const std::string& commit)
    : commits_(commits), commit_(commit) {
    for (TreeFile& file : commits.files(commit)) {
        std::string path = file.path;
        entries_.emplace(std::move(path), std::move(file));
    }
}

const TreeFile* CommitFileSystem::find(const std::string& path) const {
    const auto inside = commits_.path_in_tree(path);
    if (!inside) return nullptr;
    const auto found = entries_.find(*inside);
    return found == entries_.end() ? nullptr : &found->second;
}

// The root has no path in its tree, but what lies in it has.
std::optional<std::string> CommitFileSystem::directory_in_tree(const std::string& path) const {
    const auto below = commits_.path_in_tree(path::join(path, "x"));
    return below ? std::optional(std::string(path::parent(*below))) : std::nullopt;
}

bool CommitFileSystem::is_directory(const std::string& in_tree) const {
    if (in_tree == ".") return true;
    const std::string prefix = in_tree + "/";
    const auto next = entries_.lower_bound(prefix);
    return next != entries_.end() && next->first.starts_with(prefix);
}

std::optional<std::string> CommitFileSystem::resolve(const std::string& path) const {
    std::string at = path;
    for (int hop = 0; hop < most_hops; ++hop) {
        const TreeFile* file = find(at);
        if (file == nullptr || file->mode != link_mode) return at;
        at = path::join(path::parent(at), commits_.read_blob(file->id));
    }
    return std::nullopt;
}

std::optional<FileStat> CommitFileSystem::link_stat(const std::string& path) const {
    FileStat stat;
    const TreeFile* file = find(path);
    if (file == nullptr || file->mode == submodule_mode) {
        const auto inside = directory_in_tree(path);
        if (file == nullptr && (!inside || !is_directory(*inside))) return std::nullopt;
        stat.type = FileType::directory;
        stat.mode = 0755;
        return stat;
    }
    stat.type = file->mode == link_mode ? FileType::link : FileType::file;
    stat.executable = file->mode == executable_mode;
    stat.mode = stat.executable ? 0755 : 0644;
    stat.size = commits_.read_blob(file->id).size();
    return stat;
}

std::optional<FileStat> CommitFileSystem::stat(const std::string& path) const {
    const auto resolved = resolve(path);
    return resolved ? link_stat(*resolved) : std::nullopt;
}

std::unique_ptr<FileReader> CommitFileSystem::open_read(const std::string& path) const {
    const auto resolved = resolve(path);
    const TreeFile* file = resolved ? find(*resolved) : nullptr;
    if (file == nullptr) {
        throw Error(ErrorKind::failed, "cannot read '" + path::printable(path) + "' in commit " +
                                           commit_.substr(0, 12) + ": there is no such file");
    }
    return std::make_unique<BytesReader>(commits_.read_blob(file->id), *link_stat(*resolved));
}

std::vector<DirectoryEntry> CommitFileSystem::list(const std::string& path) const {
    const std::string inside = directory_in_tree(path).value_or("..");
    const std::string prefix = inside == "." ? "" : inside + "/";
    std::vector<DirectoryEntry> found;
    for (auto at = entries_.lower_bound(prefix); at != entries_.end() && at->first.starts_with(prefix);) {
        const std::string rest = at->first.substr(prefix.size());
        const std::size_t slash = rest.find('/');
        if (slash == std::string::npos) {
            found.push_back({rest, link_stat(path::join(path, rest))->type});
            ++at;
            continue;
        }
        found.push_back({rest.substr(0, slash), FileType::directory});
        // '0' follows '/': the first name that is not below this directory.
        at = entries_.lower_bound(prefix + rest.substr(0, slash) + "0");
    }
    return found;
}

std::string CommitFileSystem::read_link(const std::string& path) const {
    const TreeFile* file = find(path);
    if (file == nullptr || file->mode != link_mode) {
        throw Error(ErrorKind::failed, "cannot read the link '" + path::printable(path) + "' in commit " +
                                           commit_.substr(0, 12) + ": it is none");
    }
    return commits_.read_blob(file->id);
}

std::optional<std::string> CommitFileSystem::real_path(const std::string& path) const {
    const auto resolved = resolve(path);
    return resolved && link_stat(*resolved) ? resolved : std::nullopt;
}

std::int64_t CommitFileSystem::now_ns() const {
    return commits_.info(commit_).time_s * 1'000'000'000;
}

void CommitFileSystem::refuse(const std::string& path) const {
    throw Error(ErrorKind::failed, "cannot change '" + path::printable(path) + "' in commit " +
                                       commit_.substr(0, 12) + ": what was committed stays as it is");
}

std::unique_ptr<FileWriter> CommitFileSystem::create(const std::string& path, std::uint32_t) {
    refuse(path);
}
void CommitFileSystem::create_directories(const std::string& path) {
    refuse(path);
}
void CommitFileSystem::create_link(const std::string&, const std::string& path) {
    refuse(path);
}
void CommitFileSystem::create_hard_link(const std::string&, const std::string& path) {
    refuse(path);
}
bool CommitFileSystem::clone_file(const std::string&, const std::string& to, std::uint32_t) {
    refuse(to);
}
bool CommitFileSystem::rename(const std::string& from, const std::string&) {
    refuse(from);
}
void CommitFileSystem::set_mode(const std::string& path, std::uint32_t) {
    refuse(path);
}
void CommitFileSystem::remove_file(const std::string& path) {
    refuse(path);
}
void CommitFileSystem::remove_tree(const std::string& path) {
    refuse(path);
}
void CommitFileSystem::sync_file(const std::string& path) {
    refuse(path);
}
void CommitFileSystem::sync_directory(const std::string& path) {
    refuse(path);
}
void CommitFileSystem::sync_file_system(const std::string& path) {
    refuse(path);
}

}  // namespace mlpipe
