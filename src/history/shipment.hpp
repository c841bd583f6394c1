// What is moved for a lock or a run: contents by the place they belong to, and the records that speak of them.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/history/moving.hpp"
#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

struct ShippedContent {
    enum class Kind { output, source };
    std::string stage;
    ArtifactAt artifact;
    Kind kind = Kind::output;
    // What git keeps, or what was never stored, may be absent on either side.
    bool required = true;
};

struct Shipment {
    std::vector<ShippedContent> contents;
    std::vector<StageRecord> records;

    std::vector<Reference> references() const;
    std::vector<Digest> keys() const;  // sorted, each once
};

// Of the selected stages in the lock file, both sides of a conflict.
Shipment shipment_of_lock(const Project& project, const MoveOptions& options, const FileSystem& files);
Shipment shipment_of_run(const RunRecord& run);

// Adds what a transfer of the shipment found, named by place. What may be absent is left out.
void add_problems(const Shipment& shipment, const TransferResult& result, std::vector<MoveProblem>& problems);

}  // namespace mlpipe
