#include "job_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::exec_test;

namespace {

// Ignores TERM, has left group and session, and holds the output pipe.
const std::string stubborn =
    "setsid sh -c 'trap \"\" TERM; echo $$ >ready; while :; do sleep 1; done' & "
    "while [ ! -s ready ]; do sleep 0.01; done; ";

double seconds_of(const std::function<void()>& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a job is over with its leader, however its descendants hide") {
    Bench bench;
    const std::string script =
        GENERATE(as<std::string>(), "sleep 100 &", stubborn,
                 "(setsid sh -c 'env -i sleep 100 & env -i sleep 101 & wait' & ) ; sleep 0.05;");
    const Job job = bench.job(script + " echo done");
    const std::size_t before = exec::descendants_of(::getpid()).size();
    Executed executed;
    const double time = seconds_of([&] { executed = bench.run(job); });
    REQUIRE(executed.result.succeeded());
    REQUIRE(executed.lines.back() == "done");
    REQUIRE(executed.result.left_behind >= 1);
    REQUIRE(time < 5);
    REQUIRE(processes_of(job).empty());
    REQUIRE(exec::descendants_of(::getpid()).size() == before + 1);  // its keeper
}

TEST_CASE("a descendant that ends by itself right after its parent is no leftover") {
    Bench bench;
    const auto [result, lines] = bench.run("(sleep 0.02; echo late) & echo early");
    REQUIRE(result.left_behind == 0);
    REQUIRE(lines == std::vector<std::string>{"early", "late"});
}

TEST_CASE("what an earlier command left in the background lives until the last has ended") {
    Bench bench;
    Job job = bench.job("sleep 100 & echo $! >id");
    job.commands.push_back({"/bin/sh", "-c", "kill -0 $(cat id)"});
    const auto result = bench.run(job).result;
    REQUIRE(result.succeeded());
    REQUIRE(result.left_behind == 1);
}

TEST_CASE("a job that takes too long gets TERM, then KILL") {
    Bench bench;
    Job job = bench.job("trap 'echo ended; exit 0' TERM; echo started; while :; do sleep 0.01; done");
    job.timeout_s = 0.2;
    job.grace_s = 5;
    const Executed polite = bench.run(job);
    REQUIRE(polite.result.end == JobEnd::timed_out);
    REQUIRE(polite.result.wall_s >= 0.2);
    REQUIRE(polite.lines.front() == "started");
    REQUIRE(polite.lines.back() == "ended");

    job = bench.job("trap '' TERM; " + stubborn + " while :; do sleep 0.01; done");
    job.timeout_s = 0.3;
    JobResult result;
    const double time = seconds_of([&] { result = bench.run(job).result; });
    REQUIRE(result.end == JobEnd::timed_out);
    REQUIRE(result.code == SIGKILL);
    REQUIRE(time >= 0.5);
    REQUIRE(processes_of(job).empty());
}

TEST_CASE("the timeout is that of the whole job") {
    Bench bench;
    Job job = bench.job("sleep 0.15");
    job.commands = {job.commands[0], job.commands[0], job.commands[0], job.commands[0], job.commands[0]};
    job.timeout_s = 0.4;
    REQUIRE(bench.run(job).result.end == JobEnd::timed_out);
}

TEST_CASE("cancelling ends all jobs, after the grace or at once, and those that come later") {
    Bench bench;
    const bool immediately = GENERATE(false, true);
    Job polite = bench.job("trap 'echo bye; exit 0' TERM; echo >up1; while :; do sleep 0.01; done");
    Job rude = bench.job("trap '' TERM; echo >up2; while :; do sleep 0.01; done");
    polite.grace_s = 30;
    rude.grace_s = immediately ? 30 : 0.2;
    Executed first, second;
    std::thread one([&] { first = bench.run(polite); });
    std::thread two([&] { second = bench.run(rude); });
    const bool up =
        wait_until([&] { return has_content(bench.file("up1")) && has_content(bench.file("up2")); });
    const double time = seconds_of([&] {
        bench.executor.cancel_all(immediately);
        one.join();
        two.join();
    });
    REQUIRE(up);
    REQUIRE(time < 5);
    REQUIRE(first.result.end == JobEnd::cancelled);
    REQUIRE(second.result.end == JobEnd::cancelled);
    REQUIRE(second.result.code == SIGKILL);
    const bool said_bye = !first.lines.empty() && first.lines.back() == "bye";
    REQUIRE(said_bye != immediately);
    REQUIRE(processes_of(polite).empty());
    REQUIRE(processes_of(rude).empty());
    REQUIRE(bench.run(":").result.end == JobEnd::cancelled);
}

TEST_CASE("a second cancelling skips the grace of the first") {
    Bench bench;
    Job job = bench.job("trap '' TERM; echo >up; while :; do sleep 0.01; done");
    job.grace_s = 60;
    Executed executed;
    std::thread thread([&] { executed = bench.run(job); });
    const bool up = wait_until([&] { return has_content(bench.file("up")); });
    bench.executor.cancel_all(false);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const double time = seconds_of([&] {
        bench.executor.cancel_all(true);
        thread.join();
    });
    REQUIRE(up);
    REQUIRE(time < 5);
    REQUIRE(executed.result.end == JobEnd::cancelled);
}
