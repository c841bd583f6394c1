// Runs in one file, with all that their records speak of: to be sent, kept, or taken into another clone. The
// file is a plain tar; docs/format.md has its members. Nothing in one that is read is trusted.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/history/moving.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct Exported {
    std::vector<std::string> runs;
    std::uint64_t objects = 0, records = 0, bytes = 0;  // in the file
    std::vector<MoveProblem> problems;                  // contents that the store does not have
};

// Runs by id, or the beginning of one; none: all that are over. `file` is absolute, and is there whole or as
// it was. Throws Error(damaged) for an object of the store that is not what its name says.
Exported export_runs(const Project& project, const std::string& file, const std::vector<std::string>& runs,
                     World& world, Interrupt& interrupt, double wait_s);

struct Imported {
    std::vector<std::string> runs;           // in the file
    std::size_t new_runs = 0;                // that lineage did not know
    std::uint64_t objects = 0, records = 0;  // that the store did not have
};

// Records and runs are taken only when the whole file has been read; objects are as they come, each checked
// against its name. Throws Error(damaged) for a file that holds anything else.
Imported import_runs(const Project& project, const std::string& file, World& world, Interrupt& interrupt,
                     double wait_s);

}  // namespace mlpipe
