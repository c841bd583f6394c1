#include "store_fixture.hpp"

using namespace mlpipe;

namespace {
const std::string large(3 * 1024 * 1024 + 5, 'L');
}

TEST_CASE_METHOD(StoreFixture, "an object is named by the digest of its bytes and is read-only") {
    files.put("/p/a", "abc");
    const Reference reference = store.put("/p/a");
    CHECK(reference == Reference{ReferenceType::file, sha256("abc"), 3, false});
    CHECK(files.get(place(sha256("abc"))) == "abc");
    CHECK(files.stat(place(sha256("abc")))->mode == 0444);
    CHECK(store.has(sha256("abc")));
    CHECK(store.has_all(reference));
    CHECK_FALSE(store.has(sha256("abd")));
    CHECK(store.read(sha256("abc")) == "abc");
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(StoreFixture, "a store that is only asked creates nothing") {
    CHECK_FALSE(store.has(sha256("")));
    CHECK(store.records(sha256("")).empty());
    CHECK(store.verify({}).empty());
    CHECK(store.find_garbage({}, {}, 0).paths.empty());
    store.sync();
    CHECK_FALSE(files.stat("/p/.mlpipe"));
}

TEST_CASE_METHOD(StoreFixture, "large and empty files, executables and links are stored") {
    files.put("/p/large", large);
    files.put("/p/empty", "");
    files.set_mode("/p/empty", 0755);
    files.create_link("no/where", "/p/link");
    CHECK(store.put("/p/large").digest == sha256(large));
    CHECK(files.get(place(sha256(large))) == large);
    CHECK(store.put("/p/empty") == Reference{ReferenceType::file, sha256(""), 0, true});
    CHECK(files.stat(place(sha256("")))->mode == 0444);
    CHECK(store.put("/p/link") == Reference{ReferenceType::link, sha256("no/where"), 8, false});
    CHECK(store.read(sha256("no/where")) == "no/where");
    CHECK_THROWS_WITH(store.put("/p/none"), ContainsSubstring("/p/none"));
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(StoreFixture, "a directory is stored as its manifest and its files, as the hasher sees it") {
    files.put("/p/d/a", "1");
    files.put("/p/d/sub/b", "22");
    files.put("/p/d/sub/same", "22");
    files.put("/p/d/__pycache__/x.pyc", "333");
    files.create_directories("/p/d/hollow");
    files.create_link("a", "/p/d/link");
    const Reference reference = store.put("/p/d");
    CHECK(reference == Hasher(files, nullptr, pool).hash("/p/d", {})->reference);
    CHECK(reference.size == 8);
    CHECK(store.read_manifest(reference.digest) == manifest("/p/d"));
    CHECK(store.has_all(reference));
    files.remove_file(place(sha256("333")));
    CHECK_FALSE(store.has_all(reference));
    CHECK(store.has(reference.digest));
}

TEST_CASE_METHOD(StoreFixture, "a link that leaves the directory is refused") {
    files.put("/p/d/a", "1");
    files.create_link("../secret", "/p/d/bad");
    CHECK(kind_of([&] { store.put("/p/d"); }) == ErrorKind::failed);
}

TEST_CASE_METHOD(StoreFixture, "what the cache knows and the store has is not read") {
    files.put("/p/a", "abc");
    files.advance(3 * second);
    store.put("/p/a");
    const auto opens = files.opens();
    CHECK(store.put("/p/a").digest == sha256("abc"));
    CHECK(files.opens() == opens);
    files.remove_file(place(sha256("abc")));
    CHECK(store.put("/p/a").digest == sha256("abc"));
    CHECK(files.opens() == opens + 1);
    CHECK(files.get(place(sha256("abc"))) == "abc");
}

TEST_CASE_METHOD(StoreFixture, "content that is there already is not written again") {
    files.put("/p/a", "abc");
    files.put("/p/b", large);
    store.put("/p/a");
    store.put("/p/b");
    const auto small_inode = files.stat(place(sha256("abc")))->inode,
               large_inode = files.stat(place(sha256(large)))->inode;
    files.put("/p/a", "abc");
    files.put("/p/b", large);
    store.put("/p/a");
    store.put("/p/b");
    CHECK(files.stat(place(sha256("abc")))->inode == small_inode);
    CHECK(files.stat(place(sha256(large)))->inode == large_inode);
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(StoreFixture, "an object that a power cut left with other content is written anew") {
    files.put("/p/a", "abc");
    files.put("/p/b", large);
    files.advance(3 * second);
    const Reference a = store.put("/p/a"), b = store.put("/p/b");
    damage(a.digest, "");
    damage(b.digest, "short");
    CHECK_FALSE(store.has_all(a));
    CHECK_FALSE(store.has_all(b));
    store.put("/p/a");
    store.put("/p/b");
    CHECK(files.get(place(a.digest)) == "abc");
    CHECK(files.get(place(b.digest)) == large);
    // Of the right size, and found out because the content is at hand.
    damage(a.digest, "\0\0\0");
    store.put_bytes("abc");
    CHECK(files.get(place(a.digest)) == "abc");
}

TEST_CASE_METHOD(StoreFixture, "a file that changes once while it is stored is stored as it is in the end") {
    for (const std::string& content : {std::string("small"), large}) {
        files.put("/p/a", "before" + content);
        int reads = 0;
        files.set_before_read([&](const std::string& path) {
            if (path == "/p/a" && ++reads == 1) files.put(path, content);
        });
        const Reference reference = store.put("/p/a");
        files.set_before_read({});
        CHECK(reference.digest == sha256(content));
        CHECK(files.get(place(reference.digest)) == content);
    }
    CHECK(store.verify({}).empty());
}

TEST_CASE_METHOD(StoreFixture, "a file that keeps changing is refused and leaves nothing behind") {
    for (const std::size_t size : {std::size_t{10}, std::size_t{2} << 20}) {
        files.put("/p/a", std::string(size, 'x'));
        std::size_t now = size;
        files.set_before_read([&](const std::string& path) {
            if (path == "/p/a") files.put(path, std::string(++now, 'x'));
        });
        CHECK_THROWS_WITH(store.put("/p/a"), ContainsSubstring("/p/a") && ContainsSubstring("changes"));
        files.set_before_read({});
    }
    CHECK(names("/p/.mlpipe/tmp").empty());
    CHECK(store.verify({}).empty());
}

TEST_CASE_METHOD(StoreFixture, "where blocks can be shared, large files are cloned and the clone is hashed") {
    files.set_clones(true);
    files.put("/p/a", large);
    const Reference reference = store.put("/p/a");
    CHECK(reference.digest == sha256(large));
    CHECK(files.get(place(reference.digest)) == large);
    CHECK(files.stat(place(reference.digest))->mode == 0444);
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(StoreFixture,
                 "a file that is written after it was cloned is stored as it was or as it is, whole") {
    files.set_clones(true);
    files.put("/p/a", large);
    const std::string other(large.size(), 'O');
    bool changed = false;
    files.set_before_read([&](const std::string&) {
        if (!std::exchange(changed, true)) files.put("/p/a", other);
    });
    const Reference reference = store.put("/p/a");
    CHECK((reference.digest == sha256(large) || reference.digest == sha256(other)));
    CHECK(sha256(files.get(place(reference.digest))) == reference.digest);
    CHECK(store.verify({}).empty());
}

TEST_CASE("a call that fails is reported, cleaned up after, and made up for by the next put") {
    for (std::uint64_t n = 1; n < 30; ++n) {
        StoreFixture fixture;
        fixture.files.put("/p/d/a", "1");
        fixture.files.put("/p/d/b", large);
        fixture.files.fail_call(n);
        try {
            fixture.store.put("/p/d");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::failed);
        }
        fixture.files.fail_call(0);
        // Where the failing call was the one that cleans up, one file stays.
        CHECK(fixture.names("/p/.mlpipe/tmp").size() <= 1);
        CHECK(fixture.store.verify({}).empty());
        CHECK(fixture.store.has_all(fixture.store.put("/p/d")));
    }
}

TEST_CASE_METHOD(StoreFixture, "whether putting takes room is known beforehand") {
    files.put("/p/d/sub/a", "x");
    files.create_directories("/p/empty");
    files.mount("/other");
    files.put("/other/b", "x");
    CHECK_FALSE(store.can_clone("/p/d"));
    files.set_clones(true);
    Store fresh(files, "/p/.mlpipe", &cache, pool);
    CHECK(fresh.can_clone("/p/d"));
    CHECK(fresh.can_clone("/p/d/sub/a"));
    CHECK_FALSE(fresh.can_clone("/p/empty"));
    CHECK_FALSE(fresh.can_clone("/p/absent"));
    CHECK_FALSE(fresh.can_clone("/other/b"));
    CHECK(names("/p/.mlpipe/tmp").empty());
}
