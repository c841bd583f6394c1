// One side of a comparison: the revision, and what stands in the working tree where it is that.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/run/working_state.hpp"
#include "mlpipe/store/manifest.hpp"

namespace mlpipe {

class ComparedState {
  public:
    // `look`: the contents of a working tree will be asked for, which costs a look at every file. All must
    // outlive it.
    ComparedState(Revisions& revisions, const Revision& revision, World& world, bool look,
                  std::vector<std::string>& notes);

    const Revision& revision() const { return revision_; }
    bool is_work_tree() const { return revision_.kind == Revision::Kind::work_tree; }
    // What was recorded, or what is there now.
    const std::map<std::string, StageRecord>& stages() const;
    // Stages that this state has, with or without a record: of its pipeline file where that can be read.
    const std::set<std::string>& declared() const { return declared_; }
    // Of all outputs, declared or recorded; relative to the pipeline file.
    const std::set<std::string>& outputs() const { return outputs_; }
    // nullopt: it is not in the store any more.
    std::optional<Manifest> manifest(const ArtifactAt& directory) const;
    // Whether nothing at `path` means that this state has nothing there, and not merely that the run did not
    // come to that stage.
    bool knows(const std::string& stage) const;

  private:
    Revisions& revisions_;
    const Revision& revision_;
    std::optional<WorkingState> now_;
    std::set<std::string> declared_, outputs_;
};

}  // namespace mlpipe
