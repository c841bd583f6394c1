#include "job_fixture.hpp"

using namespace mlpipe;
using namespace mlpipe::exec_test;
using Lines = std::vector<std::string>;

TEST_CASE("a job's exit status, signal and measures are reported") {
    Bench bench;
    REQUIRE(bench.run(":").result.succeeded());
    REQUIRE(bench.run("exit 7").result.end == JobEnd::exited);
    REQUIRE(bench.run("exit 7").result.code == 7);
    const auto killed = bench.run("kill -9 $$").result;
    REQUIRE(killed.end == JobEnd::signalled);
    REQUIRE(killed.code == SIGKILL);

    const auto busy = bench.run("i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; sleep 0.1").result;
    REQUIRE(busy.wall_s >= 0.1);
    REQUIRE(busy.wall_s < 10);
    REQUIRE(busy.cpu_s > 0.001);
    REQUIRE(busy.cpu_s < busy.wall_s);
    REQUIRE(busy.peak_memory > 100'000);
    const auto large = bench.run("head -c 60000000 /dev/zero | tail -c 50000000 >/dev/null").result;
    REQUIRE(large.peak_memory > 45'000'000);
}

TEST_CASE("commands run in turn and stop at the first that fails") {
    Bench bench;
    Job job = bench.job("echo one");
    job.commands.push_back({"/bin/sh", "-c", "echo two; exit 3"});
    job.commands.push_back({"/bin/echo", "three"});
    const auto [result, lines] = bench.run(job);
    REQUIRE(result.code == 3);
    REQUIRE(lines == Lines{"one", "two"});
}

TEST_CASE("a job sees its directory, its environment, no input and the mark of its execution") {
    Bench bench;
    ::setenv("MLPIPE_TEST_LEAK", "1", 1);
    Job job = bench.job(
        "pwd; env | sort | grep -v -e '^_=' -e '^PWD='; cat; ps -o pgid= -p $$ | tr -d ' '; echo $$");
    job.environment.emplace_back("ODD", "a=b c");
    job.environment.emplace_back("MLPIPE_EXECUTION", "of somebody else");
    const auto [result, lines] = bench.run(job);
    ::unsetenv("MLPIPE_TEST_LEAK");
    REQUIRE(result.succeeded());
    REQUIRE(lines.size() == 6);
    REQUIRE(lines[0] == bench.directory.path());
    REQUIRE(lines[1] == "MLPIPE_EXECUTION=" + job.id);
    REQUIRE(lines[2] == "ODD=a=b c");
    REQUIRE(lines[4] == lines[5]);  // leads its process group
}

TEST_CASE("a job inherits its three standard descriptors and the lease, no blocked or ignored signal") {
    struct sigaction ignoring {
    }, before{};
    ignoring.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignoring, &before);
    Bench bench;
    const auto [result, lines] = bench.run(
        "exec python3 -c 'import os\n"
        "for n in os.listdir(\"/proc/self/fd\"):\n"
        "  try: print(os.readlink(\"/proc/self/fd/\" + n))\n"
        "  except OSError: pass' ");
    ::sigaction(SIGPIPE, &before, nullptr);
    REQUIRE(result.succeeded());
    REQUIRE(lines.size() == 4);
    REQUIRE(lines[0] == "/dev/null");
    REQUIRE(lines[1] == lines[2]);
    REQUIRE(lines[3] == bench.file("lease"));
    const auto status = bench.run("exec grep -e SigBlk -e SigIgn /proc/self/status").lines;
    REQUIRE(status.size() == 2);
    for (const std::string& line : status) {
        INFO(line);
        constexpr unsigned long standard = 0x7fffffff;  // glibc's spawn leaves its two internal ones ignored
        REQUIRE((std::stoul(line.substr(line.find('\t')), nullptr, 16) & standard) == 0);
    }
}

