// Which inputs that no stage makes get into the store, as `inputs.store` says: what git tracks is kept there.
// Knows nothing of stages. Thread-safe.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "mlpipe/git/work_tree.hpp"
#include "mlpipe/run/project.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"
#include "observation.hpp"

namespace mlpipe {

class InputStoring {
  public:
    // Everything must outlive it.
    InputStoring(const FileSystem& files, const Project& project, Store& store, const Hasher& hasher);

    // Stores what is wanted. False: neither git nor the store holds all of it, so that a reproduction would
    // lack it. A directory that git tracks in part counts as not tracked, and is stored whole.
    bool keep(const ObservedFile& input);

  private:
    bool wanted(const std::string& absolute, const Reference& reference) const;
    std::string content_of(const std::string& path) const;
    bool tracked(const std::string& absolute, const std::optional<Manifest>& manifest);
    void put(const std::string& absolute, const std::optional<Manifest>& manifest);

    const FileSystem& files_;
    const Project& project_;
    Store& store_;
    const Hasher& hasher_;
    std::mutex mutex_;
    std::optional<std::optional<WorkTree>> work_tree_;  // once it is asked for
    std::unordered_set<std::string> tracked_files_;     // many stages read the same
};

}  // namespace mlpipe
