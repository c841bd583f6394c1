// What dvc.lock says of stages of which we know nothing: that they are up to date, if all is as DVC left it. It counts
// only whole: the command, the parameters, and the MD5 of each dependency and output that the stage declares must be
// those of the files as they are now. Reads, writes nothing. Main thread.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dvc_digests.hpp"
#include "dvc_objects.hpp"
#include "mlpipe/exchange/dvc_lock.hpp"
#include "mlpipe/load/parameters.hpp"
#include "workspace.hpp"

namespace mlpipe {

struct DvcEvidence {
    struct AbsentOutput {
        std::string path;  // as in the pipeline
        DvcHash hash;
        bool executable = false;
    };
    std::vector<AbsentOutput> absent;  // outputs that are not here, but in DVC's cache
};

class DvcEvidenceReader {
  public:
    // The workspace must outlive it.
    DvcEvidenceReader(Workspace& workspace, const RunOptions& options, const Interrupt* interrupt);

    // Why dvc.lock could not be read; empty where it could, is not there, or was not needed: it is read when find()
    // first asks for a stage that our own lock does not know.
    const std::string& problem() const { return problem_; }
    // nullopt where dvc.lock does not speak for the stage. An output that look() promised counts as if it were here.
    std::optional<DvcEvidence> find(StageId stage);
    // The record that taking the stage over would make, with its outputs as they would be, without a run. nullopt
    // where our own records know of the stage after all, or the cache does not have what it should. `expected`:
    // contents of outputs that are not here yet, but that earlier looks promised.
    std::optional<StageRecord> look(StageId stage, const DvcEvidence& evidence,
                                    const ExpectedContents& expected);
    // Whether all that the evidence rests on still is as it was read.
    bool still_holds() const { return digests_ && digests_->unchanged(); }

    const DvcObjects& objects() const { return *objects_; }

  private:
    const DvcLockStage* known_to_dvc(const Stage& stage);  // null where its file's dvc.lock does not know it
    bool find_place();
    bool may_speak_for(const Stage& stage) const;
    bool is_known_to_us(StageId id) const;
    bool same_command(const Stage& stage, const DvcLockStage& known) const;
    bool same_parameters(const Stage& stage, const DvcLockStage& known);
    bool same_dependencies(const Stage& stage, const DvcLockStage& known);
    bool same_outputs(const Stage& stage, const DvcLockStage& known, DvcEvidence& evidence);

    Workspace& workspace_;
    const StopPoint stop_;
    bool wanted_;
    ParameterFiles parameters_;
    std::string problem_;
    std::map<std::string, DvcLock> locks_;  // by Stage::file
    StatCache md5s_;
    std::optional<DvcDigests> digests_;
    std::optional<DvcObjects> objects_;
    std::map<std::string, DvcHash> promised_;  // by path as in the pipeline
};

}  // namespace mlpipe
