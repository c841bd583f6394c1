// A project that is watched, without processes: a fake executor plays its stages and the command that is told.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/base/json.hpp"
#include "mlpipe/watch/watch.hpp"
#include "support/run_project.hpp"

class WatchedProject : public TestProject {
  public:
    WatchedProject() {
        stages({"ingest: {cmd: i, outs: [raw]}", "monitor: {cmd: m, deps: [raw], metrics: [drift.json]}",
                "train: {cmd: t, deps: [raw], outs: [model]}",
                "deploy: {cmd: d, deps: [model], outs: [live]}"});
        executor.behave("ingest", [this](const FakeAttempt& attempt) {
            attempt.write_outputs(data);
            return FakeExecutor::exited(0);
        });
        executor.behave("monitor", [this](const FakeAttempt& attempt) {
            attempt.write_outputs(document());
            return FakeExecutor::exited(monitor_code);
        });
        executor.behave("on_alert", [this](const FakeAttempt& attempt) {
            tried.push_back(value_of(attempt.job, "MLPIPE_ALARM_ID"));
            received =
                mlpipe::read_file(mlpipe::posix_file_system(), value_of(attempt.job, "MLPIPE_ALARM_FILE"));
            if (alert_code == 0) told.push_back(tried.back());
            if (after_alert) after_alert();
            return FakeExecutor::exited(alert_code);
        });
        request.settings.on_alert = "tell";
        request.releases = path("releases");
        request.working_directory = path();
    }

    bool drift = false;
    std::string data = "1";  // that is ingested
    int monitor_code = 0, alert_code = 0;
    std::function<void()> after_alert;
    std::vector<std::string> tried, told;  // ids
    std::string received;                  // the last document
    std::string said;                      // to people
    mlpipe::WatchRequest request;
    std::function<bool(std::chrono::nanoseconds)> wait;

    template <typename What>
    auto watched(What what) {
        const mlpipe::Project here = project();
        mlpipe::World world_here = world();
        mlpipe::Watch watch(
            here, request,
            {world_here,
             {files, clock, here.root, here.state_directory(), here.lineage_file(), "", "", false, {}},
             [] { return std::make_unique<Silent>(); },
             [this](const std::string& text) { said += text; },
             interrupt,
             wait});
        return what(watch);
    }
    // By a watch of its own, as cron does it.
    mlpipe::LookReport look() {
        return watched([](mlpipe::Watch& watch) { return watch.look(); });
    }
    bool keep_watch() {
        return watched([](mlpipe::Watch& watch) { return watch.keep_watch(); });
    }
    mlpipe::WatchState state() {
        const mlpipe::Project here = project();
        return mlpipe::WatchFiles(files, here).state().value();
    }
    // How often a stage was started since the last `executor.forget`.
    std::size_t times(const std::string& stage) const {
        const auto begun = executor.begun();
        return static_cast<std::size_t>(std::count(begun.begin(), begun.end(), stage));
    }
    // By their causes: those that came to an end.
    std::map<std::string, int> ended_looks() const {
        std::map<std::string, int> looks;
        mlpipe::RunFilter all;
        all.limit = 0;
        for (const mlpipe::RunSummary& run : lineage().runs(all))
            if (run.cause && run.cause->kind == mlpipe::RunCause::Kind::watch &&
                (run.status == mlpipe::RunStatus::succeeded || run.status == mlpipe::RunStatus::failed))
                ++looks[run.cause->tick];
        return looks;
    }

    static std::string value_of(const mlpipe::Job& job, const std::string& name) {
        for (const auto& [key, value] : job.environment)
            if (key == name) return value;
        return "";
    }

  private:
    class Silent : public mlpipe::Reporter {
        void handle(const mlpipe::Event&) override {}
    };

    std::string document() const {
        const std::string verdict = drift ? "drift" : "ok";
        return R"({"drift": )" + std::string(drift ? "true" : "false") +
               R"(, "share": 0.5, "threshold": 0.3, "columns": [)"
               R"({"name": "dest", "type": "categorical", "method": "psi", "score": 0.05, "threshold": 0.2, "verdict": "ok"},)"
               R"({"name": "temp", "type": "numerical", "method": "psi", "score": 0.3, "threshold": 0.2, "verdict": ")" +
               verdict +
               R"(", "summary": {"name": "mean", "reference": 15.5, "current": 2.5}},)"
               R"({"name": "wind", "type": "numerical", "method": "ks", "score": 1e-9, "threshold": 0.05, "verdict": ")" +
               verdict + R"(", "worst_bin": {"label": "> 20"}}]})";
    }
};
