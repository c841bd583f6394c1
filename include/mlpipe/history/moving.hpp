// Results to a remote and back: what the lock, or a run, speaks of, with the run commits through git's own
// remotes. Objects go before the records that speak of them. Runs no stage; a call that broke off goes on
// with what is missing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/run_record.hpp"
#include "mlpipe/run/restore.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/store/transfer.hpp"

namespace mlpipe {

struct MoveOptions {
    SelectionOptions selection;     // of the lock's stages; with what they depend on
    std::string working_directory;  // absolute: targets that are paths are relative to it
    std::string run;                // this run's results in place of the lock's; "": the lock's
    std::string remote;             // name; "": the default
    bool git = true;                // move run commits too
    bool materialise = true;        // pull: into the working tree, as a restore would
    TransferOptions transfer;
    double wait_s = 0;
};

// What the side that gives lacks, or has damaged.
struct MoveProblem {
    std::string stage;
    std::string path;  // relative to the pipeline file
    Digest digest;
    bool damaged = false;
};

struct Moved {
    std::string remote;                                 // its place
    std::uint64_t objects = 0, records = 0, bytes = 0;  // that were moved
    std::optional<std::string> git_remote;              // that run commits were moved with
    std::vector<std::string> runs;                      // whose commits were moved
    std::size_t imported = 0;                           // runs that lineage did not know before
    std::vector<MoveProblem> problems;
    std::vector<std::string> warnings;
    std::vector<RestoredArtifact> restored;  // into the working tree, or there already
};

// Throws Error(failed) for what stands in the way of all, PipelineError, and Error(usage) for unknown names.
Moved push(const Project& project, const MoveOptions& options, World& world, Interrupt& interrupt);
// Also holds the project while outputs are put into the working tree.
Moved pull(const Project& project, const MoveOptions& options, World& world, Interrupt& interrupt);

// Run commits that git has and lineage does not know, as runs of the clones that made them. The number of new
// ones; what is wrong with one is added to `warnings` and keeps no other back.
std::size_t import_run_commits(const Project& project, FileSystem& files, std::vector<std::string>& warnings);

}  // namespace mlpipe
