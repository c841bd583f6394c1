#include "../../src/replay/locate.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using Places = std::vector<std::string>;

TEST_CASE("values of documents are named by their address") {
    CHECK(first_differences("m.json", R"({"a": {"auc": 0.5}, "n": 1})",
                            R"({"a": {"auc": 0.6}, "k": 2, "n": 1})") ==
          Places{"a.auc: 0.5 -> 0.6", "k: nothing -> 2"});
    CHECK(first_differences("m.yaml", "a: [1, 2, 3]\n", "a: [1, 4]\n") ==
          Places{"a.1: 2 -> 4", "a.2: 3 -> nothing"});
    CHECK(first_differences("m.json", "{\"a\":1}", "{ \"a\": 1 }") ==
          Places{"the same values, written differently"});
    CHECK(first_differences("m.json", "[1,2,3,4,5]", "[6,7,8,9,0]").back() == "and 2 more");
}

TEST_CASE("a document that cannot be read is text") {
    CHECK(first_differences("m.json", "{\"a\": 1", "{\"a\": 2") == Places{"line 1: {\"a\": 1 -> {\"a\": 2"});
}

TEST_CASE("cells of tables are named by row and column") {
    CHECK(first_differences("p.csv", "x,\"a, b\"\n1,2\n3,4\n", "x,\"a, b\"\n1,2\n3,5\n") ==
          Places{"row 2, column \"a, b\": 4 -> 5"});
    CHECK(first_differences("p.tsv", "x\ty\n1\t2\n", "x\tz\n1\t2\n") == Places{"line 1: x\\ty -> x\\tz"});
    CHECK(first_differences("p.csv", "x\n1\n", "x\n1\n2\n") == Places{"2 lines -> 3 lines"});
    CHECK(first_differences("p.csv", "x,y\n1,2\n", "x,y\n1\n") == Places{"row 1: 1,2 -> 1"});
}

TEST_CASE("other text is compared line by line, bytes by their place") {
    CHECK(first_differences("notes", "a\nb\nc\n", "a\nB\nc\n") == Places{"line 2: b -> B"});
    CHECK(first_differences("notes", "a\n", "a\r\n") == Places{"only the ends of lines differ"});
    CHECK(first_differences("model", std::string("a\0b", 3), std::string("a\0cd", 4)) ==
          Places{"from byte 2 on, 3 -> 4 bytes"});
    CHECK(first_differences("notes", std::string(300, 'x'), "y").front().size() < 200);
}

TEST_CASE("numbers are equal within the tolerance, all else exactly") {
    const auto within = [](const char* before, const char* after, Tolerance tolerance) {
        return equal_within("m.json", before, after, tolerance);
    };
    CHECK(within(R"({"a": 100})", R"({"a": 101.0})", {0.01, 0}));
    CHECK(!within(R"({"a": 100})", R"({"a": 101.1})", {0.01, 0}));
    CHECK(within(R"({"a": 0})", R"({"a": 0.05})", {0, 0.1}));
    CHECK(!within(R"({"a": 0})", R"({"a": 0.05})", {0.5, 0}));
    CHECK(within(R"({"a": 1, "b": [1]})", R"({"b": [1.0], "a": 1})", {}));
    CHECK(!within(R"({"a": 1})", R"({"a": 1, "b": 2})", {1, 1}));
    CHECK(!within(R"({"a": "1"})", R"({"a": 1})", {1, 1}));
    CHECK(within("a: .nan", "a: .nan", {}) == false);  // no JSON
    CHECK(equal_within("m.yaml", "a: .nan", "a: .nan", {}));
    CHECK(!equal_within("m.yaml", "a: .nan", "a: 1", {1, 1}));
    CHECK(!equal_within("m.csv", "1", "1", {1, 1}));
}
