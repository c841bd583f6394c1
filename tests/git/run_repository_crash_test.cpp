#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "run_repository_support.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

void commit(const std::string& root, const std::string& run) {
    RunRepository runs = open_runs(root);
    runs.snapshot({});
    runs.commit_run(run, {{root + "/.mlpipe/run.json", run}}, run, 1);
}

}  // namespace

TEST_CASE("killed at any moment, runs leave a repository that is sound and takes the next one") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    for (int round = 0; round < 12; ++round) {
        const std::string prefix = "round" + std::to_string(round) + "-";
        for (int i = 0; i < 20; ++i)
            repository.write("new/" + prefix + std::to_string(i), prefix + std::to_string(i));
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            for (int i = 0;; ++i) commit(repository.path(), prefix + std::to_string(i));
        }
        ::usleep(static_cast<useconds_t>(3'000 + 7'000 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        CHECK_NOTHROW(repository.git({"fsck", "--strict", "--no-dangling"}));
        CHECK_NOTHROW(commit(repository.path(), prefix + "after"));
    }
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
    const std::string runs = repository.git({"for-each-ref", "--format=%(refname)", "refs/mlpipe"});
    CHECK(runs.find("round11-after") != std::string::npos);
}
