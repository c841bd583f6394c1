#include "walk.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"
#include "object_links.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t worth_threads = 32;  // directories to list

struct Directory {
    std::string path;  // relative, "" for the walked one
    const Directory* parent = nullptr;
    std::uint64_t device = 0, inode = 0;  // known in dependencies only, to find loops
    std::vector<DirectoryEntry> entries;
};

std::string below(const std::string& directory, const std::string& name) {
    return directory.empty() ? name : directory + "/" + name;
}

class Walk {
  public:
    Walk(const FileSystem& files, ThreadPool& pool, const std::string& root, const HashOptions& options,
         const std::string& links_begin, const StopPoint& stop)
        : files_(files),
          pool_(pool),
          root_(root),
          options_(options),
          links_begin_(links_begin),
          stop_(stop),
          rules_(IgnoreRules::built_in()) {}

    std::vector<WalkedEntry> run();

  private:
    void read_outer_rules();
    void read_rules(const std::string& file, std::string base);
    void visit(const Directory& directory);
    bool visit_entry(const Directory& directory, const DirectoryEntry& entry);
    bool follow(const Directory& directory, const std::string& path);
    void keep_link(const Directory& directory, const std::string& path);
    bool leaves(const Directory& directory, const std::string& path, const std::string& target);
    void add_directory(const Directory* parent, std::string path, const FileStat* stat);
    std::string full(const std::string& path) const { return path.empty() ? root_ : root_ + "/" + path; }

    const FileSystem& files_;
    ThreadPool& pool_;
    const std::string& root_;
    const HashOptions& options_;
    const std::string& links_begin_;
    const StopPoint& stop_;
    IgnoreRules rules_;
    std::string prefix_;
    // Directories stay where they are, for their children point to them.
    std::vector<std::unique_ptr<Directory>> level_, next_;
    std::vector<std::unique_ptr<Directory>> done_;
    std::vector<WalkedEntry> found_;
    std::optional<std::string> real_root_;
};

void Walk::read_rules(const std::string& file, std::string base) {
    const auto stat = files_.stat(file);
    if (!stat || stat->type != FileType::file) return;
    if (const auto text = read_file_if_present(files_, file)) rules_.add(*text, std::move(base));
}

// The ignore files above the walked directory, from `ignore_root` down.
void Walk::read_outer_rules() {
    if (options_.ignore_root.empty()) return;
    const std::string outer = path::normalise(options_.ignore_root), inner = path::normalise(root_);
    if (inner == outer) return;
    if (outer == ".") {
        if (path::is_absolute(inner) || inner == ".." || inner.starts_with("../")) return;
        prefix_ = inner;
    } else {
        if (!path::contains(outer, inner)) return;
        prefix_ = inner.substr(outer.size() + (outer.ends_with('/') ? 0 : 1));
    }
    rules_.set_prefix(prefix_);
    read_rules(path::join(outer, options_.ignore_file), "");
    for (std::size_t slash = prefix_.find('/'); slash != prefix_.npos; slash = prefix_.find('/', slash + 1)) {
        const std::string base = prefix_.substr(0, slash);
        read_rules(path::join(path::join(outer, base), options_.ignore_file), base);
    }
}

void Walk::add_directory(const Directory* parent, std::string path, const FileStat* stat) {
    auto directory = std::make_unique<Directory>();
    directory->path = std::move(path);
    directory->parent = parent;
    if (options_.dependency) {
        const auto known = stat ? std::optional(*stat) : files_.stat(full(directory->path));
        if (!known) return;  // gone since it was listed
        directory->device = known->device;
        directory->inode = known->inode;
    }
    next_.push_back(std::move(directory));
}

// Exact where '..' stands in front only; otherwise what the target leads to decides, if it is there.
bool Walk::leaves(const Directory& directory, const std::string& path, const std::string& target) {
    if (path::is_absolute(target)) return true;
    const std::string lexical = path::normalise(below(directory.path, target));
    if (lexical == ".." || lexical.starts_with("../")) return true;
    const std::size_t named = target.find_first_not_of("./");
    if (named == target.npos || target.find("..", named) == target.npos) return false;
    const auto real = files_.real_path(full(path));
    if (!real) return false;
    if (!real_root_) real_root_ = files_.real_path(root_);
    return real_root_ && !path::contains(*real_root_, *real);
}

