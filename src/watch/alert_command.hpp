// Somebody's command that is told of an alarm: a job of its own, with the document on its standard input.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/exec/executor.hpp"
#include "mlpipe/model/watch_state.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe::watch {

class AlertCommand {
  public:
    // `directory`: of the watch; the command runs in `working_directory`, with the caller's environment and
    // MLPIPE_ALARM_ID, MLPIPE_ALARM_KIND, MLPIPE_ALARM_FILE and MLPIPE_ALARM_TEXT (files with document and text).
    AlertCommand(World& world, std::string directory, std::string working_directory, Interrupt& interrupt);

    // "" when it has succeeded, else how it ended and the end of what it said. Throws Error(interrupted).
    std::string tell(const std::string& script, const PendingAlert& alert);

  private:
    Job job_of(const std::string& script, const PendingAlert& alert) const;

    World& world_;
    std::string directory_, working_directory_;
    Interrupt& interrupt_;
};

}  // namespace mlpipe::watch
