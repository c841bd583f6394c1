#include "../../src/data/marks.hpp"

#include <random>
#include <string>

#include "support/catch.hpp"

using namespace mlpipe;

static std::string random_text(std::mt19937& random, std::size_t size) {
    // Letters beside the marks in their bits, and bytes above 127.
    constexpr std::string_view letters = ",\nab-\x0B\xAC\x8A\xFF";
    std::string text;
    while (text.size() < size) text.push_back(letters[random() % letters.size()]);
    return text;
}

TEST_CASE("marks are found in words as in wide registers") {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        const std::string text = random_text(random, marks_width);
        std::uint64_t expected = 0;
        for (std::size_t at = 0; at < marks_width; ++at)
            if (text[at] == ',' || text[at] == '\n') expected |= std::uint64_t{1} << at;
        CHECK(portable_marks(text.data(), ',', '\n') == expected);
        CHECK(marks_of(text.data(), ',', '\n') == expected);
    }
}

TEST_CASE("the next mark is found in texts of any length, from any place on") {
    std::mt19937 random(6);
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string text = random_text(random, size);
        Marks marks(text, ',', '\n');
        for (std::size_t at = 0; at <= size; at += 1 + random() % 70) {
            const std::size_t expected = std::min(text.find_first_of(",\n", at), size);
            CHECK(marks.next(at) == expected);
        }
    }
    Marks zeros(std::string_view("a"), '\0', ',');
    CHECK(zeros.next(0) == 1);
}
