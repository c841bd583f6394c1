// A directory outside of the working tree with the files of one commit, and what its stages read besides, as
// it was recorded. It is gone when the object is, unless it is kept. Shared by all that repeats what was.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/history/revision.hpp"

namespace mlpipe {

class CleanDirectory {
  public:
    // Below `parent`, readable by its owner alone, with the files of the revision's commit.
    CleanDirectory(Revisions& revisions, const Revision& revision, const std::string& parent);
    ~CleanDirectory();
    CleanDirectory(const CleanDirectory&) = delete;
    CleanDirectory& operator=(const CleanDirectory&) = delete;

    const std::string& path() const { return path_; }
    // The project at this place: settings of the original one, but a store, a lineage and outputs of its own.
    const Project& project() const { return project_; }
    Project& project() { return project_; }
    void keep() { kept_ = true; }

    // Makes the content at the artifact's path (relative to the pipeline file) that of its reference, from
    // the store or the commit. `dependency`: as a stage that does not make it sees it, without ignored files.
    // False when nobody has the content.
    bool place(const ArtifactAt& artifact, bool dependency);

  private:
    bool stands(const ArtifactAt& artifact, bool dependency) const;

    Revisions& revisions_;
    const Revision& revision_;
    std::string path_;
    Project project_;
    bool kept_ = false;
};

}  // namespace mlpipe
