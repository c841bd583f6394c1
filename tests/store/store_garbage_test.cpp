#include "store_fixture.hpp"

using namespace mlpipe;

namespace {

struct Fixture : StoreFixture {
    static Reference file(const Digest& digest) { return {ReferenceType::file, digest, 1, false}; }
    void remove_all_but(const std::vector<Digest>& keys, const std::vector<Reference>& live,
                        double grace_s = 0) {
        store.remove(store.find_garbage(keys, live, grace_s));
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "what no root reaches is found and removed, and nothing else") {
    files.put("/p/d/a", "a");
    files.put("/p/d/b", "b");
    files.create_link("a", "/p/d/l");
    const Reference directory = store.put("/p/d");
    const Digest single = store.put_bytes("single"), garbage = store.put_bytes("garbage");
    store.put_record(sha256("live"), "{}");
    store.put_record(sha256("dead"), "{}");
    store.put_record(sha256("dead"), "[]");
    const auto plan = store.find_garbage({sha256("live")}, {directory, file(single)}, 0);
    CHECK(plan.objects == 1);
    CHECK(plan.records == 2);
    CHECK(plan.kept == 5);
    CHECK(plan.bytes == 7 + 2 + 2);
    CHECK(plan.paths.size() == 3);
    CHECK(store.has(garbage));
    store.remove(plan);
    CHECK_FALSE(store.has(garbage));
    CHECK(store.has(single));
    CHECK(store.has_all(directory));
    CHECK(store.records(sha256("live")).size() == 1);
    CHECK(store.records(sha256("dead")).empty());
    const std::string dead = sha256("dead").hex();
    CHECK_FALSE(files.stat("/p/.mlpipe/records/" + dead.substr(0, 2) + "/" + dead.substr(2)));
    CHECK(store.find_garbage({sha256("live")}, {directory, file(single)}, 0).paths.empty());
}

TEST_CASE_METHOD(Fixture, "files that a live and a dead directory share stay") {
    files.put("/p/d/shared", "shared");
    files.put("/p/d/old", "old");
    const Reference old = store.put("/p/d");
    files.remove_file("/p/d/old");
    files.put("/p/d/new", "new");
    const Reference current = store.put("/p/d");
    remove_all_but({}, {current, current});
    CHECK(store.has_all(current));
    CHECK_FALSE(store.has(old.digest));
    CHECK_FALSE(store.has(sha256("old")));
}

TEST_CASE_METHOD(Fixture, "what is younger than the grace stays") {
    const Digest old = store.put_bytes("old");
    files.advance(100 * second);
    const Digest young = store.put_bytes("young");
    const auto plan = store.find_garbage({}, {}, 60);
    CHECK(plan.objects == 1);
    store.remove(plan);
    CHECK_FALSE(store.has(old));
    CHECK(store.has(young));
}

TEST_CASE_METHOD(Fixture, "a damaged live manifest is kept, and does not stop the rest") {
    files.put("/p/d/a", "a");
    const Reference directory = store.put("/p/d");
    damage(directory.digest, "[broken");
    const Digest garbage = store.put_bytes("garbage");
    remove_all_but({}, {directory, file(sha256("absent"))});
    CHECK(store.has(directory.digest));
    CHECK_FALSE(store.has(garbage));
    CHECK_FALSE(store.has(sha256("a")));
}

TEST_CASE_METHOD(Fixture, "leftovers in tmp go after a day") {
    files.put("/p/.mlpipe/tmp/put-1", "x");
    files.put("/p/.mlpipe/tmp/materialise-1/deep/file", "x");
    files.advance(23 * 3600 * second);
    CHECK(store.find_garbage({}, {}, 0).paths.empty());
    files.advance(2 * 3600 * second);
    files.put("/p/.mlpipe/tmp/put-2", "x");
    remove_all_but({}, {}, 1e9);
    CHECK(names("/p/.mlpipe/tmp") == std::vector<std::string>{"put-2"});
}

TEST_CASE_METHOD(Fixture, "records go before the objects that they speak of") {
    for (int i = 0; i < 20; ++i) store.put_bytes(std::to_string(i));
    for (int i = 0; i < 5; ++i) store.put_record(sha256("key"), std::to_string(i));
    const auto plan = store.find_garbage({}, {}, 0);
    bool done = false;
    for (std::uint64_t n = 1; !done; ++n) {
        files.fail_from_call(n);
        try {
            store.remove(plan);
            done = true;
        } catch (const Error&) {
        }
        files.fail_call(0);
        if (!store.records(sha256("key")).empty()) CHECK(store.find_garbage({}, {}, 0).objects == 20);
    }
    CHECK(store.find_garbage({}, {}, 0).paths.empty());
}

TEST_CASE_METHOD(Fixture, "remove touches nothing outside of the store's own places") {
    files.put("/p/keep", "x");
    for (const char* path : {"../keep", "objects/../../keep", "/p/keep", "lineage.db", "objects"}) {
        Store::GarbagePlan plan;
        plan.paths = {path};
        CHECK_THROWS_AS(store.remove(plan), Error);
    }
    CHECK(files.get("/p/keep") == "x");
}

TEST_CASE_METHOD(Fixture, "verify names what is damaged or does not belong, and counts what it read") {
    files.put("/p/a", std::string(2 << 20, 'x'));
    const Reference good = store.put("/p/a");
    const Digest bad = store.put_bytes("bad");
    store.put_record(sha256("key"), "{}");
    store.put_record(sha256("key"), "[]");
    std::uint64_t read = 0;
    CHECK(store.verify([&](std::uint64_t bytes) { read = std::max(read, bytes); }).empty());
    CHECK(read == good.size + 3 + 2 + 2);
    damage(bad, "bax");
    const std::string key = sha256("key").hex();
    const std::string records = "records/" + key.substr(0, 2) + "/" + key.substr(2) + "/";
    files.put("/p/.mlpipe/" + records + sha256("[]").hex() + ".json", "[ ]");
    files.put("/p/.mlpipe/" + records + "x.json", "");
    files.put("/p/.mlpipe/objects/ab/readme", "");
    files.put("/p/.mlpipe/objects/stray", "");
    files.put("/p/.mlpipe/store.lock", "");
    files.put("/p/.mlpipe/tmp/put-1", "");
    std::vector<std::string> found;
    for (const auto& finding : store.verify({})) found.push_back(finding.path + ": " + finding.problem);
    std::vector<std::string> expected = {
        place(bad).substr(11) + ": content does not match the name",
        records + sha256("[]").hex() + ".json: content does not match the name",
        records + "x.json: not a record",
        "objects/ab/readme: not an object",
        "objects/stray: not an object",
    };
    std::sort(expected.begin(), expected.end());
    CHECK(found == expected);
}
