// What is left when something in the chain mlpipe - supervisor - keeper - job is killed.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <random>

#include "job_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::exec_test;

namespace {

const std::string stubborn =
    "setsid sh -c 'trap \"\" TERM; env -i sh -c \"echo >deep; sleep 100; :\" & "
    "while :; do sleep 1; done' & trap '' TERM; echo >up; while :; do sleep 1; done";

// A stand-in for mlpipe: a process with an executor that runs `script` on two threads.
pid_t fork_owner(const TemporaryDirectory& directory, const std::string& script) {
    const pid_t owner = ::fork();
    if (owner != 0) return owner;
    LocalExecutor executor(directory.path() + "/lease");
    const auto work = [&] { executor.execute(make_job(directory.path(), script), {}); };
    std::thread other(work);
    work();
    other.join();
    ::_exit(0);
}

std::vector<exec::ProcessEntry> named(const std::vector<exec::ProcessEntry>& processes,
                                      const std::string& name) {
    std::vector<exec::ProcessEntry> found;
    for (const auto& process : processes)
        if (file_content("/proc/" + std::to_string(process.id) + "/comm") == name + "\n")
            found.push_back(process);
    return found;
}

bool is_gone(const exec::ProcessEntry& process) {
    const auto now = exec::find_process(process.id);
    return !now || now->started != process.started || !now->alive();
}

bool all_gone(const std::vector<exec::ProcessEntry>& processes) {
    return wait_until([&] { return std::ranges::all_of(processes, is_gone); });
}

bool lease_is_free(const std::string& path) {
    const int lease = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    const bool is_free = lease >= 0 && ::flock(lease, LOCK_EX | LOCK_NB) == 0;
    ::close(lease);
    return is_free;
}

}  // namespace

TEST_CASE("kill -9 of the executor's process leaves none of its jobs' processes") {
    TemporaryDirectory directory;
    const pid_t owner = fork_owner(directory, stubborn);
    REQUIRE(wait_until([&] {
        return has_content(directory.path() + "/up") && has_content(directory.path() + "/deep") &&
               exec::descendants_of(owner).size() >= 3 + 2 * 4;
    }));
    const auto all = exec::descendants_of(owner);
    REQUIRE_FALSE(lease_is_free(directory.path() + "/lease"));
    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);
    REQUIRE(all_gone(all));
    REQUIRE(wait_until([&] { return lease_is_free(directory.path() + "/lease"); }));
    REQUIRE(end_orphans(directory.path() + "/lease", directory.path(), 1) == 0);
}

