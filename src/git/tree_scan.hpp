// The files of a work tree as a commit of them would have it: what git tracks, as it is now, and what it
// neither tracks nor ignores. The walk looks at every tracked file, and at directories only that are tracked
// or not ignored; a file is read only if neither git's index nor an earlier scan vouches for it.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/git/run_repository.hpp"
#include "object_database.hpp"
#include "snapshot_cache.hpp"

namespace mlpipe::git {

struct ScannedFile {
    TreeFile file;
    FileStat status;       // as it was seen; of nothing for a file that is not there on purpose
    bool in_index = true;  // with this content
};

struct ScanResult {
    std::vector<ScannedFile> files;  // sorted by path
    std::vector<LeftOut> left_out;   // sorted by path
    std::vector<std::string> notes;
    std::int64_t seen_ns = 0;  // before the first file was looked at
};

struct ScanOptions {
    std::string root;     // of the tree, absolute
    std::string project;  // relative to it, "" for the root itself
    std::string cache;    // absolute path of the snapshot cache; "" for none
    std::string scratch;  // an existing directory, for writing the cache; "" to leave it as it is
    bool store = true;    // write the files' blobs
    SnapshotOptions take;
};

ScanResult scan_tree(FileSystem& files, ObjectDatabase& database, const ScanOptions& options);
// Paths of the scanned files that have another content or type now, sorted.
std::vector<std::string> changed_files(const FileSystem& files, ObjectDatabase& database,
                                       const std::string& root, const ScanResult& scanned);

}  // namespace mlpipe::git
