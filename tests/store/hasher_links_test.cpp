#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/hasher.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    TemporaryDirectory directory;
    ThreadPool pool{2};
    Hasher hasher{posix_file_system(), nullptr, pool};
    HashOptions dependency{true, directory.path(), ".mlpipeignore"};
    HashOptions output;

    std::string at(const std::string& name) const { return directory.path() + "/" + name; }
    void link(const std::string& target, const std::string& name) const {
        fs::create_symlink(target, at(name));
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "links in a dependency count as what they point to") {
    directory.write("other/x", "content");
    directory.write("d/plain", "p");
    link("../other", "d/folder");
    link("plain", "d/file");
    const Manifest manifest = hasher.manifest(at("d"), dependency);
    REQUIRE(manifest.entries.size() == 3);
    CHECK(manifest.entries[0].path == "file");
    CHECK(manifest.entries[0].digest == sha256("p"));
    CHECK(manifest.entries[1].path == "folder/x");
    CHECK(manifest.entries[1].digest == sha256("content"));
    link("d", "to_d");
    CHECK(hasher.hash(at("to_d"), dependency)->reference == hasher.hash(at("d"), dependency)->reference);
}

TEST_CASE_METHOD(Fixture, "a loop of links ends, and a dangling link counts as its target's text") {
    directory.write("d/sub/x", "1");
    link("..", "d/sub/up");
    link(".", "d/self");
    link("nowhere", "d/dangling");
    const Manifest manifest = hasher.manifest(at("d"), dependency);
    std::vector<std::string> links;
    for (const ManifestEntry& entry : manifest.entries)
        if (entry.type == ManifestEntry::Type::link) links.push_back(entry.path + ">" + entry.target);
    CHECK(links == std::vector<std::string>{"dangling>nowhere", "self>.", "sub/up>.."});
    link("nowhere", "dangling");
    CHECK_FALSE(hasher.hash(at("dangling"), dependency));
    link("cycle", "cycle");
    CHECK_THROWS_AS(hasher.hash(at("cycle"), dependency), Error);
}

TEST_CASE_METHOD(Fixture, "two links to one directory are no loop") {
    directory.write("other/x", "1");
    fs::create_directories(at("d"));
    link("../other", "d/a");
    link("../other", "d/b");
    CHECK(hasher.manifest(at("d"), dependency).entries.size() == 2);
}

TEST_CASE_METHOD(Fixture, "a link to an ignored name is ignored before it is followed") {
    fs::create_directories(at("d"));
    link("/dev/null", "d/.DS_Store");
    link("..", "d/__pycache__");
    CHECK(hasher.manifest(at("d"), dependency).entries.empty());
}

TEST_CASE_METHOD(Fixture, "links inside an output are kept as they are") {
    directory.write("d/sub/x", "1");
    link("sub/x", "d/latest");
    link("../latest", "d/sub/up");
    link(".", "d/self");
    link("not-yet", "d/dangling");
    const Manifest manifest = hasher.manifest(at("d"), output);
    REQUIRE(manifest.entries.size() == 5);
    CHECK(manifest.entries[1] == ManifestEntry{"latest", ManifestEntry::Type::link, {}, 0, false, "sub/x"});
    CHECK(manifest.entries[3].target == "../latest");
}

TEST_CASE_METHOD(Fixture, "a link that leaves its output is an error that names both ends") {
    directory.write("outside", "1");
    directory.write("d/sub/x", "1");
    const auto refused = [&](const std::string& target, const std::string& name) {
        link(target, name);
        CHECK_THROWS_WITH(hasher.hash(at("d"), output),
                          ContainsSubstring(at(name)) && ContainsSubstring(target));
        fs::remove(at(name));
    };
    refused("../outside", "d/bad");
    refused("../../d/sub/x", "d/sub/bad");
    refused(at("d/sub/x"), "d/absolute");
    refused("sub/../../outside", "d/bad");
    link(".", "d/here");
    refused("here/../outside", "d/sneaky");
    link("sub/../sub/x", "d/fine");
    CHECK_NOTHROW(hasher.hash(at("d"), output));
}

TEST_CASE_METHOD(Fixture, "an output that is a link itself is its target's text") {
    directory.write("outside", "1");
    link("outside", "out");
    const auto hashed = hasher.hash(at("out"), output);
    CHECK(hashed->reference == Reference{ReferenceType::link, sha256("outside"), 7, false});
    CHECK(hasher.unchanged(at("out"), output, *hashed));
    fs::remove(at("out"));
    link("other", "out");
    CHECK_FALSE(hasher.unchanged(at("out"), output, *hashed));
}

TEST_CASE_METHOD(Fixture, "special files are an error, ignored or followed ones alike") {
    fs::create_directories(at("d"));
    REQUIRE(mkfifo(at("d/pipe").c_str(), 0600) == 0);
    CHECK_THROWS_WITH(hasher.hash(at("d"), output), ContainsSubstring("d/pipe"));
    CHECK_THROWS_AS(hasher.hash(at("d"), dependency), Error);
    CHECK_THROWS_AS(hasher.hash(at("d/pipe"), dependency), Error);
    link("pipe", "d/link");
    directory.write("d/.mlpipeignore", "pipe\n");
    CHECK_THROWS_WITH(hasher.hash(at("d"), dependency), ContainsSubstring("d/link"));
    fs::remove(at("d/link"));
    CHECK_NOTHROW(hasher.hash(at("d"), dependency));
}

TEST_CASE_METHOD(Fixture, "names are bytes") {
    directory.write("d/caf\xe9", "1");
    directory.write("d/new\nline", "2");
    const Manifest manifest = hasher.manifest(at("d"), output);
    REQUIRE(manifest.entries.size() == 2);
    CHECK(manifest.entries[0].path == "caf\xe9");
    CHECK(parse_manifest(to_json(manifest)) == manifest);
}

TEST_CASE_METHOD(Fixture, "what cannot be read is an error that names it") {
    if (geteuid() == 0) return;  // root reads everything
    directory.write("d/secret", "1");
    fs::permissions(at("d/secret"), fs::perms::none);
    CHECK_THROWS_WITH(hasher.hash(at("d"), output), ContainsSubstring("d/secret"));
}
