// The records that must survive a collection.
#pragma once
#include <vector>

#include "mlpipe/run/garbage.hpp"

namespace mlpipe {

struct GarbageRoots {
    std::vector<Digest> keys;
    std::vector<Reference> contents;
    void add(const StageRecord& record);
};

// Adds the roots of one project.
void collect_roots(const FileSystem& files, const Project& project, const GarbageOptions& options,
                   std::int64_t now_ns, GarbageRoots& roots);

}  // namespace mlpipe
