// The git side of a run: the code as it is when the first stage starts, and the commit at the end that holds
// it together with the run's record. A run that cannot be committed goes on, with a warning. Main thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/git/run_repository.hpp"
#include "mlpipe/report/reporter.hpp"
#include "workspace.hpp"

namespace mlpipe {

class RunCommit {
  public:
    // Both must outlive it.
    RunCommit(Workspace& workspace, Reporter& reporter);

    // Before the first stage starts. Notes branch and HEAD in the record.
    void take_snapshot(RunRecord& record);
    // When all executions are in the record: what the commit will hold, and say. Like commit, nothing without a
    // snapshot. `live_metrics`: the document of them, "" of none.
    void prepare(const RunRecord& record, const std::string& live_metrics);
    // When all results are durable. Notes the commit in the record.
    void commit(RunRecord& record);
    // `run --commit`: lock, small metrics, pipeline and parameter files onto the current branch.
    void commit_to_branch(const RunRecord& record, const std::string& message);

  private:
    SnapshotOptions snapshot_options() const;
    void tell_of_snapshot();
    void tell_of_changes();
    std::vector<AddedFile> added_files(const RunRecord& record) const;
    std::vector<std::string> branch_files() const;
    void tell(RunNotice::Level level, std::string text);
    void give_up(const Error& error);

    Workspace& workspace_;
    Reporter& reporter_;
    std::unique_ptr<RunRepository> repository_;
    std::optional<Snapshot> snapshot_;
    std::vector<AddedFile> added_;
    std::string message_;
};

}  // namespace mlpipe
