// The tree below a directory, level by level: what counts in it, without reading a file.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/manifest.hpp"

namespace mlpipe {

struct WalkedEntry {
    std::string path;  // relative
    ManifestEntry::Type type = ManifestEntry::Type::file;
    std::string target;  // of a link
};

// Sorted by path. Throws as Hasher::hash does. A link to an object, beginning with `links_begin`, is a file.
std::vector<WalkedEntry> walk(const FileSystem& files, ThreadPool& pool, const std::string& directory,
                              const HashOptions& options, const std::string& links_begin,
                              const StopPoint& stop);

// Calls body(begin, end) for parts of [0, count): on this thread alone where there is little to do, else on
// the pool, in parts that are large enough to be cheap and small enough to keep every thread busy to the end.
void for_each_part(ThreadPool& pool, std::size_t count,
                   const std::function<void(std::size_t begin, std::size_t end)>& body);

[[noreturn]] void throw_special(const std::string& path);

}  // namespace mlpipe
