#include "transfer_batches.hpp"

#include <algorithm>
#include <tuple>

#include "mlpipe/base/thread_pool.hpp"

namespace mlpipe {
namespace {

// A batch is lost work when it breaks off, and a round trip saved for each item: small in bytes, then.
constexpr std::size_t most_items = 64;
constexpr std::uint64_t most_bytes = 4 << 20;

}  // namespace

bool WantedPlaces::add(const Digest& object, std::size_t content, std::string inside) {
    auto& places = places_[object];
    places.push_back({content, std::move(inside)});
    return places.size() == 1;
}

void WantedPlaces::report(const Digest& object, bool damaged, std::vector<TransferProblem>& problems) const {
    const auto found = places_.find(object);
    if (found == places_.end()) return;
    for (const Place& place : found->second)
        problems.push_back({place.content, place.inside, object, damaged});
}

void TransferMeter::expect(const std::vector<Remote::Sized>& items) {
    const std::lock_guard lock(mutex_);
    progress_.all_objects += items.size();
    for (const Remote::Sized& item : items) progress_.all_bytes += item.size;
    tell();
}

void TransferMeter::bytes(std::uint64_t count) {
    const std::lock_guard lock(mutex_);
    progress_.bytes += count;
    tell();
}

void TransferMeter::item_done() {
    const std::lock_guard lock(mutex_);
    ++progress_.objects;
    tell();
}

void TransferMeter::tell() {
    if (options_.progress) options_.progress(progress_);
}

void for_each_batch(const std::vector<Remote::Sized>& items, unsigned jobs,
                    const std::function<void(std::vector<Remote::Sized>)>& body) {
    // Large ones first, so that none is left over at the end for one thread alone.
    std::vector<Remote::Sized> sorted = items;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Remote::Sized& a, const Remote::Sized& b) { return a.size > b.size; });
    std::vector<std::vector<Remote::Sized>> batches;
    std::uint64_t bytes = 0;
    for (Remote::Sized& item : sorted) {
        const bool full =
            batches.empty() || batches.back().size() >= most_items || bytes + item.size > most_bytes;
        if (full) {
            batches.emplace_back();
            bytes = 0;
        }
        bytes += item.size;
        batches.back().push_back(std::move(item));
    }
    if (jobs <= 1) {
        for (auto& batch : batches) body(std::move(batch));
        return;
    }
    ThreadPool pool(jobs - 1);  // the calling thread takes part
    pool.for_each(batches.size(), [&](std::size_t i) { body(std::move(batches[i])); });
}

void sort_problems(std::vector<TransferProblem>& problems) {
    const auto place = [](const TransferProblem& problem) {
        return std::tie(problem.content, problem.inside, problem.digest);
    };
    std::sort(problems.begin(), problems.end(), [&](auto& a, auto& b) { return place(a) < place(b); });
}

bool TransferResult::complete(std::size_t content) const {
    return std::none_of(problems.begin(), problems.end(),
                        [&](const TransferProblem& problem) { return problem.content == content; });
}

}  // namespace mlpipe
