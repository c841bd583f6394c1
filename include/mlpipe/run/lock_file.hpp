// `<pipeline file>.lock`: the last good record of each stage, one block a stage, sorted, committed by the
// user. Reads both sides of a merge conflict. docs/format.md has the form.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

class ThreadPool;

struct LockFile {
    // The records of a stage: one, or two where a conflict has both sides (ours first). Never empty.
    std::map<std::string, std::vector<StageRecord>> stages;
    std::vector<std::string> warnings;  // damaged blocks, with line numbers; they count as absent
    bool conflicted = false;
};

// Never throws for what the text holds.
LockFile parse_lock(std::string_view text, const std::string& shown);
// Uses the first record of each stage. With a pool on all cores.
std::string format_lock(const LockFile& lock, ThreadPool* pool = nullptr);

}  // namespace mlpipe
