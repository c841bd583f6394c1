#include "support/run_fake_executor.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace mlpipe;

namespace {

std::string content_of(const std::string& path) {
    std::string content;
    if (std::filesystem::is_directory(path)) {
        std::set<std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
            if (entry.is_regular_file()) files.insert(entry.path().string());
        for (const std::string& file : files) content += content_of(file);
        return content;
    }
    std::ifstream stream(path, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    return content;
}

std::string stage_of(const Job& job) {
    return job.id.substr(job.id.find('/') + 1);
}

}  // namespace

void FakeAttempt::write_outputs(const std::string& content) const {
    for (const JobFile& output : job.outputs) {
        std::ofstream stream(output.path, std::ios::binary | std::ios::trunc);
        stream << content;
        stream.close();
        if (!stream) throw std::runtime_error("the fake stage cannot write " + output.path);
    }
}

void FakeAttempt::write_outputs() const {
    std::string content;
    for (const auto& command : job.commands) content += command.back() + "\n";
    for (const JobFile& input : job.inputs) content += content_of(input.path);
    write_outputs(content);
}

class FakeExecutor::Connection : public Executor {
  public:
    explicit Connection(FakeExecutor& fake) : fake_(fake) {}
    JobResult execute(const Job& job, const LineSink& line) override { return fake_.execute(job, line); }
    void cancel_all(bool immediately) override { fake_.cancel(immediately); }

  private:
    FakeExecutor& fake_;
};

JobResult FakeExecutor::exited(int code) {
    JobResult result;
    result.code = code;
    return result;
}

JobResult FakeExecutor::timed_out() {
    JobResult result;
    result.end = JobEnd::timed_out;
    result.code = 15;
    return result;
}

void FakeExecutor::behave(const std::string& stage, Behaviour behaviour) {
    const std::lock_guard lock(mutex_);
    behaviours_[stage] = std::move(behaviour);
}

void FakeExecutor::fails(const std::string& stage, int code) {
    behave(stage, [code](const FakeAttempt&) { return exited(code); });
}

void FakeExecutor::writes(const std::string& stage, const std::string& content) {
    behave(stage, [content](const FakeAttempt& attempt) {
        attempt.write_outputs(content);
        return exited(0);
    });
}

void FakeExecutor::succeeds(const std::string& stage) {
    const std::lock_guard lock(mutex_);
    behaviours_.erase(stage);
}

void FakeExecutor::takes(const std::string& stage, double wall_s) {
    const std::lock_guard lock(mutex_);
    durations_[stage] = wall_s;
}

void FakeExecutor::hold(const std::string& stage) {
    const std::lock_guard lock(mutex_);
    held_.insert(stage);
}

void FakeExecutor::hold_all() {
    const std::lock_guard lock(mutex_);
    all_held_ = true;
}

void FakeExecutor::finish(const std::string& stage) {
    {
        const std::lock_guard lock(mutex_);
        finished_.insert(stage);
    }
    changed_.notify_all();
}

void FakeExecutor::release_all() {
    {
        const std::lock_guard lock(mutex_);
        all_held_ = false;
        held_.clear();
    }
    changed_.notify_all();
}

void FakeExecutor::wait(std::unique_lock<std::mutex>& lock, const std::string& what,
                        const std::function<bool()>& until) {
    if (!changed_.wait_for(lock, std::chrono::seconds(30), until))
        throw std::runtime_error("still waiting for " + what);
}

void FakeExecutor::wait_until_running(const std::string& stage) {
    std::unique_lock lock(mutex_);
    wait(lock, "stage " + stage, [&] { return running_.contains(stage); });
}

void FakeExecutor::wait_until_running(std::size_t stages) {
    std::unique_lock lock(mutex_);
    wait(lock, std::to_string(stages) + " stages", [&] { return running_.size() == stages; });
}

std::vector<std::string> FakeExecutor::begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

std::vector<Job> FakeExecutor::jobs() const {
    const std::lock_guard lock(mutex_);
    return jobs_;
}

Job FakeExecutor::job(const std::string& stage) const {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(jobs_.rbegin(), jobs_.rend(), [&](const Job& job) { return stage_of(job) == stage; });
    if (found == jobs_.rend()) throw std::runtime_error("stage " + stage + " did not begin");
    return *found;
}

std::size_t FakeExecutor::most_at_once() const {
    const std::lock_guard lock(mutex_);
    return most_at_once_;
}

int FakeExecutor::cancellations() const {
    const std::lock_guard lock(mutex_);
    return cancellations_;
}

void FakeExecutor::forget() {
    const std::lock_guard lock(mutex_);
    jobs_.clear();
    begun_.clear();
    most_at_once_ = 0;
    cancellations_ = 0;
}

std::unique_ptr<Executor> FakeExecutor::make() {
    const std::lock_guard lock(mutex_);
    cancelled_ = false;
    attempts_.clear();
    finished_.clear();
    return std::make_unique<Connection>(*this);
}

void FakeExecutor::cancel(bool immediately) {
    {
        const std::lock_guard lock(mutex_);
        cancelled_ = true;
        cancellations_ += immediately ? 2 : 1;
    }
    changed_.notify_all();
}

JobResult FakeExecutor::execute(const Job& job, const Executor::LineSink& line) {
    const std::string stage = stage_of(job);
    Behaviour behaviour;
    unsigned number = 0;
    {
        std::unique_lock lock(mutex_);
        number = ++attempts_[stage];
        running_.insert(stage);
        begun_.push_back(stage);
        jobs_.push_back(job);
        most_at_once_ = std::max(most_at_once_, running_.size());
        changed_.notify_all();
        const auto may_go_on = [&] {
            return cancelled_ || finished_.contains(stage) || !(all_held_ || held_.contains(stage));
        };
        changed_.wait_for(lock, std::chrono::seconds(30), may_go_on);
        if (cancelled_) {
            running_.erase(stage);
            JobResult result;
            result.end = JobEnd::cancelled;
            result.code = 15;
            return result;
        }
        if (const auto found = behaviours_.find(stage); found != behaviours_.end()) behaviour = found->second;
    }
    const FakeAttempt attempt{job, stage, number, line};
    JobResult result;
    if (behaviour) {
        result = behaviour(attempt);
    } else {
        attempt.write_outputs();
    }
    const std::lock_guard lock(mutex_);
    running_.erase(stage);
    const auto duration = durations_.find(stage);
    result.wall_s = duration == durations_.end() ? 0.5 : duration->second;
    changed_.notify_all();
    return result;
}
