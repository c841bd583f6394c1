#include "../../src/exec/line_splitter.hpp"
#include "../../src/exec/masker.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using exec::LineSplitter;
using exec::Masker;
using Lines = std::vector<std::string>;

namespace {

std::string mask(const std::vector<std::string>& secrets, std::string_view text, std::size_t chunk) {
    Masker masker(secrets);
    std::string clean;
    for (; !text.empty(); text.remove_prefix(std::min(chunk, text.size())))
        clean += masker.take(text.substr(0, chunk));
    return clean += masker.finish();
}

Lines split(std::string_view text, std::size_t chunk) {
    Lines lines;
    const Executor::LineSink sink = [&](std::string_view line) { lines.emplace_back(line); };
    LineSplitter splitter(sink);
    for (; !text.empty(); text.remove_prefix(std::min(chunk, text.size())))
        splitter.take(text.substr(0, chunk));
    splitter.finish();
    return lines;
}

}  // namespace

TEST_CASE("a secret is masked wherever the chunks are cut") {
    const std::string text = "key=hunter2 hunter2hunter2 hunter huntehunter2\nhunt";
    for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
        REQUIRE(mask({"hunter2"}, text, chunk) == "key=*** ****** hunter hunte***\nhunt");
}

TEST_CASE("the longest of several secrets wins, whatever their order and the chunks") {
    for (std::size_t chunk = 1; chunk < 12; ++chunk) {
        REQUIRE(mask({"abc", "abcdef"}, "xabcdefx abcde", chunk) == "x***x ***de");
        REQUIRE(mask({"abcdef", "abc", "cde"}, "abcdx cdef", chunk) == "***dx ***f");
        REQUIRE(mask({"aab", "", "a"}, "aaab", chunk) == "******");
    }
}

TEST_CASE("text that only resembles a secret is held back no longer than needed") {
    Masker masker({"hunter2"});
    REQUIRE(masker.take("a hunt") == "a ");
    REQUIRE(masker.take("ing") == "hunting");
    REQUIRE(masker.take("h") == "");
    REQUIRE(masker.finish() == "h");
}

TEST_CASE("lines are cut at their ends wherever the chunks are cut") {
    const std::string text = "one\n\ntwo\r\n10%\r50%\r100%\nlast \xff\xfe";
    for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
        REQUIRE(split(text, chunk) == Lines{"one", "", "two", "100%", "last \xff\xfe"});
}

TEST_CASE("a progress line comes out in its last state also when nothing follows") {
    REQUIRE(split("10%\r50%\r", 3) == Lines{"50%"});
    REQUIRE(split("10%\r\r\n", 1) == Lines{"10%"});
    REQUIRE(split("\r\n\r", 1) == Lines{""});
}

TEST_CASE("a very long line comes in pieces that lose nothing") {
    const std::string text(LineSplitter::most_line * 2 + 10, 'x');
    for (const std::size_t chunk : {std::size_t{4096}, std::size_t{100'000}, text.size()}) {
        const Lines lines = split(text + "\ny\n", chunk);
        REQUIRE(lines.size() == 4);
        REQUIRE(lines[0] + lines[1] + lines[2] == text);
        REQUIRE(lines[3] == "y");
    }
    const std::string exact(LineSplitter::most_line, 'x');
    REQUIRE(split(exact + "\nz\n", 1000) == Lines{exact, "z"});
}