TEST_CASE("killed at any moment, with or without a keeper, it leaves nothing that goes on") {
    // As the next subreaper above, this process becomes the parent of whatever escapes.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    std::mt19937 random(20261123);
    const auto pause = [&](unsigned most_ms) {
        std::this_thread::sleep_for(std::chrono::microseconds(random() % (1000 * most_ms)));
    };
    bool all_ended = true;
    for (int round = 0; round < 40 && all_ended; ++round) {
        TemporaryDirectory directory;
        const pid_t owner = fork_owner(directory, stubborn);
        pause(30);
        if (round % 2 == 1) {
            const auto keepers = named(exec::descendants_of(owner), "mlpipe-keeper");
            if (!keepers.empty()) exec::signal_process(keepers[random() % keepers.size()], SIGKILL);
            pause(2);
        }
        ::kill(owner, SIGKILL);
        all_ended = wait_until([] {
            while (::waitpid(-1, nullptr, WNOHANG) > 0) {
            }
            return ::waitpid(-1, nullptr, WNOHANG) < 0;
        });
    }
    for (const auto& escaped : exec::descendants_of(::getpid())) ::kill(escaped.id, SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    REQUIRE(all_ended);
}

TEST_CASE("without its supervisor a job ends as it would, and no new keeper can start") {
    Bench bench;
    Executed executed;
    std::thread thread([&] { executed = bench.run("echo >up; sleep 0.3; echo end"); });
    const bool up = wait_until([&] { return has_content(bench.file("up")); });
    const auto supervisors = named(exec::descendants_of(::getpid()), "mlpipe-superv");
    for (const auto& supervisor : supervisors) ::kill(supervisor.id, SIGKILL);
    JobResult refused;
    if (up) refused = bench.run(":").result;
    thread.join();
    REQUIRE(up);
    REQUIRE(supervisors.size() == 1);
    REQUIRE(refused.end == JobEnd::could_not_start);
    REQUIRE_THAT(refused.message, ContainsSubstring("supervisor"));
    REQUIRE(executed.result.succeeded());
    REQUIRE(executed.lines == std::vector<std::string>{"end"});
}

TEST_CASE("a job that kills its keeper is ended, and the next job gets another keeper") {
    Bench bench;
    const Job job = bench.job(
        "setsid sh -c 'env -i sh -c \"echo >deep; sleep 100; :\" & wait' & while [ ! -s deep ]; do sleep "
        "0.01; done; "
        "kill -9 $PPID; sleep 100");
    const auto result = bench.run(job).result;
    REQUIRE(result.end == JobEnd::could_not_start);
    REQUIRE_THAT(result.message, ContainsSubstring("was killed"));
    REQUIRE(processes_of(job).empty());
    REQUIRE(bench.run("exit 3").result.code == 3);
    // The one without a mark in its environment is the supervisor's to end: it and one keeper remain.
    REQUIRE(wait_until([&] { return exec::descendants_of(::getpid()).size() == 2; }));
}

TEST_CASE("end_orphans ends what outlived even the keepers") {
    TemporaryDirectory directory;
    const std::string lease = directory.path() + "/lease";
    const pid_t owner = fork_owner(directory, "echo >up; sleep 100");
    REQUIRE(wait_until([&] { return named(exec::descendants_of(owner), "sleep").size() == 2; }));
    // Stopped, so that it cannot do what the keepers leave undone.
    ::kill(owner, SIGSTOP);
    REQUIRE(wait_until([&] { return exec::find_process(owner)->state == 'T'; }));
    const auto all = exec::descendants_of(owner);
    for (const auto& supervisor : named(all, "mlpipe-superv")) ::kill(supervisor.id, SIGKILL);
    for (const auto& keeper : named(all, "mlpipe-keeper")) ::kill(keeper.id, SIGKILL);
    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);
    const auto jobs = named(all, "sh");
    REQUIRE(jobs.size() == 2);
    REQUIRE_FALSE(is_gone(jobs[0]));
    REQUIRE_FALSE(lease_is_free(lease));
    REQUIRE_THROWS_WITH(LocalExecutor(lease), ContainsSubstring("still hold"));

    REQUIRE(end_orphans(lease, directory.path(), 5) == 4);
    REQUIRE(all_gone(all));
    REQUIRE(lease_is_free(lease));
    REQUIRE(end_orphans(lease, directory.path(), 5) == 0);
    LocalExecutor(lease).execute(make_job(directory.path(), ":"), {});
}

TEST_CASE("end_orphans knows processes without the lease by root and execution, and spares all others") {
    TemporaryDirectory directory;
    const std::string lease = directory.path() + "/lease";
    REQUIRE(end_orphans(lease, directory.path(), 1) == 0);
    std::ofstream(lease) << "left by a supervisor that was killed\n";
    const auto start = [&](std::vector<const char*> environment) {
        const pid_t process = ::fork();
        if (process != 0) return process;
        environment.push_back(nullptr);
        ::execle("/bin/sleep", "sleep", "100", nullptr, environment.data());
        ::_exit(127);
    };
    const std::string root = "MLPIPE_ROOT=" + directory.path();
    const pid_t orphan = start({root.c_str(), "MLPIPE_EXECUTION=x"});
    const pid_t elsewhere = start({"MLPIPE_ROOT=/elsewhere", "MLPIPE_EXECUTION=x"});
    const pid_t no_job = start({root.c_str()});
    const bool started =
        wait_until([&] { return named(exec::descendants_of(::getpid()), "sleep").size() == 3; });
    const unsigned ended = end_orphans(lease, directory.path(), 5);
    const int spared = ::waitpid(elsewhere, nullptr, WNOHANG) + ::waitpid(no_job, nullptr, WNOHANG);
    for (const pid_t process : {elsewhere, no_job}) ::kill(process, SIGKILL);
    for (const pid_t process : {orphan, elsewhere, no_job}) ::waitpid(process, nullptr, 0);
    REQUIRE(started);
    REQUIRE(ended == 1);
    REQUIRE(spared == 0);
    REQUIRE(file_content(lease).empty());
}
