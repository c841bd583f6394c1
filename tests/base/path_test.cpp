#include "mlpipe/base/path.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("normalise keeps what a path means") {
    REQUIRE(path::normalise("") == ".");
    REQUIRE(path::normalise(".") == ".");
    REQUIRE(path::normalise("./a//b/./c/") == "a/b/c");
    REQUIRE(path::normalise("a/../b") == "b");
    REQUIRE(path::normalise("a/..") == ".");
    REQUIRE(path::normalise("../a/../..") == "../..");
    REQUIRE(path::normalise("../../a") == "../../a");
    REQUIRE(path::normalise("/") == "/");
    REQUIRE(path::normalise("//a/../../b/") == "/b");
    REQUIRE(path::normalise("/..") == "/");
    REQUIRE(path::normalise("..a/...") == "..a/...");
    REQUIRE(path::normalise("\xff/\n") == "\xff/\n");
}

TEST_CASE("join, parent and name fit together") {
    REQUIRE(path::join("a/b", "../c") == "a/c");
    REQUIRE(path::join("a", "/c") == "/c");
    REQUIRE(path::join("", "c") == "c");
    REQUIRE(path::join(".", "c") == "c");
    REQUIRE(path::join("/", "c") == "/c");
    REQUIRE(path::join("a", "") == "a");
    REQUIRE(path::parent("a/b") == "a");
    REQUIRE(path::parent("a") == ".");
    REQUIRE(path::parent("/a") == "/");
    REQUIRE(path::parent("/") == "/");
    REQUIRE(path::parent("a/b/") == "a");
    REQUIRE(path::name("a/b") == "b");
    REQUIRE(path::name("b") == "b");
    REQUIRE(path::name("/") == "/");
    REQUIRE(path::name("a/b/") == "b");
}

TEST_CASE("containment goes by parts, not by characters") {
    REQUIRE(path::contains("a", "a"));
    REQUIRE(path::contains("a", "a/b"));
    REQUIRE_FALSE(path::contains("a", "ab"));
    REQUIRE_FALSE(path::contains("a/b", "a"));
    REQUIRE(path::contains("/", "/a"));
    REQUIRE(path::overlap("a/b", "a"));
    REQUIRE(path::overlap("a", "a/b"));
    REQUIRE_FALSE(path::overlap("a/b", "a/c"));
    REQUIRE_FALSE(path::contains("/", "a"));
    REQUIRE(path::contains(".", "a/b"));
    REQUIRE(path::contains(".", "..a"));
    REQUIRE_FALSE(path::contains(".", "../a"));
    REQUIRE_FALSE(path::contains(".", "/a"));
}

TEST_CASE("relative climbs and descends") {
    REQUIRE(path::relative("/a/b/c", "/a") == "b/c");
    REQUIRE(path::relative("/a/b", "/a/b") == ".");
    REQUIRE(path::relative("/a", "/a/b/c") == "../..");
    REQUIRE(path::relative("/a/x", "/a/b/c") == "../../x");
    REQUIRE(path::relative("/ab", "/a") == "../ab");
    REQUIRE(path::relative("/a", "/") == "a");
    REQUIRE(path::relative("/", "/a") == "..");
}
