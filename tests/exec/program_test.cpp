#include "mlpipe/exec/program.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

TEST_CASE("a program's output, errors and exit status come back") {
    const auto result = run_program({"sh", "-c", "pwd; echo bad >&2; exit 3"}, "/usr", 10);
    REQUIRE(result);
    REQUIRE(result->exit_code == 3);
    REQUIRE(result->output == "/usr\n");
    REQUIRE(result->errors == "bad\n");
    REQUIRE_FALSE(result->timed_out);
    REQUIRE(run_program({"sh", "-c", "kill -9 $$"}, "/", 10)->exit_code == 137);
    REQUIRE(run_program({"cat"}, "/", 10)->output.empty());
    const std::string much(1 << 20, 'x');
    REQUIRE(run_program({"cat"}, "/", 10, std::nullopt, 16 << 20, much)->output == much);
}

TEST_CASE("a program that does not exist is absent, a directory that does not is an error") {
    REQUIRE_FALSE(run_program({"no-such-program-anywhere"}, "/", 10));
    REQUIRE_FALSE(run_program({"/no/such/program"}, "/", 10));
    REQUIRE_THROWS_WITH(run_program({"/bin/sh"}, "/no/such/directory", 10),
                        ContainsSubstring("/no/such/directory"));
    REQUIRE_THROWS_WITH(run_program({"/etc/passwd"}, "/", 10), ContainsSubstring("Permission denied"));
}

TEST_CASE(
    "a program that takes too long is killed with its group, and one that leaves a child is not waited for") {
    const auto slow = run_program({"sh", "-c", "echo begun; sleep 100 & sleep 100"}, "/", 0.2);
    REQUIRE(slow->timed_out);
    REQUIRE(slow->exit_code == 137);
    REQUIRE(slow->output == "begun\n");
    const auto parent = run_program({"sh", "-c", "sleep 3 & echo done"}, "/", 100);
    REQUIRE(parent->output == "done\n");
    REQUIRE_FALSE(parent->timed_out);
}

TEST_CASE("output of any size is read, and what is above the limit dropped") {
    const auto large = run_program({"sh", "-c", "head -c 3000000 /dev/zero; head -c 200000 /dev/zero >&2"},
                                   "/", 10, std::nullopt, 1 << 20);
    REQUIRE(large->exit_code == 0);
    REQUIRE(large->output.size() == 1 << 20);
    REQUIRE(large->errors.size() == 200000);
}

TEST_CASE("a given environment is the whole environment") {
    const auto given = run_program({"env"}, "", 10, std::vector<std::string>{"ONLY=this"});
    REQUIRE(given->output == "ONLY=this\n");
    REQUIRE_FALSE(run_program({"env"}, "/", 10, std::vector<std::string>{"PATH=/no/such"}));
}
