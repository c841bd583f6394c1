// Objects and records between a store and a remote: only what the other side lacks, several at a time, each
// checked against its name on the way. Files go before the manifests that name them, so that whoever finds a
// manifest finds its files. What was moved before a failure stays moved, so that the same call goes on where
// it broke off. Knows digests and keys, never why they are wanted.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "mlpipe/base/reference.hpp"
#include "mlpipe/store/remote.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

struct TransferProgress {
    std::uint64_t objects = 0, all_objects = 0;  // records count too
    std::uint64_t bytes = 0, all_bytes = 0;
};

struct TransferOptions {
    unsigned jobs = 4;
    // Empty: nobody wants to know. Called by one thread at a time. What it throws ends the transfer.
    std::function<void(const TransferProgress&)> progress;
};

// What the side that gives does not have, or not as its name promises.
struct TransferProblem {
    std::size_t content = 0;  // counts in the list that was asked for
    std::string inside;       // the file in a directory; empty: the content itself
    Digest digest;
    bool damaged = false;  // else missing
};

struct TransferResult {
    std::uint64_t objects = 0, records = 0, bytes = 0;  // that were moved
    std::vector<TransferProblem> problems;              // sorted by content, then place
    bool complete(std::size_t content) const;
};

// Throws Error(failed) for what stands in the way of all. A content of which something is missing here counts
// as pushed where the remote has it already.
TransferResult push_contents(const Store& store, Remote& remote, const std::vector<Reference>& contents,
                             const TransferOptions& options);
// What arrived is in the store, and durable, when this returns; of an incomplete directory its files alone.
TransferResult pull_contents(Store& store, Remote& remote, const std::vector<Reference>& contents,
                             const TransferOptions& options);

struct RecordText {
    Digest key;
    std::string json;  // canonical
};

// To be called when what the records speak of is there.
TransferResult push_records(Remote& remote, const std::vector<RecordText>& records,
                            const TransferOptions& options);
// The records of these keys as the remote has them; those that are not what their name promises are left out.
std::vector<RecordText> fetch_records(Remote& remote, const std::vector<Digest>& keys);

}  // namespace mlpipe
