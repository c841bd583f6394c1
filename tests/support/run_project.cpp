#include "support/run_project.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "mlpipe/base/error.hpp"

using namespace mlpipe;

void RecordingReporter::handle(const Event& event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        if (fail_from_ > 0 && events_.size() >= fail_from_)
            throw Error(ErrorKind::failed, "the reader of the events is gone");
    }
    changed_.notify_all();
}

std::string RecordingReporter::warnings() const {
    std::string text;
    for (const RunNotice& notice : all<RunNotice>())
        if (notice.level == RunNotice::Level::warning) text += notice.stage + ": " + notice.text + "\n";
    return text;
}

std::string RecordingReporter::notices() const {
    std::string text;
    for (const RunNotice& notice : all<RunNotice>())
        if (notice.level == RunNotice::Level::info) text += notice.stage + ": " + notice.text + "\n";
    return text;
}

void RecordingReporter::wait_until_decided(const std::string& stage) const {
    std::unique_lock lock(mutex_);
    const bool decided = changed_.wait_for(lock, std::chrono::seconds(30), [&] {
        return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
            const auto* decision = std::get_if<StageDecided>(&event);
            return decision != nullptr && decision->stage == stage;
        });
    });
    if (!decided) throw std::runtime_error("stage " + stage + " is not decided");
}

void RecordingReporter::forget() {
    const std::lock_guard lock(mutex_);
    events_.clear();
    fail_from_ = 0;
}

bool TestProject::exists(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path(name)));
}

void TestProject::remove(const std::string& name) const {
    std::filesystem::remove_all(path(name));
}

void TestProject::stages(const std::vector<std::string>& lines) const {
    std::string text = "stages:\n";
    for (const std::string& line : lines) text += "  " + line + "\n";
    write("pipeline.yaml", text);
}

Project TestProject::project() const {
    return find_project(files, path(), std::nullopt, std::nullopt);
}

World TestProject::world() {
    return {files, clock, environment, [this](const std::string&) { return executor.make(); }};
}

RunOptions TestProject::options(std::vector<std::string> targets) {
    RunOptions options;
    options.jobs = 4;
    options.selection.targets = std::move(targets);
    return options;
}

RunRecord TestProject::run_blindly(const RunOptions& options) {
    executor.forget();
    reporter.forget();
    World here = world();
    return mlpipe::run(project(), options, here, reporter, interrupt);
}

std::vector<StageStatus> TestProject::status(const RunOptions& options) {
    World here = world();
    return mlpipe::status(project(), options, here);
}

namespace {

bool agree(const StageStatus& said, const Execution& done) {
    if (done.reason.starts_with("not started")) return true;
    switch (said.decision.kind) {
        case DecisionKind::skip:
        case DecisionKind::absent:
            return done.status == ExecutionStatus::skipped && done.reason == said.decision.reason &&
                   done.accepted == said.accepted;
        case DecisionKind::restore:
            return done.status == ExecutionStatus::restored && done.reason == said.decision.reason;
        case DecisionKind::run:
            return done.status == ExecutionStatus::ran || done.status == ExecutionStatus::failed ||
                   done.status == ExecutionStatus::interrupted || done.status == ExecutionStatus::blocked;
        case DecisionKind::held:
            return done.status == ExecutionStatus::held && done.reason == said.decision.reason;
        case DecisionKind::blocked:
            return done.status == ExecutionStatus::blocked && done.reason == said.decision.reason;
        case DecisionKind::unknown:
            return true;
    }
    return false;
}

}  // namespace

RunRecord TestProject::run(const RunOptions& options) {
    const std::vector<StageStatus> before = status(options);
    RunRecord record = run_blindly(options);
    const bool agreed =
        std::equal(before.begin(), before.end(), record.executions.begin(), record.executions.end(),
                   [](const StageStatus& said, const Execution& done) {
                       return said.stage == done.stage && agree(said, done);
                   });
    if (agreed) return record;
    std::string problem = "status said " + outcome(before) + "; the run did " + outcome(record);
    for (const StageStatus& said : before) problem += "\nsaid of " + said.stage + ": " + said.decision.reason;
    for (const Execution& done : record.executions) problem += "\ndid: " + done.stage + ": " + done.reason;
    throw std::logic_error(problem);
}

LockFile TestProject::lock() const {
    const auto text = read_file_if_present(files, path("pipeline.yaml.lock"));
    return parse_lock(text.value_or(""), "pipeline.yaml.lock");
}

Lineage TestProject::lineage() const {
    return Lineage(path(".mlpipe/lineage.db"), Lineage::Mode::read_only);
}

RunningRun::RunningRun(TestProject& project, RunOptions options)
    : project_(project), future_(std::async(std::launch::async, [&project, options = std::move(options)] {
          return project.run_blindly(options);
      })) {}

RunningRun::~RunningRun() {
    project_.executor.release_all();
    if (future_.valid()) future_.wait();
}

std::string outcome(const RunRecord& run) {
    std::string text;
    for (const Execution& done : run.executions)
        text += (text.empty() ? "" : ", ") + done.stage + " " + to_string(done.status);
    return text;
}

std::string outcome(const std::vector<StageStatus>& stages) {
    std::string text;
    for (const StageStatus& stage : stages)
        text += (text.empty() ? "" : ", ") + stage.stage + " " + to_string(stage.decision.kind);
    return text;
}

const Execution& execution(const RunRecord& run, std::string_view stage) {
    for (const Execution& done : run.executions)
        if (done.stage == stage) return done;
    throw std::runtime_error("the run has no stage " + std::string(stage));
}

std::string reason(const RunRecord& run, const std::string& stage) {
    return execution(run, stage).reason;
}
