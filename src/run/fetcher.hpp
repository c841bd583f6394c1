// What a run would compute, brought from a remote into the store. Knows nothing of the plan: it is given a key
// and answers when the store has what there is.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/store/remote.hpp"
#include "mlpipe/store/store.hpp"
#include "mlpipe/store/transfer.hpp"

namespace mlpipe {

class Fetcher {
  public:
    // Asks, in one go, what the remote knows of all that the lock names, so that a stage which is as the lock
    // has it costs no question later. Throws Error(failed). The store and the interrupt must outlive it.
    Fetcher(Store& store, std::unique_ptr<Remote> remote, const LockFile& lock, const Interrupt& interrupt);

    struct Request {
        std::optional<StageKey> key;       // whose successes are wanted
        std::optional<StageRecord> lock;   // the first to be tried
        std::vector<ArtifactAt> in_place;  // outputs that stand in the workspace and need no fetching
        std::vector<Reference> contents;   // wanted in any case
    };
    // On the fetcher's own threads; `done` is called there, with what a person should be told.
    void submit(Request request, std::function<void(std::vector<std::string> warnings)> done);

    // On this thread. Which of them are in the store now; throws Error(failed).
    std::vector<bool> bring_now(const std::vector<Reference>& contents);

    // "pulled 3 objects, 1.2 MiB, from /srv/lab"; "": nothing was.
    std::string summary() const;

  private:
    std::vector<StageRecord> candidates(const Request& request);
    std::vector<RecordText> records_of(const StageKey& key);
    bool bring(const StageRecord& record, const std::vector<ArtifactAt>& in_place,
               std::vector<std::string>& warnings);
    TransferResult pull(const std::vector<Reference>& contents);
    std::vector<std::string> fetch(const Request& request);

    Store& store_;
    std::unique_ptr<Remote> remote_;
    const Interrupt& interrupt_;
    std::map<StageKey, std::vector<RecordText>> known_;  // of the lock's keys; not changed after the start
    std::atomic<std::uint64_t> objects_ = 0, bytes_ = 0;
    ThreadPool threads_;  // last: they end before what they use
};

}  // namespace mlpipe
