// `run --pull` against a remote in memory.
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/store/transfer.hpp"
#include "support/catch.hpp"
#include "support/memory_remote.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

// Hands out the one remote under many hands.
class SharedRemote : public Remote {
  public:
    explicit SharedRemote(MemoryRemote& remote) : remote_(remote) {}
    const std::string& shown() const override { return remote_.shown(); }
    std::vector<std::optional<std::uint64_t>> has(const std::vector<StoreItem>& items) override {
        return remote_.has(items);
    }
    std::vector<Sized> list(const std::vector<Digest>& keys) override { return remote_.list(keys); }
    void get(const std::vector<Sized>& items, Receiver& receiver) override { remote_.get(items, receiver); }
    void put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) override {
        remote_.put(items, stored);
    }
    void tidy() override {}

  private:
    MemoryRemote& remote_;
};

// Two clones of one pipeline, and what the first one made at the remote.
struct Pulling {
    TestProject first, second;
    MemoryRemote remote;

    Pulling() {
        for (TestProject* project : {&first, &second}) {
            project->write(".mlpipe/config.yaml", "remotes:\n  lab:\n    url: /lab\n");
            project->write("raw", "1");
            project->stages({"a: {cmd: a, deps: [raw], outs: [m]}", "b: {cmd: b, deps: [m], outs: [n]}"});
            project->executor.writes("a", "made by a");
            project->executor.writes("b", "made by b");
        }
        first.run();
        push();
        second.write("pipeline.yaml.lock", first.read("pipeline.yaml.lock"));
    }

    void push() {
        ThreadPool pool(1);
        const Store store(first.files, first.path(".mlpipe"), nullptr, pool);
        std::vector<Reference> contents;
        std::vector<RecordText> records;
        for (const auto& [stage, sides] : first.lock().stages) {
            for (const ArtifactAt& output : sides.front().outputs) contents.push_back(output.reference);
            records.push_back({sides.front().key, canonical_json(to_value(sides.front()))});
        }
        push_contents(store, remote, contents, {});
        push_records(remote, records, {});
    }

    RunRecord run(RunOptions options = TestProject::options()) {
        options.pull = "";
        World world = second.world();
        world.open_remote = [this](const RemoteLocation&) { return std::make_unique<SharedRemote>(remote); };
        second.executor.forget();
        second.reporter.forget();
        return mlpipe::run(second.project(), options, world, second.reporter, second.interrupt);
    }
};

}  // namespace

TEST_CASE("what the remote has is restored and not run") {
    Pulling pulling;
    CHECK(outcome(pulling.run()) == "a restored, b restored");
    CHECK(pulling.second.read("n") == "made by b");
    CHECK(pulling.second.reporter.notices().find("pulled 2 objects") != std::string::npos);
    pulling.remote.fetched.clear();
    CHECK(outcome(pulling.run()) == "a skipped, b skipped");
    CHECK(pulling.remote.fetched.size() == 2);  // the records of the lock's keys, asked for at the start
}

TEST_CASE("without a lock the records of the remote say what was made") {
    Pulling pulling;
    pulling.second.remove("pipeline.yaml.lock");
    CHECK(outcome(pulling.run()) == "a restored, b restored");
    CHECK(pulling.second.lock().stages.size() == 2);
}

TEST_CASE("only what changed runs, and what follows is looked for with what it made") {
    Pulling pulling;
    pulling.second.stages({"a: {cmd: a2, deps: [raw], outs: [m]}", "b: {cmd: b, deps: [m], outs: [n]}"});
    CHECK(outcome(pulling.run()) == "a ran, b restored");
    pulling.second.executor.writes("a", "something else");
    pulling.second.write("raw", "2");
    CHECK(outcome(pulling.run()) == "a ran, b ran");
}

TEST_CASE("a damaged object of the remote is told of and made again") {
    Pulling pulling;
    pulling.remote.held[StoreItem{std::nullopt, sha256("made by a")}] = "made by A";
    CHECK(outcome(pulling.run()) == "a ran, b restored");
    CHECK(pulling.second.reporter.warnings().find("m damaged") != std::string::npos);
    CHECK(pulling.second.read("m") == "made by a");
}

TEST_CASE("a false record of the remote is not believed") {
    Pulling pulling;
    StageRecord record = pulling.first.lock().stages.at("a").front();
    const StageKey key = record.key;
    std::erase_if(pulling.remote.held, [&](const auto& entry) { return entry.first.key == key; });
    pulling.second.remove("pipeline.yaml.lock");
    record.inputs.command.parts = {"something else"};
    push_records(pulling.remote, {{key, canonical_json(to_value(record))}}, {});
    CHECK(outcome(pulling.run()) == "a ran, b restored");
}

TEST_CASE("forced stages, and a remote that breaks off, are run") {
    Pulling pulling;
    RunOptions options = TestProject::options();
    options.force_stages = {"a"};
    CHECK(outcome(pulling.run(options)) == "a ran, b restored");

    Pulling broken;
    broken.remote.breaks_after = 2;  // the two records
    CHECK(outcome(broken.run()) == "a ran, b ran");
    CHECK(broken.second.reporter.warnings().find("the line is dead") != std::string::npos);
}

TEST_CASE("with --allow-missing only what a changed stage reads is fetched") {
    Pulling pulling;
    pulling.second.stages({"a: {cmd: a, deps: [raw], outs: [m]}", "b: {cmd: b2, deps: [m], outs: [n]}"});
    RunOptions options = TestProject::options();
    options.allow_missing = true;
    CHECK(outcome(pulling.run(options)) == "a skipped, b ran");
    CHECK(pulling.second.read("m") == "made by a");
}

TEST_CASE("inputs that are not there come from the remote as the lock has them") {
    Pulling pulling;
    pulling.second.remove("raw");
    pulling.remote.held[StoreItem{std::nullopt, sha256("1")}] = "1";
    CHECK(outcome(pulling.run()) == "a restored, b restored");
    CHECK(pulling.second.read("raw") == "1");
}

TEST_CASE("a run that pulls from nowhere is refused before it begins") {
    Pulling pulling;
    pulling.second.write(".mlpipe/config.yaml", "");
    CHECK_THROWS_WITH(pulling.run(), ContainsSubstring("there is no remote yet"));
}
