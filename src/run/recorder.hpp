// finished -> synced -> recorded: collects what finished, syncs the store on a thread, writes one lineage
// transaction a batch. Of short executions that follow each other, those that end just after a batch wait a
// moment for others to share the next one with; one that took long, or has side effects, never waits. While
// one batch is being synced the next one gathers, so that a slow disk makes larger batches. Belongs to the
// main thread; the run's row is written with the first thing that is worth one.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

class Recorder {
  public:
    // `open` gives the lineage store, opened for writing. `synced` is called on a thread of the pool when a
    // batch is durable; the owner then calls record_synced on its own thread.
    Recorder(Store& store, ThreadPool& pool, std::function<Lineage&()> open, std::function<void()> synced);
    ~Recorder();  // waits for a sync that is under way

    bool begun() const { return begun_; }
    void begin_run(const RunRecord& run);
    // Before the stage is spawned. A stage with side effects must be known to have begun even after a power cut.
    ExecutionId begin_execution(const std::string& run, const Execution& execution, bool side_effects);

    // Optional, for many at once: makes the beginning of each cheaper.
    void foresee(const std::string& pipeline_file, const std::vector<Lineage::Upcoming>& executions);

    struct Entry {
        ExecutionId id = 0;
        Execution execution;
        std::optional<InterpreterEnvironment> interpreter;
        StageInputs inputs;
        bool reusable = true;  // its record goes to the store, for later runs to find
        bool side_effects = false;
    };
    void add(Entry entry);
    // Starts a batch when something waits and none is under way.
    void flush();
    // The same, unless the last batch was begun just now.
    void flush_if_due();
    // How long flush_if_due would have to wait; never above `most`.
    std::chrono::nanoseconds until_due(std::chrono::nanoseconds most) const;
    // After `synced`: writes the batch and returns its stages. Throws what the sync threw.
    std::vector<std::string> record_synced();
    bool idle() const;
    void finish_run(const RunRecord& run);

  private:
    struct Batch;
    void keep(const Entry& entry);

    Store& store_;
    ThreadPool& pool_;
    std::function<Lineage&()> open_;
    std::function<void()> synced_;
    bool begun_ = false;
    std::vector<Entry> waiting_;
    std::chrono::steady_clock::time_point due_;  // of what waits
    std::chrono::steady_clock::time_point last_begin_;
    std::chrono::nanoseconds last_sync_time_{0};
    std::shared_ptr<Batch> under_way_;
};

}  // namespace mlpipe
