#include "../../src/history/line_counts.hpp"

#include <string>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("added and removed lines are counted as the shortest edit has them") {
    CHECK(count_lines("", "") == LineCounts{0, 0});
    CHECK(count_lines("a\nb\nc\n", "a\nb\nc\n") == LineCounts{0, 0});
    CHECK(count_lines("a\nb\nc\n", "a\nx\nc\n") == LineCounts{1, 1});
    CHECK(count_lines("", "a\nb\n") == LineCounts{2, 0});
    CHECK(count_lines("a\nb\n", "") == LineCounts{0, 2});
    CHECK(count_lines("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n") == LineCounts{2, 3});
    CHECK(count_lines("a", "a\n") == LineCounts{1, 1});
    CHECK(count_lines("a\na\na\n", "a\na\n") == LineCounts{0, 1});
}

TEST_CASE("what is no text has no lines, and what differs throughout is not counted for long") {
    CHECK(count_lines(std::string("a\0b", 3), "x") == std::nullopt);
    std::string before, after;
    for (int i = 0; i < 5000; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    CHECK(count_lines(before, after) == std::nullopt);
}
