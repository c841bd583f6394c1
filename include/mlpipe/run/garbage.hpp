// What a project's store holds that nobody needs any more. Roots: the lock files in the working tree, in all
// linked work trees and at the tips of branches, remote-tracking branches and tags; the runs kept by number
// or age; the registered models. Of a store that projects share, the roots of all projects that have used it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/run/run.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

struct GarbageOptions {
    std::size_t keep_runs = 20;            // the newest runs keep their results
    double older_than_s = 30 * 24 * 3600;  // so do younger ones
    double displaced_older_than_s = 30 * 24 * 3600;
    double wait_s = 0;
};

struct Garbage {
    Store::GarbagePlan store;
    std::vector<std::string> displaced;  // directories, absolute
    std::uint64_t displaced_bytes = 0;
    std::vector<std::string> projects;  // whose roots were counted, this one first
};

// Holds the project and the store for itself while it lives, so that what it found is still garbage when it
// is removed.
class GarbageCollection {
  public:
    // Throws Error(failed) when a project that shares the store cannot be asked for its roots.
    GarbageCollection(const Project& project, const GarbageOptions& options, World& world,
                      Interrupt& interrupt);
    ~GarbageCollection();
    const Garbage& found() const;
    void remove();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Notes in a shared store that this project uses it.
void register_with_store(FileSystem& files, const Project& project);

}  // namespace mlpipe
