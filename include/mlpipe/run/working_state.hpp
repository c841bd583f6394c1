// What stands in the working tree now, stage by stage, in the form of what runs recorded, so that both can be
// compared. Decides nothing; writes nothing but the stat cache. Main thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/run/project.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/store/manifest.hpp"

namespace mlpipe {

class WorkingState {
  public:
    // Both must outlive it. Throws PipelineError for a pipeline file that is wrong.
    WorkingState(const Project& project, World& world);
    ~WorkingState();

    // By stage: the inputs with their key, and the outputs, as they are. What is absent is left out; the key
    // is then that of no result. A record's run and duration are empty.
    const std::map<std::string, StageRecord>& stages() const;
    // Stages whose inputs cannot be had, with the reason: "train: ...".
    const std::vector<std::string>& problems() const;
    // Of a directory as it stands, as a dependency or as the output that it is. Throws Error(failed) where there is none.
    Manifest manifest(const std::string& path) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
