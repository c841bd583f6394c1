// Making room where a stage will write: what could be had again is removed, what nobody else holds is moved
// to
// `.mlpipe/displaced/<run>/`. May run on any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/run/project.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

class OutputSpace {
  public:
    OutputSpace(FileSystem& files, const Project& project, const Store& store, const Hasher& hasher,
                std::string run, const StopPoint& stop);

    // Nothing stands at `path` afterwards. `seen`: what was observed there. `ours`: what our own failed
    // execution left at outputs. Returns where the old content went, if it was kept.
    std::optional<std::string> clear(const std::string& path, const std::optional<HashedPath>& seen,
                                     const std::vector<ArtifactAt>& ours) const;
    // Removes without a look: for what this very execution made.
    void discard(const std::string& path) const;
    void create_parent(const std::string& path) const;

  private:
    bool replaceable(const std::string& absolute, const std::string& path, const HashedPath& seen,
                     const std::vector<ArtifactAt>& ours) const;
    std::string displace(const std::string& absolute, const std::string& path) const;
    void copy_tree(const std::string& from, const std::string& to) const;

    FileSystem& files_;
    const Project& project_;
    const Store& store_;
    const Hasher& hasher_;
    std::string run_;
    StopPoint stop_;  // of what is copied
};

}  // namespace mlpipe
