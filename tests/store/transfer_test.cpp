#include "mlpipe/store/transfer.hpp"

#include "store_fixture.hpp"
#include "support/memory_remote.hpp"

using namespace mlpipe;

namespace {

// A store with a file and a directory of two files, a remote, and another store.
struct Moving : StoreFixture {
    MemoryFileSystem other_files;
    Store other{other_files, "/q/.mlpipe", nullptr, pool};
    MemoryRemote remote;
    Reference file, directory;
    std::vector<Reference> contents;
    TransferOptions options;

    Moving() {
        other_files.create_directories("/q");
        files.put("/p/model.bin", std::string(300'000, 'm'));
        files.put("/p/data/a.csv", "aaa");
        files.put("/p/data/deep/b.csv", "bbbb");
        file = store.put("/p/model.bin");
        directory = store.put("/p/data");
        contents = {file, directory};
    }
    TransferResult push() { return push_contents(store, remote, contents, options); }
    TransferResult pull() { return pull_contents(other, remote, contents, options); }
    static StoreItem object(const Digest& digest) { return {std::nullopt, digest}; }
    std::vector<std::string> leftovers() const {
        std::vector<std::string> found;
        if (!other_files.stat("/q/.mlpipe/tmp")) return found;
        for (const auto& entry : other_files.list("/q/.mlpipe/tmp")) found.push_back(entry.name);
        return found;
    }
};

std::string text_of(const TransferResult& result) {
    std::string text;
    for (const TransferProblem& problem : result.problems)
        text += std::to_string(problem.content) + ":" + problem.inside +
                (problem.damaged ? " damaged" : " missing") + "\n";
    return text;
}

}  // namespace

TEST_CASE("what is pushed can be pulled by another store, and moves only once") {
    Moving moving;
    moving.options.jobs = GENERATE(1u, 4u);
    const TransferResult pushed = moving.push();
    CHECK(pushed.objects == 4);
    CHECK(pushed.bytes > 300'000);
    CHECK(text_of(pushed) == "");
    CHECK(moving.push().objects == 0);

    const TransferResult pulled = moving.pull();
    CHECK(pulled.objects == 4);
    CHECK(moving.other.has_all(moving.file));
    CHECK(moving.other.has_all(moving.directory));
    CHECK(moving.pull().objects == 0);
    CHECK(moving.leftovers().empty());
    moving.other.materialise(moving.directory, "/q/data", Materialise::copy);
    CHECK(moving.other_files.get("/q/data/deep/b.csv") == "bbbb");
}

TEST_CASE("what was pulled survives a power cut") {
    Moving moving;
    moving.push();
    moving.other_files.sync_file_system("/q");
    moving.pull();
    moving.other_files.crash();
    CHECK(moving.other.has_all(moving.directory));
    CHECK(moving.other.read(moving.file.digest).size() == 300'000);
}

TEST_CASE("files go before the manifest that names them, there and back") {
    Moving moving;
    moving.push();
    REQUIRE(moving.remote.received.size() == 4);
    CHECK(moving.remote.received.back() == Moving::object(moving.directory.digest));

    // Whoever is killed while pulling has files without a manifest, never the other way round.
    for (std::size_t calls = 0; calls < 4; ++calls) {
        Moving again;
        again.push();
        again.remote.breaks_after = calls;
        CHECK_THROWS_WITH(again.pull(), ContainsSubstring("the line is dead"));
        CHECK_FALSE(again.other.has(again.directory.digest));
        CHECK(again.leftovers().empty());
    }
}

TEST_CASE("a transfer that broke off goes on with what is missing") {
    Moving moving;
    moving.options.jobs = 1;
    moving.remote.breaks_after = 2;
    CHECK_THROWS_WITH(moving.push(), ContainsSubstring("the line is dead"));
    CHECK(moving.remote.held.size() == 2);
    moving.remote.breaks_after = SIZE_MAX;
    CHECK(moving.push().objects == 2);

    // One call for the manifest, then the files.
    moving.remote.breaks_after = 2;
    CHECK_THROWS(moving.pull());
    moving.remote.breaks_after = SIZE_MAX;
    CHECK(moving.pull().objects == 3);
    CHECK(moving.other.has_all(moving.directory));
}

TEST_CASE("a damaged object is not taken, is named, and keeps nothing else back") {
    Moving moving;
    moving.push();
    const Digest b = sha256("bbbb");
    moving.remote.held[Moving::object(b)] = "bbbB";
    CHECK(text_of(moving.pull()) == "1:deep/b.csv damaged\n");
    CHECK_FALSE(moving.other.has(b));
    CHECK_FALSE(moving.other.has(moving.directory.digest));
    CHECK(moving.other.has(sha256("aaa")));
    CHECK(moving.other.has_all(moving.file));
    CHECK(moving.leftovers().empty());

    moving.remote.held[Moving::object(b)] = "bbbb";
    moving.remote.held[Moving::object(moving.directory.digest)] = "[]";
    CHECK(text_of(moving.pull()) == "1: damaged\n");
}

TEST_CASE("what is damaged here is not sent, and its manifest neither") {
    Moving moving;
    moving.damage(sha256("aaa"), "aaA");
    CHECK(text_of(moving.push()) == "1:a.csv damaged\n");
    CHECK(moving.remote.held.size() == 2);  // the other file of the directory, and the model
    moving.damage(sha256("aaa"), "aaa");
    CHECK(moving.push().objects == 2);
    moving.damage(moving.directory.digest, "[");
    CHECK(text_of(moving.push()) == "1: damaged\n");
}

TEST_CASE("what one side lacks is named by its place") {
    Moving moving;
    CHECK(text_of(moving.pull()) == "0: missing\n1: missing\n");
    moving.push();
    moving.remote.held.erase(Moving::object(sha256("aaa")));
    CHECK(text_of(moving.pull()) == "1:a.csv missing\n");
    CHECK_FALSE(moving.pull().complete(1));
    CHECK(moving.pull().complete(0));

    moving.files.remove_file(StoreFixture::place(sha256("bbbb")));
    CHECK(text_of(moving.push()) == "");  // the remote has it
    moving.remote.held.clear();
    CHECK(text_of(moving.push()) == "1:deep/b.csv missing\n");
    CHECK_FALSE(moving.remote.held.contains(Moving::object(moving.directory.digest)));
}

TEST_CASE("a truncated object at the remote is replaced") {
    Moving moving;
    moving.push();
    moving.remote.held[Moving::object(moving.file.digest)].resize(10);
    CHECK(moving.push().objects == 1);
    CHECK(moving.remote.held[Moving::object(moving.file.digest)].size() == 300'000);
}

TEST_CASE("a directory of many files costs few questions") {
    Moving moving;
    for (int i = 0; i < 500; ++i)
        moving.files.put("/p/many/" + std::to_string(i), "content " + std::to_string(i));
    moving.contents = {moving.store.put("/p/many")};
    CHECK(moving.push().objects == 501);
    CHECK(moving.remote.questions <= 3);
    moving.remote.questions = 0;
    CHECK(moving.pull().objects == 501);
    CHECK(moving.remote.questions <= 2);
}

TEST_CASE("one content in many places moves once, and each place is named") {
    Moving moving;
    moving.files.put("/p/copy/again.bin", std::string(300'000, 'm'));
    moving.contents = {moving.file, moving.store.put("/p/copy")};
    CHECK(moving.push().objects == 2);
    moving.remote.held.erase(Moving::object(moving.file.digest));
    CHECK(text_of(moving.pull()) == "0: missing\n1:again.bin missing\n");
}

TEST_CASE("progress ends with all that was announced, and may end the transfer") {
    Moving moving;
    TransferProgress last;
    moving.options.progress = [&](const TransferProgress& progress) { last = progress; };
    moving.push();
    CHECK(last.objects == 4);
    CHECK(last.all_objects == 4);
    CHECK(last.bytes == last.all_bytes);
    moving.options.progress = [](const TransferProgress& progress) {
        if (progress.bytes > 0) throw Error(ErrorKind::interrupted, "enough");
    };
    CHECK(StoreFixture::kind_of([&] { moving.pull(); }) == ErrorKind::interrupted);
    CHECK(moving.leftovers().empty());
}

TEST_CASE("records move by their key, and a false one is left out") {
    Moving moving;
    const Digest one = sha256("key one"), two = sha256("key two");
    const std::vector<RecordText> records{{one, "{\"a\":1}"}, {one, "{\"a\":2}"}, {two, "{}"}, {two, "{}"}};
    CHECK(push_records(moving.remote, records, {}).records == 3);
    CHECK(push_records(moving.remote, records, {}).records == 0);
    moving.remote.held[StoreItem{two, sha256("{}")}] = "{ }";
    const auto fetched = fetch_records(moving.remote, {one, two, sha256("key three")});
    REQUIRE(fetched.size() == 2);
    CHECK(fetched[0].key == one);
}
