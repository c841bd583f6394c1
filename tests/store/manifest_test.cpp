#include "mlpipe/store/manifest.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/value.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using Type = ManifestEntry::Type;

namespace {

ManifestEntry file(std::string path, std::string_view content, bool executable = false) {
    return {std::move(path), Type::file, sha256(content), content.size(), executable, ""};
}

std::string sha(std::string_view content) {
    return sha256(content).hex();
}

}  // namespace

TEST_CASE("the manifest of an empty directory has the documented digest") {
    REQUIRE(to_json({}) == "[]");
    REQUIRE(sha256(to_json({})).hex() == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
}

TEST_CASE("each kind of entry has its documented fields") {
    const Manifest manifest{{file("a.csv", "abc"),
                             {"empty", Type::directory, {}, 0, false, ""},
                             {"latest", Type::link, {}, 0, false, "a.csv"},
                             file("run.sh", "", true)}};
    REQUIRE(to_json(manifest) == R"([{"path":"a.csv","sha256":")" + sha("abc") +
                                     R"(","size":3,"type":"file"},{"path":"empty","type":"dir"},)"
                                     R"({"path":"latest","target":"a.csv","type":"link"},)"
                                     R"({"exec":true,"path":"run.sh","sha256":")" +
                                     sha("") + R"(","size":0,"type":"file"}])");
    REQUIRE(parse_manifest(to_json(manifest)) == manifest);
    REQUIRE(manifest.total_size() == 3);
}

TEST_CASE("what is written is canonical JSON, whatever the names hold") {
    const Manifest manifest{{file("\x01\t\n\"\\\x7f", "1"),
                             file("a b", "2"),
                             file("gr\xc3\xbc\xc3\x9f"
                                  "e",
                                  "3"),
                             {"l", Type::link, {}, 0, false, "\"x\"\n"}}};
    const std::string json = to_json(manifest);
    REQUIRE(json == canonical_json(parse_json(json, "test")));
    REQUIRE(parse_manifest(json) == manifest);
}

TEST_CASE("names and targets that are not UTF-8 survive as base64") {
    const Manifest manifest{{file("caf\xe9", "x"), {"link\xff", Type::link, {}, 0, false, "caf\xe9"}}};
    const std::string json = to_json(manifest);
    REQUIRE_THAT(json, ContainsSubstring(R"("path_base64":"Y2Fm6Q==")") &&
                           ContainsSubstring(R"("target_base64":"Y2Fm6Q==")"));
    REQUIRE(parse_manifest(json) == manifest);
}

TEST_CASE("a manifest that could write outside of its directory is damaged") {
    const auto with_path = [](const std::string& path) {
        return R"([{"path":")" + path + R"(","sha256":")" + sha("") + R"(","size":0,"type":"file"}])";
    };
    REQUIRE(parse_manifest(with_path("a/..b/c..")).entries.size() == 1);
    for (const char* path :
         {"", "/a", "..", "../a", "a/../b", "a/..", ".", "a/./b", "a//b", "a/", "a\\u0000b"}) {
        INFO(path);
        REQUIRE_THROWS_AS(parse_manifest(with_path(path)), Error);
    }
    const std::string below_link =
        R"([{"path":"d","target":"/etc","type":"link"},{"path":"d.x","type":"dir"},{"path":"d/passwd","type":"dir"}])";
    REQUIRE_THROWS_WITH(parse_manifest(below_link), ContainsSubstring("'d' is also a parent"));
}

TEST_CASE("a manifest that is not what it should be is damaged") {
    const std::string digest = sha("");
    const std::vector<std::string> bad = {
        "",
        "{}",
        "[1]",
        "[",
        "null",
        R"([{"path":"a"}])",
        R"([{"path":"a","type":"socket"}])",
        R"([{"path":"a","type":"link"}])",
        R"([{"path":"a","target":"","type":"link"}])",
        R"([{"type":"dir"}])",
        R"([{"path":7,"type":"dir"}])",
        R"([{"path_base64":"*","type":"dir"}])",
        R"([{"path":"a","sha256":"12","size":0,"type":"file"}])",
        R"([{"path":"a","sha256":")" + digest + R"(","type":"file"}])",
        R"([{"path":"a","sha256":")" + digest + R"(","size":-1,"type":"file"}])",
        R"([{"path":"a","sha256":")" + digest + R"(","size":1.0,"type":"file"}])",
        R"([{"path":"b","type":"dir"},{"path":"a","type":"dir"}])",
        R"([{"path":"a","type":"dir"},{"path":"a","type":"dir"}])",
    };
    for (const std::string& json : bad) {
        INFO(json);
        try {
            parse_manifest(json);
            FAIL("was accepted");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::damaged);
        }
    }
}
