// The loop of a run: takes ready stages, has them observed, judges, admits, carries out, records. It alone
// owns the plan, lineage and the reporter; workers get values and send values.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "fetcher.hpp"
#include "gate_judging.hpp"
#include "git_outputs.hpp"
#include "live_metrics_watch.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/mailbox.hpp"
#include "mlpipe/plan/admission.hpp"
#include "mlpipe/plan/plan.hpp"
#include "recorder.hpp"
#include "run_commit.hpp"
#include "stage_runner.hpp"
#include "workspace.hpp"

namespace mlpipe {

class Scheduler {
  public:
    // `record` holds id, names and arguments; the loop fills in its executions. Everything must outlive the
    // scheduler.
    Scheduler(Workspace& workspace, const RunOptions& options, Executor& executor, Reporter& reporter,
              Interrupt& interrupt, RunRecord& record, RunCommit& run_commit, ExpectedContents expected,
              Fetcher* fetcher = nullptr);
    ~Scheduler();

    // Until nothing is ready, running or unrecorded. Stages and their ends are in the record then, in DAG
    // order.
    void loop();

    unsigned jobs() const { return jobs_; }
    const LockFile& lock() const { return lock_; }
    std::size_t unreproducible_inputs() const { return unreproducible_.size(); }

  private:
    struct Observed {
        StageId stage;
        std::optional<Observation> observation;
        std::string problem;
        bool interrupted = false;
    };
    struct Fetched {
        StageId stage;
        Observation observation;
        std::vector<std::string> warnings;
    };
    struct Line {
        StageId stage;
        std::string text;
    };
    struct AttemptBegan {
        StageId stage;
        unsigned attempt;
    };
    struct PlaceGiven {};
    struct CarriedOut {
        std::shared_ptr<StageTask> task;
        StageOutcome outcome;
    };
    // Whose gates may need its command once more, on another model: that takes a place, as all commands do.
    struct ToEvaluate {
        StageId stage;
        StageResult result;
    };
    struct GatesJudged {
        StageId stage;
        std::vector<GateResult> results;
        std::vector<CheckResult> checks;
        bool interrupted = false;
    };
    struct Synced {};
    struct StopRequested {
        int requests;
    };
    using Message = std::variant<Observed, Fetched, Line, AttemptBegan, PlaceGiven, CarriedOut, GatesJudged,
                                 Synced, StopRequested>;

    // What a stage that must run waits with until it is admitted.
    struct Admitted {
        Observation observation;
        Decision decision;
    };

    void take_messages(std::optional<Message> first);
    void decide_ready();
    void tell_what_takes_long();
    std::size_t free_places() const;
    void start_admitted();
    void release(StageId stage);
    void give_place(StageId stage);
    bool take_given_places();
    void judge(StageId stage, Observation observation);
    void skip(StageId stage, const Judgement& judgement, const Observation& observation);
    void take_as_absent(StageId stage, const Judgement& judgement, const Observation& observation);
    void up_to_date(StageId stage, const StageInputs& inputs, const std::vector<ArtifactAt>& outputs);
    void evaluate_admitted();
    void judge_gates_of(StageId stage, StageResult result);
    void settle(StageId stage, StageState state, ExecutionStatus status, const StageKey& key,
                std::string reason);
    void block_dependents(StageId cause, const std::vector<StageId>& blocked);
    std::optional<Fetcher::Request> fetch_request(StageId stage, const Observation& observation,
                                                  const Judgement& judgement) const;
    void fetch(StageId stage, Observation observation, Fetcher::Request request);
    void restore(StageId stage, Observation observation, Judgement judgement);
    void start(StageId stage, Admission::Grant grant);
    void submit(std::shared_ptr<StageTask> task);
    bool fetch_expected(StageTask& task);
    void find_leftovers(StageTask& task);
    void select_sources(StageTask& task);
    void begin_run();
    void foresee(StageId stage, const StageKey& key);
    Execution& begin_execution(StageId stage, const StageKey& key, std::string reason);

    void handle(Message message);
    void on(Observed& message);
    void on(Fetched& message);
    void on(Line& message);
    void on(AttemptBegan& message);
    void on(PlaceGiven& message);
    void on(CarriedOut& message);
    void on(GatesJudged& message);
    void on(Synced& message);
    void on(StopRequested& message);
    void conclude(const StageTask& task, StageOutcome& outcome);
    bool run_instead(const StageTask& task, const StageOutcome& outcome);
    StageRecord make_record(const StageTask& task, const StageOutcome& outcome) const;
    void note_interpreter(const InterpreterEnvironment& interpreter);
    void keep_result(StageId stage, Execution& execution);
    void warn_of_changed_inputs(StageId stage, const std::vector<std::string>& inputs);
    void keep_in_lock(const std::string& stage, const StageRecord& record);
    void interrupt(StageId stage);
    void stop(std::string why);
    void warn(const std::string& stage, std::string text);
    void drain_records();
    std::vector<const Stage*> stages_that_wrote() const;
    void close_record();
    void add_known_metrics(StageId stage, Execution& execution);
    const std::string& name(StageId stage) const { return workspace_.planned.pipeline.stages[stage].name; }

    Workspace& workspace_;
    const RunOptions& options_;
    Reporter& reporter_;
    Interrupt& interrupt_;
    RunRecord& record_;
    RunCommit& run_commit_;
    ExpectedContents expected_;
    Fetcher* fetcher_;           // null: nothing is pulled
    std::vector<bool> fetched_;  // by stage: was looked for at the remote
    unsigned jobs_;
    Plan plan_;
    Admission admission_;
    LockFile lock_;
    Executor& executor_;
    InterpreterProbe interpreters_;
    LiveMetricsWatch live_metrics_;
    StageRunner runner_;
    GitOutputs git_outputs_;
    Mailbox<Message> mailbox_;
    Recorder recorder_;
    std::unordered_map<StageId, Admitted> admitted_;
    std::unordered_map<StageId, Admission::Grant> grants_;
    std::vector<std::string> secrets_;                     // their values
    std::vector<std::optional<Execution>> executions_;     // by stage
    std::vector<ExecutionId> execution_ids_;               // by stage; 0: no row yet
    std::vector<bool> foreseen_;                           // by stage
    std::vector<std::vector<GateResult>> gate_results_;    // by stage
    std::vector<std::vector<CheckResult>> check_results_;  // by stage
    std::vector<std::string> gate_failures_;               // by stage: why nothing may follow from it
    std::deque<ToEvaluate> to_evaluate_;                   // waiting for a place, the first first
    std::optional<std::string> stopped_;                   // why no further stage starts
    bool interrupted_ = false;
    std::map<StageId, std::int64_t> untold_;  // whose inputs are being read; since when, ns
    std::size_t observing_ = 0;               // stages that another pool was given and has not answered for
    std::set<std::string> unreproducible_;    // inputs that are neither stored nor in git
    std::set<StageId> storing_;               // running, but their command is over and their place given away
    std::atomic<bool> place_wanted_ = false;  // something waits for a stage to end
    std::mutex given_mutex_;
    std::vector<StageId> given_;  // whose command is over, and which nobody has looked at since
    ThreadPool stage_pool_;       // last: its threads end before what they use
};

}  // namespace mlpipe
