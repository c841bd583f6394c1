#include "mlpipe/exchange/dvc_hash.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const Md5Digest abc = md5("abc");

std::string hashed(std::string_view bytes, bool legacy, std::size_t step = 1 << 20) {
    DvcHasher hasher(legacy);
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
        hasher.update(std::as_bytes(std::span(bytes.substr(0, step))));
    return hasher.finish().hex();
}

}  // namespace

TEST_CASE("a hash of DVC is an MD5, with .dir for a directory") {
    const auto file = DvcHash::parse(abc.hex(), false), directory = DvcHash::parse(abc.hex() + ".dir", true);
    REQUIRE(file);
    REQUIRE(directory);
    CHECK_FALSE(file->directory);
    CHECK(directory->directory);
    CHECK(directory->legacy);
    CHECK(directory->text() == abc.hex() + ".dir");
    CHECK_FALSE(DvcHash::parse(abc.hex() + ".DIR", false));
    CHECK_FALSE(DvcHash::parse(".dir", false));
}

// The expected values are DVC 3.67's.
TEST_CASE("DVC 2 took the MD5 of text with its line ends normalised") {
    CHECK(hashed("a\r\nb\r\n", true) == md5("a\nb\n").hex());
    CHECK(hashed("a\r\nb\r\n", false) == "59b0d7772f0561efb95518f3cb8abc60");
    CHECK(hashed("a\r\nb\r\n", true, 1) == "dd8c6a395b5dd36c56d23275028f526c");
    CHECK(hashed("", true) == "d41d8cd98f00b204e9800998ecf8427e");
    // Binary: a zero byte, or more than three bytes of ten that text rarely holds.
    CHECK(hashed(std::string_view("a\r\n\0b\r\n", 7), true) == "e9edb956dbaaaedb0aa43117f5961b20");
    CHECK(hashed("\xc8\xc8\xc8\xc8"
                 "aaaaa\r\n",
                 true) == "febe7047aef933db91a8e8cee0ea5e56");
    CHECK(hashed("\xc8\xc8\xc8"
                 "aaaaa\r\n",
                 true) == "742edab87cdd143c1b02b1ab8c893722");
}

TEST_CASE("a line end across two blocks of DVC 2 stays as it is") {
    const std::string text = std::string((1 << 20) - 1, 'x') + "\r\n";
    CHECK(hashed(text, true) == "059b9ae010d821b197fb177c19d8542f");
    CHECK(hashed(text, true, 1000) == md5(text).hex());
    CHECK(hashed("y" + text, true) != md5("y" + text).hex());
}

TEST_CASE("a hasher can forget what it was fed") {
    for (const bool legacy : {false, true}) {
        DvcHasher hasher(legacy);
        hasher.update(std::as_bytes(std::span(std::string_view("x\r\n"))));
        hasher.restart();
        hasher.update(std::as_bytes(std::span(std::string_view("abc"))));
        CHECK(hasher.finish() == abc);
    }
}

TEST_CASE("the list of a directory is the text that Python writes") {
    const auto text = dvc_directory_text({{"b/\xc3\xbc.txt", abc},
                                          {"a \"q\".csv", md5("")},
                                          {"\xf0\x9f\x98\x80", abc},
                                          {"b.txt", abc},
                                          {"t\x7f\x01", abc}});
    REQUIRE(text);
    CHECK_THAT(*text, ContainsSubstring(
                          R"([{"md5": "d41d8cd98f00b204e9800998ecf8427e", "relpath": "a \"q\".csv"}, )"));
    CHECK_THAT(*text, ContainsSubstring(R"("relpath": "b/\u00fc.txt")"));
    CHECK_THAT(*text, ContainsSubstring(R"("relpath": "t\u007f\u0001"}, )"));
    CHECK_THAT(*text, ContainsSubstring(R"("relpath": "\ud83d\ude00"}])"));
    CHECK(md5(*text).hex() == "7bc369c17c52abb476c9845d6b5893ba");  // DVC 3.67's
    CHECK(dvc_directory_text({}) == "[]");
    CHECK_FALSE(dvc_directory_text({{"\xff", abc}}));
}

TEST_CASE("the list of a directory is read back") {
    const std::vector<DvcDirectoryEntry> entries{{"b/\xc3\xbc.txt", abc}, {"\xf0\x9f\x98\x80", md5("")}};
    CHECK(parse_dvc_directory(*dvc_directory_text(entries), "x.dir") == entries);
    CHECK(parse_dvc_directory("[]", "x.dir").empty());
}

TEST_CASE("a list that no directory can have is refused") {
    const auto with = [](const std::string& path) {
        return "[{\"md5\": \"" + abc.hex() + "\", \"relpath\": \"" + path + "\"}]";
    };
    for (const char* path : {"", ".", "..", "../x", "a/../../x", "/etc/x", "a//b", "./a", "a/"})
        CHECK_THROWS_WITH(parse_dvc_directory(with(path), "x.dir"), ContainsSubstring("no path below it"));
    CHECK_THROWS_WITH(parse_dvc_directory("{}", "x.dir"),
                      ContainsSubstring("x.dir is no list of a directory's"));
    CHECK_THROWS_WITH(parse_dvc_directory("[1]", "x.dir"), ContainsSubstring("expected 'md5' and 'relpath'"));
    CHECK_THROWS_WITH(parse_dvc_directory("[", "x.dir"), ContainsSubstring("x.dir"));
    CHECK_THROWS_WITH(parse_dvc_directory(R"([{"md5": "x", "relpath": "a"}])", "x.dir"),
                      ContainsSubstring("no MD5"));
    const auto both = [&](const std::string& one, const std::string& other) {
        return with(one).substr(0, with(one).size() - 1) + ", " + with(other).substr(1);
    };
    CHECK(parse_dvc_directory(both("a/b", "a.b"), "x.dir").size() == 2);
    CHECK_THROWS_WITH(parse_dvc_directory(both("a", "a"), "x.dir"), ContainsSubstring("'a' occurs twice"));
    CHECK_THROWS_WITH(parse_dvc_directory(both("a/b/c", "a"), "x.dir"), ContainsSubstring("below a file"));
}
