#include "store_fixture.hpp"

using namespace mlpipe;

namespace {

const std::string large(3 * 1024 * 1024 + 5, 'L');

struct Fixture : StoreFixture {
    Reference sample() {
        files.put("/p/d/a", "1");
        files.put("/p/d/sub/run.sh", "22");
        files.set_mode("/p/d/sub/run.sh", 0755);
        files.put("/p/d/large", large);
        files.create_directories("/p/d/hollow");
        files.create_link("sub/run.sh", "/p/d/link");
        return store.put("/p/d");
    }
    bool nothing_at(const std::string& path) const { return !files.link_stat(path); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a file comes back with its bytes and its exec bit") {
    files.put("/p/a", "abc");
    Reference reference = store.put("/p/a");
    store.materialise(reference, "/p/new/deep/a", Materialise::copy);
    CHECK(files.get("/p/new/deep/a") == "abc");
    CHECK(files.stat("/p/new/deep/a")->mode == 0644);
    reference.executable = true;
    store.materialise(reference, "/p/x", Materialise::copy);
    CHECK(files.stat("/p/x")->mode == 0755);
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(Fixture, "a directory and a link come back as they were") {
    const Reference reference = sample();
    const Manifest before = manifest("/p/d");
    for (const Materialise how : {Materialise::copy, Materialise::hardlink}) {
        files.remove_tree("/p/d");
        store.materialise(reference, "/p/d", how);
        CHECK(manifest("/p/d") == before);
        CHECK(names("/p") == std::vector<std::string>{".mlpipe", "d"});
        CHECK(names("/p/.mlpipe/tmp").empty());
    }
    files.create_link("anywhere", "/p/l");
    const Reference link = store.put("/p/l");
    store.materialise(link, "/p/l2", Materialise::symlink);
    CHECK(files.read_link("/p/l2") == "anywhere");
    store.materialise({ReferenceType::directory, store.put_bytes("[]"), 0, false}, "/p/empty",
                      Materialise::copy);
    CHECK(names("/p/empty").empty());
}

TEST_CASE_METHOD(Fixture, "what stands at the path is never replaced") {
    files.put("/p/a", "abc");
    const Reference reference = store.put("/p/a");
    CHECK_THROWS_WITH(store.materialise(reference, "/p/a", Materialise::copy), ContainsSubstring("/p/a"));
    files.create_link("nowhere", "/p/dangling");
    CHECK_THROWS_AS(store.materialise(reference, "/p/dangling", Materialise::copy), Error);
    CHECK(files.read_link("/p/dangling") == "nowhere");
}

TEST_CASE_METHOD(Fixture, "links share the object, but executables are copied") {
    files.put("/p/a", "abc");
    Reference reference = store.put("/p/a");
    const auto inode = files.stat(place(reference.digest))->inode;
    store.materialise(reference, "/p/hard", Materialise::hardlink);
    CHECK(files.link_stat("/p/hard")->inode == inode);
    store.materialise(reference, "/p/soft", Materialise::symlink);
    CHECK(files.read_link("/p/soft") == place(reference.digest));
    reference.executable = true;
    for (const Materialise how : {Materialise::hardlink, Materialise::symlink}) {
        store.materialise(reference, "/p/exec", how);
        CHECK(files.link_stat("/p/exec")->inode != inode);
        CHECK(files.link_stat("/p/exec")->mode == 0755);
        files.remove_file("/p/exec");
    }
}

TEST_CASE_METHOD(Fixture, "in an output a link to an object counts as the file, and other links do not") {
    files.put("/p/d/a", "abc");
    files.put("/p/d/sub/b", "abcd");
    const Reference reference = store.put("/p/d");
    store.materialise(reference, "/p/linked", Materialise::symlink);
    REQUIRE(files.link_stat("/p/linked/sub/b")->type == FileType::link);
    const Hasher hasher(files, &cache, pool, "/p/.mlpipe");
    const HashOptions output;
    const auto seen = hasher.hash("/p/linked", output);
    CHECK(seen->reference == reference);
    CHECK(hasher.unchanged("/p/linked", output, *seen));
    CHECK(hasher.hash("/p/linked/a", output)->reference == hasher.hash("/p/d/a", output)->reference);
    CHECK(store.put("/p/linked") == reference);
    CHECK(store.put("/p/linked/a").type == ReferenceType::file);
    CHECK_THROWS_AS(Hasher(files, &cache, pool).hash("/p/linked", output), Error);

    files.remove_file(place(hasher.hash("/p/d/a", output)->reference.digest));
    CHECK_THROWS_AS(hasher.hash("/p/linked", output), Error);
    files.create_link("/p/.mlpipe/objects", "/p/objects");
    CHECK(hasher.hash("/p/objects", output)->reference.type == ReferenceType::link);
}

TEST_CASE_METHOD(Fixture,
                 "on another device content is built beside the target, and hard links become copies") {
    const Reference reference = sample();
    files.mount("/far");
    store.materialise(reference, "/far/d", Materialise::hardlink);
    CHECK(manifest("/far/d") == manifest("/p/d"));
    CHECK(names("/far") == std::vector<std::string>{"d"});
}

TEST_CASE_METHOD(Fixture, "a clone is verified as well") {
    const Reference reference = sample();
    files.set_clones(true);
    Store cloning(files, "/p/.mlpipe", nullptr, pool);
    cloning.materialise(reference, "/p/e", Materialise::copy);
    CHECK(manifest("/p/e") == manifest("/p/d"));
    damage(sha256(large), std::string(large.size(), 'X'));
    CHECK(kind_of([&] { cloning.materialise(reference, "/p/f", Materialise::copy); }) == ErrorKind::damaged);
    CHECK(nothing_at("/p/f"));
}

TEST_CASE_METHOD(Fixture, "a damaged object is named, set aside, and written anew by the next put") {
    const Reference reference = sample();
    for (const std::string& content : {std::string("2"), std::string("xx"), std::string()}) {
        damage(sha256("22"), content);
        CHECK_THROWS_WITH(store.materialise(reference, "/p/e", Materialise::copy),
                          ContainsSubstring(sha256("22").hex()) && ContainsSubstring("damaged"));
        CHECK(nothing_at("/p/e"));
        CHECK_FALSE(store.has(sha256("22")));
        CHECK_FALSE(store.has_all(reference));
        CHECK(names("/p/.mlpipe/tmp").size() == 1);
        files.remove_tree("/p/.mlpipe/tmp/" + names("/p/.mlpipe/tmp")[0]);
        CHECK(store.put("/p/d") == reference);
        CHECK(store.has_all(reference));
    }
    store.materialise(reference, "/p/e", Materialise::copy);
    CHECK(manifest("/p/e") == manifest("/p/d"));
}

TEST_CASE_METHOD(Fixture, "a damaged or hostile manifest restores nothing") {
    const Reference reference = sample();
    damage(reference.digest, "[]");
    CHECK_FALSE(store.has_all(reference));
    CHECK(kind_of([&] { store.materialise(reference, "/p/e", Materialise::copy); }) == ErrorKind::damaged);
    CHECK(nothing_at("/p/e"));
    const Digest hostile = store.put_bytes(R"([{"path":"../evil","type":"dir"}])");
    const Reference bad{ReferenceType::directory, hostile, 0, false};
    CHECK_FALSE(store.has_all(bad));
    CHECK(kind_of([&] { store.materialise(bad, "/p/e", Materialise::copy); }) == ErrorKind::damaged);
    CHECK(nothing_at("/p/e"));
    CHECK(nothing_at("/p/evil"));
}

TEST_CASE_METHOD(Fixture, "a missing object is an error, and leaves nothing") {
    const Reference reference = sample();
    files.remove_file(place(sha256("1")));
    CHECK_THROWS_WITH(store.materialise(reference, "/p/e", Materialise::copy), ContainsSubstring("missing"));
    CHECK(nothing_at("/p/e"));
    CHECK(kind_of([&] { store.read(sha256("never")); }) == ErrorKind::damaged);
    CHECK(kind_of([&] { store.read_manifest(sha256("1")); }) == ErrorKind::damaged);
}

TEST_CASE_METHOD(Fixture, "at whatever call it ends, a restored directory is there whole or not at all") {
    const Reference reference = sample();
    const Manifest whole = manifest("/p/d");
    bool done = false;
    for (std::uint64_t n = 1; !done; ++n) {
        files.fail_from_call(n);
        try {
            store.materialise(reference, "/p/e", Materialise::copy);
            done = true;
        } catch (const Error&) {
        }
        files.fail_call(0);
        if (!done) {
            CHECK(nothing_at("/p/e"));
            CHECK(store.has_all(reference));
        }
    }
    CHECK(manifest("/p/e") == whole);
}
