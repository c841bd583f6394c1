// Long reading and writing ends when somebody asks for it, and leaves nothing behind.
#include "mlpipe/base/interrupt.hpp"
#include "store_fixture.hpp"

using namespace mlpipe;

namespace {

struct InterruptFixture : StoreFixture {
    Interrupt interrupt;
    Hasher hasher{files, &cache, pool, "/p/.mlpipe", &interrupt};
    Store stoppable{files, "/p/.mlpipe", &cache, pool, &interrupt};

    // Each reading of a file from now on makes one more request.
    void interrupt_while_reading() {
        files.set_before_read([this](const std::string&) { interrupt.request(); });
    }
    static std::string large() { return std::string(5 << 20, 'x'); }
    static HashOptions stop_at(int requests) {
        HashOptions options;
        options.stop_at = requests;
        return options;
    }
};

}  // namespace

TEST_CASE_METHOD(InterruptFixture, "hashing stops at the next block") {
    files.put("/p/a", large());
    interrupt_while_reading();
    CHECK(kind_of([&] { hasher.hash("/p/a", {}); }) == ErrorKind::interrupted);
    CHECK(interrupt.requests() == 1);
    CHECK_FALSE(hasher.known("/p/a", {}));
    CHECK(kind_of([&] { hasher.hash("/p/a", stop_at(3)); }) == ErrorKind::interrupted);
    CHECK(interrupt.requests() == 3);
    CHECK(hasher.hash("/p/a", stop_at(1000)));
}

TEST_CASE_METHOD(InterruptFixture, "hashing a directory stops before the next file, also before the first") {
    for (int i = 0; i < 300; ++i) files.put("/p/d/" + std::to_string(i), "x");
    SECTION("asked before") {
        interrupt.request();
        const auto opened = files.opens();
        CHECK(kind_of([&] { hasher.hash("/p/d", {}); }) == ErrorKind::interrupted);
        CHECK(files.opens() == opened);
    }
    SECTION("asked meanwhile") {
        interrupt_while_reading();
        CHECK(kind_of([&] { hasher.hash("/p/d", {}); }) == ErrorKind::interrupted);
        CHECK(interrupt.requests() < 300);
    }
}

TEST_CASE_METHOD(InterruptFixture, "an unchanged file is not read to the end for its sake") {
    files.put("/p/a", large());
    const HashedPath young = *hasher.hash("/p/a", {});  // too young for its stat to vouch for it
    interrupt.request();
    CHECK(kind_of([&] { hasher.unchanged("/p/a", {}, young); }) == ErrorKind::interrupted);
    CHECK(hasher.unchanged("/p/a", stop_at(2), young));
}

TEST_CASE_METHOD(InterruptFixture, "putting goes on after the first request and stops at the second") {
    files.put("/p/a", large());
    files.put("/p/d/b", large());
    interrupt.request();
    CHECK(stoppable.put("/p/a").digest == sha256(large()));
    interrupt.request();
    files.put("/p/a", large() + "y");
    files.put("/p/d/b", large() + "z");
    for (const std::string path : {"/p/a", "/p/d"})
        CHECK(kind_of([&] { stoppable.put(path); }) == ErrorKind::interrupted);
    CHECK(names("/p/.mlpipe/tmp").empty());
    CHECK_FALSE(stoppable.has(sha256(large() + "y")));
}

TEST_CASE_METHOD(InterruptFixture, "putting what can be had again stops at the first request") {
    files.put("/p/a", large());
    interrupt_while_reading();
    CHECK(kind_of([&] { stoppable.put("/p/a", 1); }) == ErrorKind::interrupted);
    CHECK(names("/p/.mlpipe/tmp").empty());
}

TEST_CASE_METHOD(InterruptFixture, "restoring stops at the next block and leaves nothing at the path") {
    files.put("/p/d/a", large());
    files.put("/p/d/b", "small");
    const Reference whole = store.put("/p/d");
    const Reference file{ReferenceType::file, sha256(large()), large().size(), false};
    const bool clones = GENERATE(false, true);
    files.set_clones(clones);
    interrupt_while_reading();
    CHECK(kind_of([&] { stoppable.materialise(file, "/p/file", Materialise::copy); }) ==
          ErrorKind::interrupted);
    CHECK_FALSE(files.link_stat("/p/file"));
    CHECK(kind_of([&] { stoppable.materialise(whole, "/p/tree", Materialise::copy); }) ==
          ErrorKind::interrupted);
    CHECK_FALSE(files.link_stat("/p/tree"));
    CHECK(names("/p/.mlpipe/tmp").empty());
    CHECK(stoppable.has_all(whole));
}
