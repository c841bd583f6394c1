// The records that something still needs: those of lock files, and what must survive a collection.
#pragma once
#include <functional>
#include <vector>

#include "mlpipe/run/garbage.hpp"

namespace mlpipe {

struct GarbageRoots {
    std::vector<Digest> keys;
    std::vector<Reference> contents;
    void add(const StageRecord& record);
};

// Of the lock files in the working tree, in all linked work trees and at the tips of branches,
// remote-tracking branches and tags.
void for_each_locked_record(const FileSystem& files, const Project& project,
                            const std::function<void(const StageRecord&)>& visit);

// Adds the roots of one project.
void collect_roots(const World& world, const Project& project, const GarbageOptions& options,
                   GarbageRoots& roots);

}  // namespace mlpipe
