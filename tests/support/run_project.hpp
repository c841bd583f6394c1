// A project in a temporary directory, run with a fake executor and a clock that only tests move.
#pragma once
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/run/status.hpp"
#include "support/run_fake_executor.hpp"
#include "support/run_file_system.hpp"
#include "support/temporary_directory.hpp"

// A millisecond passes with each look at it.
class TickingClock : public mlpipe::Clock {
  public:
    std::int64_t now_ns() const override { return now_ += 1'000'000; }
    std::int64_t steady_ns() const override { return now_ += 1'000'000; }
    void move(double seconds) { now_ += static_cast<std::int64_t>(seconds * 1e9); }

  private:
    mutable std::atomic<std::int64_t> now_{1'764'000'000'000'000'000};
};

class RecordingReporter : public mlpipe::Reporter {
  public:
    void handle(const mlpipe::Event& event) override;
    // What happened so far, of one kind.
    template <typename Kind>
    std::vector<Kind> all() const {
        const std::lock_guard lock(mutex_);
        std::vector<Kind> found;
        for (const mlpipe::Event& event : events_)
            if (const auto* wanted = std::get_if<Kind>(&event)) found.push_back(*wanted);
        return found;
    }
    std::string warnings() const;  // a line each
    std::string notices() const;   // the others
    // Throws when it has not been decided after half a minute.
    void wait_until_decided(const std::string& stage) const;
    // Throws Error(failed) from the n-th event on, counted from 1; 0: never.
    void fail_from_event(std::size_t n) { fail_from_ = n; }
    void forget();

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<mlpipe::Event> events_;
    std::size_t fail_from_ = 0;
};

class TestProject {
  public:
    const std::string& path() const { return directory_.path(); }
    std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
    void write(const std::string& name, const std::string& content) const { directory_.write(name, content); }
    std::string read(const std::string& name) const { return directory_.read(name); }
    bool exists(const std::string& name) const;
    void remove(const std::string& name) const;
    // Writes pipeline.yaml with these stages, each as a line of YAML: "train: {cmd: t, outs: [m]}".
    void stages(const std::vector<std::string>& lines) const;

    mlpipe::Project project() const;
    mlpipe::World world();
    // Four jobs, and what the arguments name as targets.
    static mlpipe::RunOptions options(std::vector<std::string> targets = {});

    // Asks for the status first, and throws std::logic_error when the run does something else.
    mlpipe::RunRecord run(const mlpipe::RunOptions& options = TestProject::options());
    // The run alone.
    mlpipe::RunRecord run_blindly(const mlpipe::RunOptions& options = TestProject::options());
    std::vector<mlpipe::StageStatus> status(const mlpipe::RunOptions& options = TestProject::options());

    mlpipe::LockFile lock() const;
    mlpipe::Lineage lineage() const;

    CountingFileSystem files;
    TickingClock clock;
    FakeExecutor executor;
    RecordingReporter reporter;
    mlpipe::Interrupt interrupt;
    std::vector<std::string> environment = {"PATH=/nowhere", "HOME=/nowhere"};

  private:
    TemporaryDirectory directory_;
};

// A run on a thread of its own. Its end lets everything held go on, so that a failed test does not hang.
class RunningRun {
  public:
    explicit RunningRun(TestProject& project, mlpipe::RunOptions options = TestProject::options());
    ~RunningRun();
    mlpipe::RunRecord result() { return future_.get(); }

  private:
    TestProject& project_;
    std::future<mlpipe::RunRecord> future_;
};

// "a ran, b skipped", in the order of the record.
std::string outcome(const mlpipe::RunRecord& run);
// "a run, b unknown".
std::string outcome(const std::vector<mlpipe::StageStatus>& stages);
const mlpipe::Execution& execution(const mlpipe::RunRecord& run, std::string_view stage);
std::string reason(const mlpipe::RunRecord& run, const std::string& stage);
