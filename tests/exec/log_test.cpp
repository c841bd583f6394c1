#include "job_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::exec_test;
using Lines = std::vector<std::string>;

TEST_CASE("the log holds every byte, of every attempt, and exists only if there is one") {
    Bench bench;
    Job job = bench.job(":");
    job.log_file = bench.file("log");
    bench.run(job);
    REQUIRE(::access(job.log_file.c_str(), F_OK) != 0);

    job = bench.job("printf '10%%\\r100%%\\n\\377\\0end'; echo err >&2");
    job.log_file = bench.file("log");
    const auto [result, lines] = bench.run(job);
    const std::string expected("10%\r100%\n\377\0enderr\n", 18);
    REQUIRE(file_content(job.log_file) == expected);
    REQUIRE(lines == Lines{"100%", std::string("\377\0enderr", 8)});
    bench.run(job);
    REQUIRE(file_content(job.log_file) == expected + expected);
}

TEST_CASE("masked strings reach neither the log nor the lines") {
    Bench bench;
    Job job = bench.job("printf 'token sec'; sleep 0.1; echo ret; printf 'sec'");
    job.log_file = bench.file("log");
    job.masked = {"secret"};
    REQUIRE(bench.run(job).lines == Lines{"token ***", "sec"});
    REQUIRE(file_content(job.log_file) == "token ***\nsec");
}

TEST_CASE("a log that cannot be written is said once and does not stop the job") {
    Bench bench;
    Job job = bench.job(
        "i=0; while [ $i -lt 4000 ]; do echo line $i, well above what a pipe can hold; i=$((i+1)); done");
    job.log_file = "/dev/full";
    auto [result, lines] = bench.run(job);
    REQUIRE(result.succeeded());
    REQUIRE(lines.size() == 4001);
    const auto told = std::ranges::count_if(lines, [](const std::string& line) {
        return line.starts_with("[mlpipe] cannot write the log: No space");
    });
    REQUIRE(told == 1);

    job = bench.job("echo x");
    job.log_file = bench.file("missing/log");
    lines = bench.run(job).lines;
    REQUIRE(lines.size() == 2);
    REQUIRE_THAT(lines[1], ContainsSubstring("No such file"));
}

TEST_CASE("a job whose sink throws is ended before the exception goes on") {
    Bench bench;
    const Job job = bench.job("echo x; sleep 100");
    REQUIRE_THROWS_AS(bench.executor.execute(job, [](std::string_view) { throw std::logic_error("sink"); }),
                      std::logic_error);
    REQUIRE(processes_of(job).empty());
    REQUIRE(bench.run(":").result.succeeded());
}

TEST_CASE("a slow reader gets all of a large output") {
    Bench bench;
    std::size_t bytes = 0, lines = 0;
    const auto result = bench.executor.execute(bench.job("head -c 3000000 /dev/zero | tr '\\0' x; echo"),
                                               [&](std::string_view line) {
                                                   bytes += line.size();
                                                   if (++lines < 10) ::usleep(2000);
                                               });
    REQUIRE(result.succeeded());
    REQUIRE(bytes == 3'000'000);
}
