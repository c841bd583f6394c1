// Which files belong to a snapshot, and what is known of each before any is read.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "mlpipe/base/ignore.hpp"
#include "tree_scan.hpp"

namespace mlpipe::git {

struct WalkedFile {
    std::string path;
    FileStat status;
    const IndexEntry* entry = nullptr;  // null: untracked
    bool absent = false;                // kept from the index although it is not there
};

struct WalkResult {
    std::vector<WalkedFile> files;  // unsorted
    std::vector<LeftOut> left_out;
    std::vector<std::string> notes;
    std::string attributes;  // changes with every .gitattributes of the tree
};

class TreeWalk {
  public:
    TreeWalk(const FileSystem& files, const IndexState& index, const TreeSettings& settings,
             const ScanOptions& options);
    WalkResult run();

  private:
    // Entries of the index, by position: those whose path begins with a directory's.
    struct Range {
        std::size_t begin = 0, end = 0;
        bool empty() const { return begin == end; }
    };
    struct Place {
        std::string directory;  // "" or "a/b/"
        Range tracked;
        bool tracked_only = false;  // nothing untracked below it is taken
    };
    struct Child {
        const IndexEntry* entry = nullptr;
        Range below;
    };

    void walk(const Place& place, const IgnoreRules& rules);
    void visit(const Place& place, const DirectoryEntry& listed, const Child& child,
               const IgnoreRules& rules);
    void visit_directory(const std::string& path, bool tracked_only, const Child& child,
                         const IgnoreRules& rules);
    void take_tracked(const IndexEntry& entry);
    void take_untracked(const std::string& path);
    void keep_absent(Range range);
    void keep_absent(const IndexEntry& entry);
    bool wanted(const std::string& path, bool is_directory, const IgnoreRules& rules) const;
    void include(const std::string& absolute);
    bool reached_without_links(const std::string& path) const;
    void collect(const std::string& path, std::vector<WalkedFile>& found) const;
    std::vector<DirectoryEntry> list(const std::string& directory);
    std::string full(const std::string& path) const;

    const FileSystem& files_;
    const IndexState& index_;
    const ScanOptions& options_;
    IgnoreRules beside_tree_, excluded_;
    std::unordered_set<std::string> left_out_paths_;
    WalkResult result_;
};

}  // namespace mlpipe::git
