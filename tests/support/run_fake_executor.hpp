// An executor without processes: what a stage does is a function, when it ends is for the test to say.
// Thread-safe. One FakeExecutor serves several runs, each through an executor of its own from `make`.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/exec/executor.hpp"

// One attempt as a behaviour sees it.
struct FakeAttempt {
    const mlpipe::Job& job;
    std::string stage;
    unsigned number = 1;  // within its run
    const mlpipe::Executor::LineSink& line;

    // Writes every declared output: what the command says, then what the inputs hold.
    void write_outputs() const;
    void write_outputs(const std::string& content) const;
};

class FakeExecutor {
  public:
    using Behaviour = std::function<mlpipe::JobResult(const FakeAttempt&)>;

    static mlpipe::JobResult exited(int code);
    static mlpipe::JobResult timed_out();

    // Without a behaviour a stage writes its outputs and exits with 0.
    void behave(const std::string& stage, Behaviour behaviour);
    void fails(const std::string& stage, int code = 1);
    void writes(const std::string& stage, const std::string& content);
    void succeeds(const std::string& stage);  // as without a behaviour
    void takes(const std::string& stage, double wall_s);

    // From now on the stage, or each stage, waits before it does anything until `finish`.
    void hold(const std::string& stage);
    void hold_all();
    void finish(const std::string& stage);
    void release_all();
    // Throws when it has not begun after half a minute.
    void wait_until_running(const std::string& stage);
    // Throws unless this many are running at last.
    void wait_until_running(std::size_t stages);

    // Of all runs since the last `forget`, in the order in which they began.
    std::vector<std::string> begun() const;
    std::vector<mlpipe::Job> jobs() const;
    mlpipe::Job job(const std::string& stage) const;  // its last
    std::size_t most_at_once() const;
    int cancellations() const;  // 2 and more: an immediate one too
    void forget();

    std::unique_ptr<mlpipe::Executor> make();

  private:
    class Connection;
    mlpipe::JobResult execute(const mlpipe::Job& job, const mlpipe::Executor::LineSink& line);
    void cancel(bool immediately);
    void wait(std::unique_lock<std::mutex>& lock, const std::string& what,
              const std::function<bool()>& until);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Behaviour> behaviours_;
    std::map<std::string, double> durations_;
    std::set<std::string> held_, running_, finished_;
    bool all_held_ = false, cancelled_ = false;
    std::map<std::string, unsigned> attempts_;
    std::vector<mlpipe::Job> jobs_;
    std::vector<std::string> begun_;
    std::size_t most_at_once_ = 0;
    int cancellations_ = 0;
};
