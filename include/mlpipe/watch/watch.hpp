// A pipeline that is watched: its stages of kind monitor are run, once or on a schedule, with the ingest stages that they
// need done again; what they find becomes alarms, which are told to a command, and may ask for a run that trains anew.
// Stages with side effects are held. Calls the same `run` as everybody, so that each look is a run with its record.
//
// Each step is noted before it is taken (watch_files.hpp), so that a watch that is killed anywhere goes on where it was:
//   begun         a look's run may have been; it is found by its cause. One that came to an end is concluded, one that
//                 did not is no look: the next takes its place
//   pending       is to be told, and stays until the command has taken it: at least once, by an id that stays
//   retraining    is to be run, unless a run with its cause is recorded
//
// One object serves one thread, and holds the watch's lock. docs/watch.md has the rules.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/model/watch_state.hpp"
#include "mlpipe/registry/registry.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/watch/watch_files.hpp"

namespace mlpipe {

struct WatchRequest {
    std::vector<std::string> stages;  // of kind monitor; none: all of them
    MonitorSettings settings;
    std::string retrain;   // what to run on an alarm, as a target of a run; "": nothing
    std::string model;     // that is watched; "": the only one, or the one that is called as the pipeline is
    std::string releases;  // the folder of all releases, absolute
    bool releases_elsewhere = false;     // commands have to be told where that is
    std::string working_directory;       // of the command that is told, absolute
    unsigned jobs = 0;                   // as RunOptions has it
    double wait_s = 0;                   // for the project's lock, where there is no schedule
    std::vector<std::string> arguments;  // as recorded
};

struct WatchWorld {
    World& world;
    RegistryPlace registry;
    std::function<std::unique_ptr<Reporter>()> make_reporter;  // one a run
    std::function<void(const std::string& text)> tell;         // alarms and notes, for people
    Interrupt& interrupt;                                      // its listener is replaced
    // Waits that long; false, at once, when it is to stop. Empty: by the system's clock.
    std::function<bool(std::chrono::nanoseconds)> wait = {};
};

// How a retraining ended; `problem` "": well.
struct RetrainingReport {
    std::string run, problem;
    bool gate_failed = false;
    bool interrupted = false;
};

struct LookReport {
    PastLook look;
    std::vector<Alarm> alarms;         // that were raised, told or silenced
    bool drift = false, red = false;   // what stands in as many runs as it takes
    std::vector<std::string> waiting;  // stages that have found something in fewer runs
    std::optional<ErrorKind> error;    // of a run that could not be
    std::vector<std::string> untold;   // why the command that is told did not succeed
    std::optional<RetrainingReport> retraining;
};

class Watch {
  public:
    // Error(locked) while somebody else watches this pipeline.
    Watch(const Project& project, const WatchRequest& request, WatchWorld world);
    ~Watch();

    // What a killed watch has left comes first. Throws Error(usage) for stages that are not there or not of kind
    // monitor, and for a retraining that could pass a gate; whatever keeps the run from being is in the report.
    LookReport look();
    // A look a slot, until somebody asks to stop. Whether that cut something off. Throws as look().
    bool keep_watch();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
