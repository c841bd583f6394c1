// Reads all that a project keeps and says what is damaged: the store, the lineage database, the lock file.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

struct Damage {
    enum class Place { store, lineage, lock } place = Place::store;
    std::string path;  // as messages show it
    std::string problem;
};

const char* to_string(Damage::Place place);

struct Verification {
    std::vector<Damage> damages;
    std::uint64_t bytes = 0;  // of objects and records, read
};

// `progress` may be empty; it is given the bytes read so far. The lock file is looked at where `project` has
// a pipeline file. Removes and repairs nothing.
Verification verify(FileSystem& files, const Project& project,
                    const std::function<void(std::uint64_t)>& progress);

}  // namespace mlpipe
