#include <thread>

#include "store_fixture.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

TEST_CASE_METHOD(StoreFixture, "what was put is durable after sync, and only then") {
    for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{100}}) {
        Store process(files, "/p/.mlpipe", nullptr, pool);
        std::vector<Digest> digests;
        for (std::size_t i = 0; i < count; ++i)
            digests.push_back(process.put_bytes(std::to_string(count) + "/" + std::to_string(i)));
        process.sync();
        const Digest late = process.put_bytes("late " + std::to_string(count));
        files.crash();
        for (const Digest& digest : digests) REQUIRE_NOTHROW(store.read(digest));
        const auto read_late = [&] { store.read(late); };
        REQUIRE(kind_of(read_late) == ErrorKind::damaged);
    }
}

TEST_CASE_METHOD(StoreFixture, "what another process put and did not sync is made durable by who finds it") {
    Store other(files, "/p/.mlpipe", nullptr, pool);
    other.put_bytes("shared");
    other.put_record(sha256("key"), "{}");
    const Digest digest = store.put_bytes("shared");
    store.put_record(sha256("key"), "{}");
    store.sync();
    files.crash();
    CHECK(store.read(digest) == "shared");
    CHECK(store.records(sha256("key")).size() == 1);
}

TEST_CASE_METHOD(StoreFixture, "a sync that failed is made up for by the next one") {
    for (const int count : {2, 50}) {
        Store process(files, "/p/.mlpipe", nullptr, pool);
        std::vector<Digest> digests;
        for (int i = 0; i < count; ++i)
            digests.push_back(process.put_bytes(std::to_string(count * 1000 + i)));
        files.fail_call(1);
        CHECK_THROWS_AS(process.sync(), Error);
        process.sync();
        files.crash();
        for (const Digest& digest : digests) CHECK_NOTHROW(store.read(digest));
    }
}

TEST_CASE_METHOD(StoreFixture, "records are kept by key, each once, and damaged ones are left out") {
    const Digest key = sha256("key");
    store.put_record(key, R"({"a":1})");
    store.put_record(key, R"({"a":2})");
    store.put_record(key, R"({"a":1})");
    store.put_record(sha256("other"), R"({"a":3})");
    auto records = store.records(key);
    std::sort(records.begin(), records.end());
    CHECK(records == std::vector<std::string>{R"({"a":1})", R"({"a":2})"});
    const std::string directory = "/p/.mlpipe/records/" + key.hex().substr(0, 2) + "/" + key.hex().substr(2);
    CHECK(files.get(directory + "/" + sha256(R"({"a":2})").hex() + ".json") == R"({"a":2})");
    files.put(directory + "/" + sha256(R"({"a":2})").hex() + ".json", R"({"a":)");
    files.put(directory + "/notes.txt", "x");
    CHECK(store.records(key) == std::vector<std::string>{R"({"a":1})"});
    store.put_record(key, R"({"a":2})");
    CHECK(store.records(key).size() == 2);
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE("threads and stores may put the same content at the same time") {
    const TemporaryDirectory directory;
    for (int i = 0; i < 30; ++i) directory.write("d/f" + std::to_string(i), std::to_string(i % 10));
    ThreadPool pool(2);
    StatCache cache(directory.path() + "/cache.db");
    Store first(posix_file_system(), directory.path() + "/store", &cache, pool);
    Store second(posix_file_system(), directory.path() + "/store", nullptr, pool);
    std::vector<Reference> references(6);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < references.size(); ++t)
        threads.emplace_back([&, t] {
            Store& store = t % 2 ? first : second;
            references[t] = store.put(directory.path() + "/d");
            store.put_record(sha256("key"), std::to_string(t));
            store.sync();
            store.materialise(references[t], directory.path() + "/out" + std::to_string(t),
                              Materialise::hardlink);
        });
    for (std::thread& thread : threads) thread.join();
    for (const Reference& reference : references) CHECK(reference == references[0]);
    CHECK(first.has_all(references[0]));
    CHECK(first.verify({}).empty());
    CHECK(first.records(sha256("key")).size() == 6);
}
