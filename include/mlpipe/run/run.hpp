// One run of a pipeline, from its file to its record. Where plan, exec, store and lineage meet.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/exec/executor.hpp"
#include "mlpipe/load/parameters.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/quality/baseline.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class RunRepository;

// A pipeline under test, on other data than its own. Gates that compare with a baseline are left aside: what a model is
// worth on a sample says nothing about production's.
struct Rehearsal {
    // By stage: those of its outputs that are there already. Such a stage does not run, nor does what serves nobody
    // else, and it is not judged; whatever else it declares to make is not there.
    std::map<std::string, std::vector<std::string>> given;
};

struct RunOptions {
    SelectionOptions selection;
    std::string working_directory;  // absolute; targets that are paths are relative to it. Empty: to the
                                    // pipeline file
    unsigned jobs = 0;              // 0: the number of cores
    bool keep_going = false;
    bool force = false;                     // the targets, or everything
    std::vector<std::string> force_stages;  // these
    bool locked = false;                    // fail, with the list, if anything would have to run
    // A past run again, beside it: no stage with side effects runs, and stages are told (MLPIPE_REPLAY=1).
    bool replay = false;
    // With `replay`: the gates that stand by themselves are judged.
    std::optional<Rehearsal> rehearsal;
    bool hold_side_effects = false;  // stages with side effects are held back, named or not
    // Look at this remote for what would have to run; "": the default one.
    std::optional<std::string> pull;
    bool allow_missing = false;  // absent files that nothing must read count with the lock's digest
    std::vector<ParameterOverride> overrides;
    std::string name, note;
    std::optional<RunCause> cause;  // such a run is recorded also when it has nothing to do
    // Lock, small metrics and pipeline files go to the current branch too; "": a message is made.
    std::optional<std::string> commit_message;
    double wait_s = 0;                   // for the project lock
    std::vector<std::string> arguments;  // as recorded
};

// What a run takes from the world, replaceable in tests. The environment is the caller's, whole
// ("NAME=value").
struct World {
    FileSystem& files;
    const Clock& clock;
    std::vector<std::string> environment;
    std::function<std::unique_ptr<Executor>(const std::string& lease_file)> make_executor;
    // Where runs are committed. Empty: nowhere.
    std::function<std::unique_ptr<RunRepository>(const Project& project)> open_repository = {};
    // What must stay in the store beside what runs need: the registered models. Empty: nothing.
    std::function<std::vector<Reference>(const Project& project)> registered = {};
    // Empty: what the location says.
    std::function<std::unique_ptr<Remote>(const RemoteLocation& location)> open_remote = {};
    // What gates compare with. Empty: nothing is known. Called on several threads at once.
    std::function<Baseline(const Project& project, const BaselineQuestion& question)> find_baseline = {};
    // A stage's command on another model, by this executor; null: only what is known already. Empty: not even
    // that. Called on several threads at once.
    std::function<Evaluation(const Project& project, const EvaluationQuestion& question, Executor* executor)>
        evaluate = {};
};

// Throws PipelineError or Error for what keeps it from starting; what happens to stages is in the record.
RunRecord run(const Project& project, const RunOptions& options, World& world, Reporter& reporter,
              Interrupt& interrupt);

}  // namespace mlpipe
