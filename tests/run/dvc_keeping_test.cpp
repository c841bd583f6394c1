// dvc.keep_lock with a `.dvc` made by hand: without DVC. What DVC itself says of it is tests/e2e/dvc_keep_lock_test.py's.
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/md5.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"
#include "mlpipe/exchange/dvc_lock.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Kept : TestProject {
    Kept() {
        write(".dvc/config", "");
        write(".mlpipe/config.yaml", "dvc: {keep_lock: true}\n");
        write("dvc.yaml",
              "stages:\n"
              "  train: {cmd: t, deps: [code.py], outs: [model, {log: {cache: false}}]}\n"
              "  use: {cmd: u, deps: [model], outs: [result]}\n");
        write("code.py", "code");
        executor.writes("train", "weights");
        executor.writes("use", "42");
    }
    static std::string object(const std::string& content) {
        return ".dvc/cache/" + dvc_object_path({md5(content), false, false});
    }
    DvcLock dvc_lock() const { return parse_dvc_lock(read("dvc.lock"), "dvc.lock"); }
};

}  // namespace

TEST_CASE("a run leaves dvc.lock and DVC's cache as DVC would") {
    Kept project;
    project.run();
    const DvcLock lock = project.dvc_lock();
    REQUIRE(lock.stages.size() == 2);
    const DvcLockStage& train = lock.stages.at("train");
    CHECK(train.command == std::vector<std::string>{"t"});
    CHECK(train.dependencies.front().hash->md5 == md5("code"));
    CHECK(train.outputs.front().path == "log");
    CHECK(train.outputs.back().hash->md5 == md5("weights"));
    CHECK(train.outputs.back().size == 7U);
    CHECK(project.read(Kept::object("weights")) == "weights");
    CHECK(project.read(Kept::object("42")) == "42");
    CHECK((std::filesystem::status(project.path(Kept::object("42"))).permissions() &
           std::filesystem::perms::all) == std::filesystem::perms(0444));
    CHECK_THAT(project.reporter.notices(), ContainsSubstring("dvc.lock is up to date"));

    // Also where nothing had to run; and what is as it should be is not written.
    project.reporter.forget();
    project.run();
    CHECK(project.reporter.notices().empty());
    project.remove("dvc.lock");
    project.remove(Kept::object("42"));
    project.run();
    CHECK(project.dvc_lock().stages.size() == 2);
    CHECK(project.exists(Kept::object("42")));
    CHECK(std::filesystem::is_empty(project.path(".mlpipe/tmp")));
}

TEST_CASE("a file is read for its MD5 once, until it changes") {
    Kept project;
    project.run();
    const auto opened = [&](const std::string& name) {
        std::size_t count = 0;
        project.files.on_open([&](const std::string& file) { count += file == project.path(name) ? 1 : 0; });
        project.run();
        project.files.on_open(nullptr);
        return count;
    };
    // What was just written is read again: it may change within a tick of the clock.
    project.files.move_clock(10);
    CHECK(opened("model") > 0);
    CHECK(opened("model") == 0);
}

TEST_CASE("of a run that fails dvc.lock has what finished") {
    Kept project;
    project.executor.fails("use");
    project.run();
    CHECK(project.dvc_lock().stages.size() == 1);
    CHECK(project.dvc_lock().stages.contains("train"));
    CHECK_FALSE(project.exists(Kept::object("42")));
}

TEST_CASE("where dvc.lock is newer than our lock it counts") {
    Kept project;
    project.run();
    // Somebody else went on, by DVC.
    std::string lock = project.read("dvc.lock");
    const auto put = [&](const std::string& before, const std::string& after) {
        for (std::size_t at; (at = lock.find(md5(before).hex())) != lock.npos;)
            lock.replace(at, 32, md5(after).hex());
    };
    put("code", "Code");
    put("weights", "Weights");
    project.write("dvc.lock", lock);
    project.write("code.py", "Code");
    project.write("model", "Weights");
    project.write("log", "Weights");
    project.executor.forget();
    SECTION("as it says") {
        CHECK(outcome(project.run()) == "train skipped, use skipped");
        CHECK(project.executor.begun().empty());
        // Ours from then on.
        project.remove("dvc.lock");
        CHECK(outcome(project.run()) == "train skipped, use skipped");
    }
    SECTION("not without the setting") {
        project.write(".mlpipe/config.yaml", "");
        project.run();
        CHECK(project.executor.begun() == std::vector<std::string>{"train"});
    }
    SECTION("not where a file is another one") {
        project.write("log", "by hand");
        project.run();
        CHECK(project.executor.begun() == std::vector<std::string>{"train"});
    }
}

TEST_CASE("nothing is written while a DVC is at work") {
    Kept project;
    const auto note = [](int process) {
        return R"({"read": {}, "write": {"/x": {"pid": )" + std::to_string(process) +
               R"(, "cmd": "dvc repro"}}})";
    };
    project.write(".dvc/tmp/rwlock", note(::getpid()));
    project.run();
    CHECK_FALSE(project.exists("dvc.lock"));
    CHECK_FALSE(project.exists(".dvc/cache/files"));
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("(dvc repro)"));
    SECTION("one that has died holds nothing") {
        project.write(".dvc/tmp/rwlock", note(99'999'999));
        project.run();
        CHECK(project.exists("dvc.lock"));
    }
    SECTION("a lock that is held") {
        project.remove(".dvc/tmp/rwlock");
        const auto held = FileLock::try_acquire(project.path(".dvc/tmp/lock"), FileLock::Mode::exclusive);
        REQUIRE(held);
        project.run();
        CHECK_FALSE(project.exists("dvc.lock"));
    }
}

TEST_CASE("where dvc.lock cannot be kept nothing runs") {
    Kept project;
    SECTION("a cache outside of the project") {
        project.write(".dvc/config", "[cache]\n    dir = ../../elsewhere\n");
        CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("outside of the project"));
    }
    SECTION("no DVC") {
        project.remove(".dvc");
        CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("dvc init"));
    }
    CHECK(project.executor.begun().empty());
}

TEST_CASE("a pipeline.yaml has no dvc.lock to keep") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "dvc: {keep_lock: true}\n");
    project.stages({"train: {cmd: t, outs: [model]}"});
    project.run();
    CHECK_FALSE(project.exists("dvc.lock"));
}
