// Deployments onto a disk in memory, with commands that are functions; the registry is a real one.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/exec/executor.hpp"
#include "mlpipe/registry/deployment.hpp"
#include "mlpipe/registry/releases.hpp"
#include "registry/registry_support.hpp"
#include "support/memory_file_system.hpp"

// A clock that moves whenever somebody looks, so that a deadline comes.
class PassingClock : public mlpipe::Clock {
  public:
    std::int64_t now_ns() const override { return now_ += second_ns / 1000; }
    std::int64_t steady_ns() const override { return now_ += second_ns / 10; }

  private:
    mutable std::int64_t now_ = 1'800'000'000'000'000'000;
};

class DeploymentSite {
  public:
    DeploymentSite() { write("one"); }

    void write(const std::string& content) { files.put("/work/model.bin", content); }

    // What the commands do, by their script; without one a command succeeds.
    std::map<std::string, std::function<int()>> commands;
    std::vector<std::string> ran;  // script and version
    MemoryFileSystem files;
    mlpipe::Interrupt interrupt;
    std::vector<mlpipe::DeploymentEvent> events;
    bool replay = false;
    std::map<std::string, unsigned> approvals;

    mlpipe::DeploymentRequest request() const {
        mlpipe::DeploymentRequest request;
        request.model = "flight";
        request.place = "/srv";
        request.path = "/work/model.bin";
        request.working_directory = "/work";
        request.smoke = "smoke";
        request.activate = "activate";
        request.health = "health";
        request.within_s = 1;
        return request;
    }
    mlpipe::DeploymentReport deploy() { return mlpipe::deploy(request(), world()); }
    mlpipe::DeploymentReport deploy(const std::string& content) {
        write(content);
        return deploy();
    }
    mlpipe::DeploymentReport roll_back() {
        return mlpipe::roll_back({"flight", "/srv", "", "it was slow"}, world());
    }
    mlpipe::Releases releases() { return {files, "/srv", "flight"}; }
    mlpipe::Registry registry() const { return mlpipe::Registry::open(place_of(root_.path(), clock_)); }
    std::string production() const {
        const auto version = registry().alias("flight", "production");
        return version ? version->version : "";
    }
    // The content of the model that is live, read through `current`; "" where none is.
    std::string live() {
        if (!files.link_stat("/srv/flight/current")) return "";
        return files.get("/srv/flight/current/model.bin");
    }

    mlpipe::DeploymentWorld world() {
        mlpipe::RegistryPlace place = place_of(root_.path(), clock_);
        place.replay = replay;
        place.approvals = approvals;
        return {place,
                files,
                "/work/.mlpipe",
                root_.path() + "/stat-cache.db",
                {"PATH=/bin", "MLPIPE_VERSION=of somebody else"},
                [this](const std::string&) { return std::make_unique<Commands>(*this); },
                [this](const mlpipe::DeploymentEvent& event) { events.push_back(event); },
                interrupt};
    }

  private:
    class Commands : public mlpipe::Executor {
      public:
        explicit Commands(DeploymentSite& site) : site_(site) {}
        mlpipe::JobResult execute(const mlpipe::Job& job, const LineSink& line) override {
            mlpipe::JobResult result;
            result.end = mlpipe::JobEnd::cancelled;
            if (cancelled_) return result;
            const std::string& script = job.commands.front().back();
            std::string version;
            for (const auto& [name, value] : job.environment)
                if (name == "MLPIPE_VERSION") version = value;
            site_.ran.push_back(script + " " + version);
            line("this is " + script);
            const auto found = site_.commands.find(script);
            result.code = found == site_.commands.end() ? 0 : found->second();
            result.end = cancelled_ ? mlpipe::JobEnd::cancelled : mlpipe::JobEnd::exited;
            return result;
        }
        void cancel_all(bool) override { cancelled_ = true; }

      private:
        DeploymentSite& site_;
        bool cancelled_ = false;
    };

    PassingClock clock_;
    TemporaryDirectory root_;
};
