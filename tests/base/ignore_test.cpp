#include "mlpipe/base/ignore.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

bool ignores(std::string_view rules, std::string_view path, bool directory = false) {
    IgnoreRules ignore;
    ignore.add(rules, "");
    return ignore.ignored(path, directory);
}

}  // namespace

TEST_CASE("a pattern without a slash matches the name at any depth") {
    CHECK(ignores("*.log", "a.log"));
    CHECK(ignores("*.log", "x/y/a.log"));
    CHECK_FALSE(ignores("*.log", "a.log.txt"));
    CHECK(ignores("cache", "x/cache", true));
    CHECK(ignores("cache", "x/cache/deep/file"));
    CHECK_FALSE(ignores("cache", "xcache"));
}

TEST_CASE("a slash in front or in the middle anchors a pattern") {
    CHECK(ignores("/a", "a"));
    CHECK_FALSE(ignores("/a", "x/a"));
    CHECK(ignores("x/a", "x/a"));
    CHECK_FALSE(ignores("x/a", "y/x/a"));
    CHECK(ignores("x/*.c", "x/m.c"));
    CHECK_FALSE(ignores("x/*.c", "x/y/m.c"));
}

TEST_CASE("a slash at the end matches directories alone, and what lies in them") {
    CHECK(ignores("out/", "out", true));
    CHECK_FALSE(ignores("out/", "out", false));
    CHECK(ignores("out/", "x/out/file"));
    CHECK(ignores("x/out/", "x/out/file"));
    CHECK_FALSE(ignores("x/out/", "y/x/out/file"));
}

TEST_CASE("two stars between slashes stand for any depth") {
    for (const char* path : {"foo", "a/foo", "a/b/foo"}) CHECK(ignores("**/foo", path));
    CHECK(ignores("foo/**", "foo/a"));
    CHECK(ignores("foo/**", "foo/a/b"));
    CHECK_FALSE(ignores("foo/**", "foo", true));
    for (const char* path : {"a/b", "a/x/b", "a/x/y/b"}) CHECK(ignores("a/**/b", path));
    CHECK_FALSE(ignores("a/**/b", "ab"));
    CHECK(ignores("a/x**", "a/xyz"));
    CHECK_FALSE(ignores("a/x**y", "a/x/y"));
    CHECK(ignores("**", "anything/at/all"));
    CHECK(ignores("a/**/b/**/c", "a/1/b/c"));
    CHECK_FALSE(ignores("a/**/b/**/c", "a/1/c"));
}

TEST_CASE("the last matching rule wins, and an ignored directory cannot be looked into") {
    CHECK_FALSE(ignores("*.csv\n!keep.csv", "keep.csv"));
    CHECK(ignores("!keep.csv\n*.csv", "keep.csv"));
    CHECK(ignores("*.csv\n!keep.csv\nkeep.csv", "keep.csv"));
    CHECK(ignores("data/\n!data/keep.csv", "data/keep.csv"));
    CHECK_FALSE(ignores("data/*\n!data/keep.csv", "data/keep.csv"));
    CHECK_FALSE(ignores("/*\n!/src", "src/a"));
    CHECK(ignores("/*\n!/src", "doc/a"));
}

TEST_CASE("comments, blanks, escapes and line ends are read as git does") {
    CHECK_FALSE(ignores("#a", "#a"));
    CHECK(ignores("\\#a", "#a"));
    CHECK(ignores("\\!a", "!a"));
    CHECK(ignores("a  ", "a"));
    CHECK(ignores("a\\ ", "a "));
    CHECK_FALSE(ignores("a\\ ", "a"));
    CHECK(ignores("a\r\nb\r\n", "a"));
    CHECK(
        ignores("\xef\xbb\xbf"
                "a\n",
                "a"));
    CHECK(ignores("\\*", "*"));
    CHECK_FALSE(ignores("\\*", "x"));
    CHECK_FALSE(ignores("a\\", "a"));
    CHECK_FALSE(ignores("\n\n/\n!\n", "a"));
    CHECK(ignores(" a", " a"));
    CHECK(ignores("a\\/b", "a/b"));
    CHECK(ignores("a\\\\b", "a\\b"));
}

TEST_CASE("question marks and classes match one character, never a slash") {
    CHECK(ignores("a?c", "abc"));
    CHECK_FALSE(ignores("a?c", "ac"));
    CHECK_FALSE(ignores("/a?c", "a/c"));
    CHECK_FALSE(ignores("/a[/]c", "a/c"));
    CHECK(ignores("[a-c]x", "bx"));
    CHECK_FALSE(ignores("[a-c]x", "dx"));
    CHECK(ignores("[!a-c]x", "dx"));
    CHECK(ignores("[^a-c]x", "dx"));
    CHECK_FALSE(ignores("[!a-c]x", "ax"));
    CHECK(ignores("[]x]", "]"));
    CHECK(ignores("[a-]", "-"));
    CHECK(ignores("[\\]]", "]"));
    CHECK(ignores("[[:digit:]]", "7"));
    CHECK_FALSE(ignores("[[:digit:]]", "x"));
    CHECK(ignores("[[:upper:]a]*", "abc"));
    CHECK_FALSE(ignores("[a", "[a"));
    CHECK_FALSE(ignores("[[:nothing:]]", "n"));
    CHECK(ignores("?", "\xe9"));
}

TEST_CASE("many stars do not take for ever") {
    const std::string pattern = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
    CHECK_FALSE(ignores(pattern, std::string(2000, 'a')));
}

TEST_CASE("rules of a file below count below it alone, and after those above it") {
    IgnoreRules rules;
    rules.add("*.tmp\n", "");
    rules.add("!good.tmp\n/only\n", "sub");
    CHECK(rules.ignored("good.tmp", false));
    CHECK_FALSE(rules.ignored("sub/good.tmp", false));
    CHECK_FALSE(rules.ignored("sub/x/good.tmp", false));
    CHECK(rules.ignored("sub/only", false));
    CHECK_FALSE(rules.ignored("only", false));
    CHECK_FALSE(rules.ignored("subway/only", false));
}

TEST_CASE("a prefix lets rules from above match, but never ignores what was asked for itself") {
    IgnoreRules rules;
    rules.add("/data/raw/*.bak\ndata/\nlogs\n", "");
    rules.set_prefix("data/raw");
    CHECK(rules.ignored("x.bak", false));
    CHECK_FALSE(rules.ignored("x.csv", false));
    CHECK_FALSE(rules.ignored("sub/x.bak", false));
    CHECK(rules.ignored("logs/x", false));
}

TEST_CASE("the built-in list leaves out what tools leave behind, and can be taken back") {
    IgnoreRules rules = IgnoreRules::built_in();
    for (const char* path : {".git/HEAD", "a/__pycache__/m.pyc", "m.pyc", ".mlpipe/x", ".dvc/x", ".DS_Store",
                             "nb/.ipynb_checkpoints/a.ipynb"})
        CHECK(rules.ignored(path, false));
    CHECK_FALSE(rules.ignored("m.py", false));
    CHECK_FALSE(rules.ignored(".gitignore", false));
    rules.add("!*.pyc\n", "");
    CHECK_FALSE(rules.ignored("m.pyc", false));
}
