#include "tree_scan.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/path.hpp"
#include "tree_walk.hpp"

namespace mlpipe::git {

namespace {

constexpr std::uint64_t low_bits = 0xffffffff;

// The rule that git itself follows: same stat data, and not so young that it could have been written twice.
bool index_vouches(const IndexEntry& entry, const FileStat& status, std::int64_t index_ns) {
    if (!entry.settled || (status.type == FileType::link) != (entry.mode == link_mode)) return false;
    return entry.size == (status.size & low_bits) && entry.inode == (status.inode & low_bits) &&
           entry.mtime_ns == status.mtime_ns && entry.ctime_ns == status.ctime_ns &&
           !too_fresh(status, index_ns);
}

class TreeScan {
  public:
    TreeScan(FileSystem& files, ObjectDatabase& database, const ScanOptions& options)
        : files_(files), database_(database), options_(options) {}

    ScanResult run() {
        result_.seen_ns = files_.now_ns();
        index_ = database_.read_index();
        settings_ = database_.settings();
        WalkResult walked = TreeWalk(files_, index_, settings_, options_).run();
        result_.left_out = std::move(walked.left_out);
        result_.notes = std::move(walked.notes);
        const std::string filters = settings_.filters + walked.attributes;
        if (!options_.cache.empty()) cache_ = SnapshotCache::load(files_, options_.cache, filters);
        result_.files.reserve(walked.files.size());
        for (WalkedFile& file : walked.files) take(std::move(file));
        read_files();
        if (!options_.cache.empty() && !options_.scratch.empty())
            cache_.save(files_, options_.cache, filters, result_.seen_ns, options_.scratch);
        sort();
        return std::move(result_);
    }

  private:
    void take(WalkedFile walked) {
        const std::string id = walked.entry != nullptr ? walked.entry->id : "";
        ScannedFile scanned{{std::move(walked.path), id, mode_of(walked)}, walked.status};
        if (walked.absent) {
            scanned.file.mode = walked.entry->mode;
        } else if (walked.status.type == FileType::directory) {
            if (!take_repository(scanned, walked.entry)) return;
        } else if (walked.entry == nullptr || !index_vouches(*walked.entry, walked.status, index_.mtime_ns)) {
            scanned.in_index = false;
            if (scanned.file.mode == link_mode && walked.status.type == FileType::link)
                scanned.file.id = database_.blob(files_.read_link(full(scanned.file.path)), options_.store);
            else if (const auto known = cached(scanned))
                scanned.file.id = *known;
            else
                unread_.push_back(result_.files.size());
        }
        result_.files.push_back(std::move(scanned));
    }

    std::optional<std::string> cached(const ScannedFile& scanned) {
        const auto id = cache_.find(scanned.file.path, scanned.status);
        // What only a forgotten run held may have been collected since.
        if (!id || (options_.store && !database_.all_exist({*id}))) return std::nullopt;
        cache_.keep(scanned.file.path, scanned.status, *id);
        return id;
    }

    std::uint32_t mode_of(const WalkedFile& walked) const {
        if (walked.status.type == FileType::directory) return submodule_mode;
        if (walked.status.type == FileType::link) return link_mode;
        const bool was_file = walked.entry != nullptr && (walked.entry->mode & 0170000) == 0100000;
        if (!settings_.links && walked.entry != nullptr && walked.entry->mode == link_mode) return link_mode;
        if (!settings_.file_mode) return was_file ? walked.entry->mode : plain_mode;
        return walked.status.executable ? executable_mode : plain_mode;
    }

    bool take_repository(ScannedFile& scanned, const IndexEntry* entry) {
        const auto head = database_.submodule_head(scanned.file.path);
        if (head) scanned.file.id = *head;
        if (entry == nullptr)
            note(scanned, head ? "is a repository of its own: only its commit is recorded"
                               : "is a repository of its own without a commit: it is not recorded");
        else if (head && database_.submodule_changed(scanned.file.path))
            note(scanned, "is a submodule with changes of its own, which are not recorded");
        return !scanned.file.id.empty();
    }

    void note(const ScannedFile& scanned, const std::string& text) {
        result_.notes.push_back("'" + scanned.file.path + "' " + text);
    }

    void read_files() {
        std::vector<std::string> paths;
        for (const std::size_t at : unread_) paths.push_back(result_.files[at].file.path);
        const auto ids = database_.blobs_of_files(paths, options_.store);
        for (std::size_t i = 0; i < unread_.size(); ++i) {
            ScannedFile& scanned = result_.files[unread_[i]];
            scanned.file.id = ids[i].value_or("");
            if (ids[i])
                cache_.keep(scanned.file.path, scanned.status, *ids[i]);
            else if (files_.link_stat(full(scanned.file.path)))
                note(scanned, "cannot be read: it is not recorded");
        }
        std::erase_if(result_.files, [](const ScannedFile& scanned) { return scanned.file.id.empty(); });
    }

    // A declared input may also have been found as an untracked file.
    void sort() {
        const auto by_path = [](const ScannedFile& left, const ScannedFile& right) {
            return left.file.path < right.file.path;
        };
        std::sort(result_.files.begin(), result_.files.end(), by_path);
        const auto same = [](const ScannedFile& left, const ScannedFile& right) {
            return left.file.path == right.file.path;
        };
        result_.files.erase(std::unique(result_.files.begin(), result_.files.end(), same),
                            result_.files.end());
        auto& left_out = result_.left_out;
        left_out.erase(std::unique(left_out.begin(), left_out.end()), left_out.end());
    }

    std::string full(const std::string& path) const { return options_.root + "/" + path; }

    FileSystem& files_;
    ObjectDatabase& database_;
    const ScanOptions& options_;
    IndexState index_;
    TreeSettings settings_;
    SnapshotCache cache_;
    std::vector<std::size_t> unread_;
    ScanResult result_;
};

}  // namespace

ScanResult scan_tree(FileSystem& files, ObjectDatabase& database, const ScanOptions& options) {
    return TreeScan(files, database, options).run();
}

std::vector<std::string> changed_files(const FileSystem& files, ObjectDatabase& database,
                                       const std::string& root, const ScanResult& scanned) {
    std::vector<std::string> changed;
    std::vector<const ScannedFile*> suspects;
    std::vector<std::string> unread;
    for (const ScannedFile& before : scanned.files) {
        if (before.file.mode == submodule_mode) continue;
        const std::string full = root + "/" + before.file.path;
        const auto status = files.link_stat(full);
        if (!status) {
            if (before.status != FileStat()) changed.push_back(before.file.path);
            continue;
        }
        if (*status == before.status && !too_fresh(before.status, scanned.seen_ns)) continue;
        if (status->type != before.status.type) {
            changed.push_back(before.file.path);
        } else if (status->type == FileType::link) {
            if (database.blob(files.read_link(full), false) != before.file.id)
                changed.push_back(before.file.path);
        } else {
            suspects.push_back(&before);
            unread.push_back(before.file.path);
        }
    }
    const auto ids = database.blobs_of_files(unread, false);
    for (std::size_t i = 0; i < unread.size(); ++i)
        if (ids[i] != suspects[i]->file.id) changed.push_back(unread[i]);
    std::sort(changed.begin(), changed.end());
    return changed;
}

}  // namespace mlpipe::git