TEST_CASE("a job that cannot start says why") {
    Bench bench;
    Job job = bench.job("");
    job.commands = {{"no-such-program-anywhere"}};
    auto result = bench.run(job).result;
    REQUIRE(result.end == JobEnd::could_not_start);
    REQUIRE_THAT(result.message,
                 ContainsSubstring("'no-such-program-anywhere': no such program on the PATH"));

    job.commands = {{"/no/such/program"}};
    REQUIRE_THAT(bench.run(job).result.message, ContainsSubstring("'/no/such/program': No such file"));

    std::ofstream(bench.file("script")) << "#!/no/such/interpreter\n";
    job.commands = {{"./script"}};
    REQUIRE_THAT(bench.run(job).result.message, ContainsSubstring("Permission denied"));
    ::chmod(bench.file("script").c_str(), 0755);
    REQUIRE_THAT(bench.run(job).result.message, ContainsSubstring("'./script': the file is there"));
    std::ofstream(bench.file("script")) << "echo\n";
    REQUIRE_THAT(bench.run(job).result.message, ContainsSubstring("#!/bin/sh"));

    job = bench.job("x=" + std::string(140'000, 'x'));  // one argument above the kernel's 128 KiB
    REQUIRE_THAT(bench.run(job).result.message,
                 ContainsSubstring("'/bin/sh': arguments and environment are larger"));

    job = bench.job(":");
    job.working_directory = bench.file("missing");
    result = bench.run(job).result;
    REQUIRE(result.end == JobEnd::could_not_start);
    REQUIRE_THAT(result.message, ContainsSubstring("the working directory '" + bench.file("missing") + "'"));
    job = bench.job(":");
    job.commands[0].back().push_back('\0');
    REQUIRE_THAT(bench.run(job).result.message, ContainsSubstring("NUL"));
    REQUIRE(bench.run(":").result.succeeded());
}

TEST_CASE("a program is found by the job's PATH, relative entries from its directory") {
    Bench bench;
    ::mkdir(bench.file("bin").c_str(), 0755);
    std::ofstream(bench.file("bin/own-tool")) << "#!/bin/sh\necho found\n";
    ::chmod(bench.file("bin/own-tool").c_str(), 0755);
    Job job = bench.job("");
    job.commands = {{"own-tool"}};
    job.environment = {{"PATH", "/usr/bin:bin"}};
    REQUIRE(bench.run(job).lines == Lines{"found"});
}

TEST_CASE("arguments and environment of megabytes arrive whole") {
    Bench bench;
    Job job = bench.job("echo $# ${#LARGE}");
    job.environment.emplace_back("LARGE", std::string(120'000, 'e'));
    for (int i = 0; i < 10; ++i) job.commands[0].emplace_back(100'000, 'a');
    REQUIRE(bench.run(job).lines == Lines{"9 120000"});
}

TEST_CASE("many jobs at once keep their results and output apart") {
    Bench bench;
    const std::size_t before = open_descriptors();
    std::vector<std::thread> threads;
    std::vector<Executed> all(200);
    for (std::size_t i = 0; i < all.size(); ++i)
        threads.emplace_back([&, i] {
            all[i] = bench.run("echo job " + std::to_string(i) + "; exit " + std::to_string(i % 100));
        });
    for (auto& thread : threads) thread.join();
    for (std::size_t i = 0; i < all.size(); ++i) {
        REQUIRE(all[i].result.code == static_cast<int>(i % 100));
        REQUIRE(all[i].lines == Lines{"job " + std::to_string(i)});
    }
    REQUIRE(open_descriptors() <= before + all.size());  // an idle keeper has one
}

TEST_CASE("jobs and executors leave no descriptor and no process behind") {
    TemporaryDirectory directory;
    const std::size_t before = open_descriptors();
    {
        LocalExecutor executor(directory.path() + "/lease");
        executor.execute(make_job(directory.path(), "echo x"), {});
        const std::size_t during = open_descriptors();
        for (int i = 0; i < 50; ++i) executor.execute(make_job(directory.path(), "echo x"), {});
        REQUIRE(open_descriptors() == during);
        REQUIRE(exec::descendants_of(::getpid()).size() == 2);  // supervisor and keeper
    }
    REQUIRE(open_descriptors() == before);
    REQUIRE(exec::descendants_of(::getpid()).empty());
}
