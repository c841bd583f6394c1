// How the items of a transfer are dealt out to threads, and how far they are.
#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "mlpipe/store/transfer.hpp"

namespace mlpipe {

// Where each object is wanted: one may stand in many places.
class WantedPlaces {
  public:
    // False when it was wanted before.
    bool add(const Digest& object, std::size_t content, std::string inside);
    void report(const Digest& object, bool damaged, std::vector<TransferProblem>& problems) const;

  private:
    struct Place {
        std::size_t content;
        std::string inside;
    };
    std::unordered_map<Digest, std::vector<Place>> places_;
};

class TransferMeter {
  public:
    explicit TransferMeter(const TransferOptions& options) : options_(options) {}
    void expect(const std::vector<Remote::Sized>& items);
    void bytes(std::uint64_t count);
    void item_done();

  private:
    void tell();
    const TransferOptions& options_;
    std::mutex mutex_;
    TransferProgress progress_;
};

// Calls `body` for batches of many small items or one large one, on several threads. The first failure is
// thrown when what was begun has ended.
void for_each_batch(const std::vector<Remote::Sized>& items, unsigned jobs,
                    const std::function<void(std::vector<Remote::Sized>)>& body);

// By content, then place.
void sort_problems(std::vector<TransferProblem>& problems);

}  // namespace mlpipe
