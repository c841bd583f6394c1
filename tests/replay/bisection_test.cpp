#include "../../src/replay/bisection.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

// 0 is the oldest; each follows the one before. Newest first, as git tells them.
std::vector<CommitNode> line(int length) {
    std::vector<CommitNode> commits;
    for (int i = length - 1; i >= 0; --i)
        commits.push_back({std::to_string(i), i == 0 ? std::vector<std::string>{}
                                                     : std::vector<std::string>{std::to_string(i - 1)}});
    return commits;
}

struct Search {
    std::string found;
    int questions = 0;
};

template <typename IsBad>
Search search(const std::vector<CommitNode>& commits, const IsBad& is_bad) {
    Bisection bisection(commits, commits.front().id);
    Search result;
    while (const auto next = bisection.next()) {
        ++result.questions;
        is_bad(*next) ? bisection.mark_bad(*next) : bisection.mark_good(*next);
    }
    result.found = bisection.first_bad().value_or("nothing");
    return result;
}

}  // namespace

TEST_CASE("each place in a line is found with as many questions as its length has bits") {
    for (int first = 0; first < 100; ++first) {
        const Search found =
            search(line(100), [&](const std::string& commit) { return std::stoi(commit) >= first; });
        CHECK(found.found == std::to_string(first));
        CHECK(found.questions <= 7);
    }
}

TEST_CASE("a bad commit on a merged branch is found") {
    //  a - b - c - m - z
    //   \ x - y /
    const std::vector<CommitNode> commits{{"z", {"m"}}, {"m", {"c", "y"}}, {"y", {"x"}}, {"x", {"a"}},
                                          {"c", {"b"}}, {"b", {"a"}},      {"a", {}}};
    CHECK(search(commits, [](const std::string& id) { return id == "z" || id == "m" || id == "y"; }).found ==
          "y");
    CHECK(search(commits, [](const std::string& id) { return id == "z" || id == "m"; }).found == "m");
    CHECK(search(commits, [](const std::string& id) { return id != "a" && id != "x" && id != "y"; }).found ==
          "b");
}

TEST_CASE("one commit alone is the first bad one") {
    CHECK(search(line(1), [](const std::string&) { return true; }).found == "0");
}

TEST_CASE("skipped commits hide the first bad one only where they lie beside it") {
    Bisection hidden(line(4), "3");
    while (const auto next = hidden.next()) {
        if (*next == "2" || *next == "1") {
            hidden.skip(*next);
        } else {
            hidden.mark_good(*next);
        }
    }
    CHECK(!hidden.first_bad());
    CHECK(hidden.candidates() == std::vector<std::string>{"3", "2", "1"});

    Bisection open(line(8), "7");
    while (const auto next = open.next()) {
        if (*next == "3") {
            open.skip(*next);
        } else {
            std::stoi(*next) >= 6 ? open.mark_bad(*next) : open.mark_good(*next);
        }
    }
    CHECK(open.first_bad() == "6");
}
