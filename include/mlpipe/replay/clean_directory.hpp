// A directory outside of the working tree with the files of one commit, and what its stages read besides, as
// it was recorded. Shared by all that repeats what was.
#pragma once
#include <string>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/replay/scratch_project.hpp"

namespace mlpipe {

class CleanDirectory : public ScratchProject {
  public:
    // Below `parent`, with the files of the revision's commit.
    CleanDirectory(Revisions& revisions, const Revision& revision, const std::string& parent);

    // Makes the content at the artifact's path (relative to the pipeline file) that of its reference, from
    // the store or the commit. `dependency`: as a stage that does not make it sees it, without ignored files.
    // False when nobody has the content.
    bool place(const ArtifactAt& artifact, bool dependency);

  private:
    bool stands(const ArtifactAt& artifact, bool dependency) const;

    Revisions& revisions_;
    const Revision& revision_;
};

}  // namespace mlpipe
