// A project opened for decisions: the pipeline with its graph and selection, the lock file, the store, the
// stat cache, and lineage when it is first needed. Opening reads; nothing is written before somebody asks for
// it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dvc_sources.hpp"
#include "judge.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/git/work_tree.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/stat_cache.hpp"
#include "mlpipe/store/store.hpp"
#include "observation.hpp"

namespace mlpipe {

// What is known from the files that the user wrote.
struct PlannedPipeline {
    std::string shown;  // the pipeline file, as messages name it
    Pipeline pipeline;
    Graph graph;
    Selection selection;

    PlannedPipeline(const Project& project, const RunOptions& options, const FileSystem& files);
    PlannedPipeline(const PlannedPipeline&) = delete;
    PlannedPipeline& operator=(const PlannedPipeline&) = delete;
    std::optional<StageId> find(const std::string& stage) const;

  private:
    std::unordered_map<std::string_view, StageId> by_name_;
};

class Workspace {
  public:
    Workspace(const Project& project, const PlannedPipeline& planned, const RunOptions& options, World& world,
              const Interrupt* interrupt = nullptr);

    // Null where there is no database yet.
    Lineage* lineage_if_present();
    Lineage& lineage_for_writing();
    // When nobody will ask it again: the database is put in order on another thread, at the latest when this ends.
    void let_go_of_lineage();
    WorkTree* work_tree();
    std::optional<std::string> branch();

    // Dependencies that no stage makes and that are not there. Throws PipelineError naming each with its
    // stage, unless DVC's cache has what a .dvc file says of it, or missing ones are allowed: then what is known of
    // them is returned.
    ExpectedContents check_sources();

    // With --allow-missing: `record` stands for outputs of `stage` that are not all here. Adds them to
    // `expected`, and what the lock knows of parts of them, or of folders around them, that dependents read.
    void expect_absent(StageId stage, const StageRecord& record, ExpectedContents& expected) const;

    const Project& project;
    const PlannedPipeline& planned;
    World& world;
    CallerEnvironment environment;
    ThreadPool hash_pool;
    StatCache stat_cache;
    Hasher hasher;
    Store store;
    std::string lock_text;
    LockFile lock;
    History history;
    Observer observer;
    Judge judge;
    DvcSources dvc_sources;

  private:
    bool allow_missing_;
    std::unique_ptr<Lineage> lineage_;
    bool lineage_writable_ = false;
    std::optional<std::optional<WorkTree>> work_tree_;
};

}  // namespace mlpipe
