// Runs, branches and commits as what gates compare with. What was recorded is what counts; reads only.
// Thread-safe: one question is answered at a time.
#pragma once
#include <memory>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/quality/baseline.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class Baselines {
  public:
    Baselines(FileSystem& files, Project project);
    ~Baselines();

    // `name`: a run, "run:ID", "latest" (the last that succeeded), a branch (also of the remote `origin`), a tag, a
    // commit. What is not known here is unknown, with what may bring it. Throws what reading throws.
    Baseline find(const std::string& name, const std::string& stage);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mlpipe