void Walk::keep_link(const Directory& directory, const std::string& path) {
    std::string behind = full(path);
    const auto stat = options_.dependency ? std::nullopt : stat_output(files_, behind, links_begin_);
    if (stat && stat->type == FileType::file) {
        found_.push_back({path, ManifestEntry::Type::file, {}});
        return;
    }
    WalkedEntry entry{path, ManifestEntry::Type::link, files_.read_link(full(path))};
    if (!options_.dependency && leaves(directory, path, entry.target))
        throw Error(ErrorKind::failed, "the link '" + path::printable(full(path)) + "' points to '" +
                                           path::printable(entry.target) +
                                           "', which is outside of the output '" + path::printable(root_) +
                                           "'; make it a relative link to something inside, or a copy");
    found_.push_back(std::move(entry));
}

// A link in a dependency counts as what it points to. False when it is to be ignored.
bool Walk::follow(const Directory& directory, const std::string& path) {
    const auto stat = files_.stat(full(path));
    if (rules_.entry_ignored(path, stat && stat->type == FileType::directory)) return false;
    if (!stat) {
        if (!files_.link_stat(full(path))) return false;
        keep_link(directory, path);
        return true;
    }
    if (stat->type == FileType::file) {
        found_.push_back({path, ManifestEntry::Type::file, {}});
    } else if (stat->type == FileType::directory) {
        for (const Directory* above = &directory; above; above = above->parent) {
            if (above->device != stat->device || above->inode != stat->inode) continue;
            keep_link(directory, path);
            return true;
        }
        add_directory(&directory, path, &*stat);
    } else {
        throw_special(full(path));
    }
    return true;
}

// False when the entry is to be ignored.
bool Walk::visit_entry(const Directory& directory, const DirectoryEntry& entry) {
    std::string path = below(directory.path, entry.name);
    if (options_.dependency) {
        if (entry.type == FileType::link) return follow(directory, path);
        if (rules_.entry_ignored(path, entry.type == FileType::directory)) return false;
    }
    switch (entry.type) {
        case FileType::file:
            found_.push_back({std::move(path), ManifestEntry::Type::file, {}});
            break;
        case FileType::directory:
            add_directory(&directory, std::move(path), nullptr);
            break;
        case FileType::link:
            keep_link(directory, path);
            break;
        case FileType::other:
            throw_special(full(path));
    }
    return true;
}

void Walk::visit(const Directory& directory) {
    if (options_.dependency)
        for (const DirectoryEntry& entry : directory.entries)
            if (entry.name == options_.ignore_file)
                read_rules(full(below(directory.path, entry.name)),
                           directory.path.empty() ? prefix_ : below(prefix_, directory.path));
    bool empty = true;
    for (const DirectoryEntry& entry : directory.entries)
        if (visit_entry(directory, entry)) empty = false;
    // What holds nothing but ignored files is empty too: gaining a __pycache__ changes nothing.
    if (empty && !directory.path.empty())
        found_.push_back({directory.path, ManifestEntry::Type::directory, {}});
}

std::vector<WalkedEntry> Walk::run() {
    if (options_.dependency) read_outer_rules();
    add_directory(nullptr, "", nullptr);
    while (!next_.empty()) {
        level_ = std::exchange(next_, {});
        const auto list = [this](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                stop_.pass();
                level_[i]->entries = files_.list(full(level_[i]->path));
            }
        };
        if (level_.size() < worth_threads)
            list(0, level_.size());
        else
            for_each_part(pool_, level_.size(), list);
        for (auto& directory : level_) {
            visit(*directory);
            directory->entries = {};
            if (options_.dependency) done_.push_back(std::move(directory));
        }
    }
    std::sort(found_.begin(), found_.end(),
              [](const WalkedEntry& left, const WalkedEntry& right) { return left.path < right.path; });
    return std::move(found_);
}

}  // namespace

std::vector<WalkedEntry> walk(const FileSystem& files, ThreadPool& pool, const std::string& directory,
                              const HashOptions& options, const std::string& links_begin,
                              const StopPoint& stop) {
    return Walk(files, pool, directory, options, links_begin, stop).run();
}

void for_each_part(ThreadPool& pool, std::size_t count,
                   const std::function<void(std::size_t begin, std::size_t end)>& body) {
    if (count < 2) {
        if (count) body(0, count);
        return;
    }
    const std::size_t part = std::clamp<std::size_t>(count / 64, 1, 128);
    pool.for_each((count + part - 1) / part,
                  [&](std::size_t index) { body(index * part, std::min(count, (index + 1) * part)); });
}

void throw_special(const std::string& path) {
    throw Error(ErrorKind::failed, "cannot store or hash '" + path::printable(path) +
                                       "': it is a socket, pipe or device; remove it or leave it out");
}

}  // namespace mlpipe
