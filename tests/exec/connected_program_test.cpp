#include "mlpipe/exec/connected_program.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string read_all(ConnectedProgram& program) {
    std::string text;
    char buffer[64];
    while (const std::size_t count = program.read(std::as_writable_bytes(std::span(buffer))))
        text.append(buffer, count);
    return text;
}

void write(ConnectedProgram& program, std::string_view text) {
    program.write(std::as_bytes(std::span(text)));
}

}  // namespace

TEST_CASE("a program is talked to while it runs") {
    ConnectedProgram program({"cat"});
    char buffer[64];
    for (const std::string_view word : {"one", "two"}) {
        write(program, word);
        const std::size_t count = program.read(std::as_writable_bytes(std::span(buffer)));
        CHECK(std::string_view(buffer, count) == word);
    }
    program.close_input();
    CHECK(read_all(program) == "");
}

TEST_CASE("what a program says on its way out is known") {
    ConnectedProgram program({"sh", "-c", "echo gone; echo because >&2; exit 1"});
    CHECK(read_all(program) == "gone\n");
    CHECK(program.errors() == "because\n");
}

TEST_CASE("writing to a program that is gone is an error, and no signal") {
    ConnectedProgram program({"sh", "-c", "exec <&-; exec >&-"});
    CHECK(read_all(program) == "");
    CHECK_THROWS_AS(write(program, std::string(10'000'000, 'x')), Error);
}

TEST_CASE("a program that ignores the end of its input is ended") {
    ConnectedProgram stubborn({"sh", "-c", "trap '' TERM HUP; while :; do sleep 1000; done"});
    CHECK_THROWS_WITH(ConnectedProgram({"no-such-program-anywhere"}),
                      ContainsSubstring("no-such-program-anywhere"));
}

TEST_CASE("a program gets the directory and the environment that it is given") {
    ConnectedProgram program({"sh", "-c", "pwd; echo $NAME"},
                             {"/usr", std::vector<std::string>{"PATH=/usr/bin:/bin", "NAME=value"}});
    CHECK(read_all(program) == "/usr\nvalue\n");
}

TEST_CASE("a program that neither reads nor writes is waited for as long as was said") {
    ConnectedProgram program({"sleep", "1000"}, {"", std::nullopt, 0.05});
    char buffer[8];
    CHECK_THROWS_AS(program.read(std::as_writable_bytes(std::span(buffer))), ConnectedProgram::TimedOut);
    CHECK_THROWS_AS(write(program, std::string(10'000'000, 'x')), ConnectedProgram::TimedOut);
    program.kill();
}
