#include "recorder.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <utility>

#include "mlpipe/base/json.hpp"

namespace mlpipe {
namespace {

// A sync costs about as much for a hundred executions as for one, and holds up whoever creates files
// meanwhile: where many short ones end one after the other, batches keep this distance, so that a slow disk is
// not synced all the time.
constexpr std::chrono::milliseconds least_distance(100), most_distance(250);
constexpr int distance_per_sync = 10;
constexpr double most_worth_waiting_s = 1;

}  // namespace

struct Recorder::Batch {
    std::vector<Entry> entries;
    std::exception_ptr failure;
    std::chrono::nanoseconds sync_time{0};
    std::promise<void> done;
    std::future<void> finished = done.get_future();
};

Recorder::Recorder(Store& store, ThreadPool& pool, std::function<Lineage&()> open,
                   std::function<void()> synced)
    : store_(store), pool_(pool), open_(std::move(open)), synced_(std::move(synced)) {}

Recorder::~Recorder() {
    if (under_way_) under_way_->finished.wait();
}

void Recorder::begin_run(const RunRecord& run) {
    if (begun_) return;
    begun_ = true;
    Lineage& lineage = open_();
    lineage.close_abandoned(run.id);
    lineage.begin_run(run);
}

ExecutionId Recorder::begin_execution(const std::string& run, const Execution& execution, bool side_effects) {
    const auto survives = side_effects ? Lineage::Survives::power_cut : Lineage::Survives::process;
    return open_().begin_executions(run, {execution}, survives).front();
}

void Recorder::foresee(const std::string& pipeline_file, const std::vector<Lineage::Upcoming>& executions) {
    open_().foresee(pipeline_file, executions);
}

void Recorder::add(Entry entry) {
    const bool at_once = entry.side_effects || entry.execution.use.wall_s >= most_worth_waiting_s;
    if (at_once)
        due_ = last_begin_;
    else if (waiting_.empty())
        due_ = last_begin_ + std::clamp<std::chrono::nanoseconds>(distance_per_sync * last_sync_time_,
                                                                  least_distance, most_distance);
    waiting_.push_back(std::move(entry));
}

void Recorder::flush_if_due() {
    if (until_due(most_distance) <= std::chrono::nanoseconds(0)) flush();
}

std::chrono::nanoseconds Recorder::until_due(std::chrono::nanoseconds most) const {
    if (under_way_ || waiting_.empty()) return most;
    return std::min<std::chrono::nanoseconds>(most, due_ - std::chrono::steady_clock::now());
}

void Recorder::keep(const Entry& entry) {
    if (!entry.reusable || !entry.execution.record || entry.execution.status != ExecutionStatus::ran) return;
    const StageRecord& record = *entry.execution.record;
    store_.put_record(record.key, canonical_json(to_value(record)));
}

void Recorder::flush() {
    if (under_way_ || waiting_.empty()) return;
    auto batch = std::make_shared<Batch>();
    batch->entries = std::exchange(waiting_, {});
    last_begin_ = std::chrono::steady_clock::now();
    under_way_ = batch;
    pool_.submit([this, batch] {
        const auto started = std::chrono::steady_clock::now();
        try {
            // Records come after what they speak of is durable.
            store_.sync();
            pool_.for_each(batch->entries.size(), [&](std::size_t i) { keep(batch->entries[i]); });
            store_.sync();
        } catch (...) {
            batch->failure = std::current_exception();
        }
        batch->sync_time = std::chrono::steady_clock::now() - started;
        synced_();
        batch->done.set_value();
    });
}

std::vector<std::string> Recorder::record_synced() {
    const std::shared_ptr<Batch> batch = under_way_;
    if (!batch) return {};
    batch->finished.wait();
    under_way_.reset();
    last_sync_time_ = batch->sync_time;
    // Taken along: the thread that threw it must not be the one to destroy it while it is being looked at.
    if (batch->failure) std::rethrow_exception(std::exchange(batch->failure, nullptr));
    std::vector<Lineage::Finished> finished;
    std::vector<std::string> stages;
    for (const Entry& entry : batch->entries) {
        finished.push_back(
            {entry.id, entry.execution, entry.interpreter ? &*entry.interpreter : nullptr, &entry.inputs});
        stages.push_back(entry.execution.stage);
    }
    open_().finish_executions(finished);
    return stages;
}

bool Recorder::idle() const {
    return !under_way_ && waiting_.empty();
}

void Recorder::finish_run(const RunRecord& run) {
    if (begun_) open_().finish_run(run);
}

}  // namespace mlpipe
