// Stages that dvc.lock vouches for, with a dvc.lock and a cache made by hand: without DVC.
#include "mlpipe/base/md5.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

// `train` reads code.py, and `use` what it makes; both as DVC leaves them.
struct Adopted : TestProject {
    Adopted() {
        write(".dvc/config", "");
        write("dvc.yaml",
              "stages:\n"
              "  train: {cmd: t, deps: [code.py], params: [rate], outs: [model]}\n"
              "  use: {cmd: u, deps: [model], outs: [result]}\n");
        write("params.yaml", "rate: 0.1\n");
        write("code.py", "code");
        write("model", "weights");
        write("result", "42");
        write_lock("weights");
    }
    void write_lock(const std::string& model, const std::string& rate = "0.1") const {
        const auto artifact = [](const std::string& path, const std::string& content) {
            return "    - {path: " + path + ", hash: md5, md5: " + md5(content).hex() + "}\n";
        };
        write("dvc.lock", "schema: '2.0'\nstages:\n  train:\n    cmd: t\n    deps:\n" +
                              artifact("code.py", "code") + "    params:\n      params.yaml: {rate: " + rate +
                              "}\n    outs:\n" + artifact("model", model) +
                              "  use:\n    cmd: u\n    deps:\n" + artifact("model", "weights") +
                              "    outs:\n" + artifact("result", "42"));
    }
    void cache(const std::string& content, const std::string& stored) const {
        write(".dvc/cache/" + dvc_object_path({md5(content), false, false}), stored);
    }
    LockFile lock() const { return parse_lock(read("dvc.yaml.lock"), "dvc.yaml.lock"); }
};

}  // namespace

TEST_CASE("what dvc.lock vouches for is up to date, recorded, and ours from then on") {
    Adopted project;
    const RunRecord run = project.run();
    CHECK(outcome(run) == "train skipped, use skipped");
    CHECK(reason(run, "train") == "unchanged (accepted by DVC: up to date by dvc.lock)");
    CHECK(project.executor.jobs().empty());
    CHECK_THAT(project.reporter.notices(), ContainsSubstring("2 stages up to date by dvc.lock, taken over"));
    const StageRecord entry = project.lock().stages.at("train").front();
    REQUIRE(entry.accepted);
    CHECK(entry.accepted->by == "DVC");
    const auto recorded = project.lineage().run(entry.run);
    REQUIRE(recorded);
    CHECK(recorded->note == "taken over from dvc.lock");
    CHECK(execution(*recorded, "train").record == entry);

    // Nothing is taken over twice, and dvc.lock is not asked again.
    project.remove("dvc.lock");
    CHECK(outcome(project.run()) == "train skipped, use skipped");
    CHECK(project.reporter.notices().empty());
    CHECK(project.lock().stages.at("train").front() == entry);
    project.remove("model");
    project.remove("result");
    CHECK(outcome(project.run()) == "train restored, use restored");
}

TEST_CASE("what is not exactly as dvc.lock has it runs") {
    Adopted project;
    SECTION("a dependency") {
        project.write("code.py", "Code");
    }
    SECTION("a parameter") {
        project.write("params.yaml", "rate: 0.2\n");
    }
    SECTION("the type of a parameter") {
        project.write_lock("weights", "'0.1'");
    }
    SECTION("the MD5 of an output") {
        project.write_lock("other");
    }
    SECTION("the command") {
        project.write("dvc.yaml",
                      "stages:\n"
                      "  train: {cmd: t2, deps: [code.py], params: [rate], outs: [model]}\n"
                      "  use: {cmd: u, deps: [model], outs: [result]}\n");
    }
    SECTION("what is declared") {
        project.write("dvc.yaml",
                      "stages:\n"
                      "  train: {cmd: t, params: [rate], outs: [model]}\n"
                      "  use: {cmd: u, deps: [model], outs: [result]}\n");
    }
    SECTION("what DVC does not know of") {
        project.write("dvc.yaml",
                      "stages:\n"
                      "  train: {cmd: t, deps: [code.py], params: [rate], outs: [model],"
                      " meta: {mlpipe: {env: {A: b}}}}\n"
                      "  use: {cmd: u, deps: [model], outs: [result]}\n");
    }
    project.executor.writes("train", "weights");  // where they come out the same, what follows need not run
    const RunRecord run = project.run();
    CHECK(execution(run, "train").status == ExecutionStatus::ran);
    CHECK(execution(run, "use").status == ExecutionStatus::skipped);
}

TEST_CASE("an output that was edited is made again, and what reads it too") {
    Adopted project;
    project.write("model", "Weights");
    project.executor.writes("train", "weights");
    CHECK(outcome(project.run()) == "train ran, use ran");
}

TEST_CASE("outputs that are not there come from DVC's cache") {
    Adopted project;
    project.cache("weights", "weights");
    project.cache("42", "42");
    project.remove("model");
    project.remove("result");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "train restored, use restored");
    CHECK_THAT(reason(run, "train"), ContainsSubstring("accepted by DVC: up to date by dvc.lock"));
    CHECK(project.read("model") == "weights");
    CHECK(project.read("result") == "42");
}

TEST_CASE("an object that is not what its name says is not taken") {
    Adopted project;
    project.cache("weights", "Weights");
    project.remove("model");
    project.executor.writes("train", "weights");
    // What `use` reads was not there to be compared.
    CHECK(outcome(project.run()) == "train ran, use ran");
}

TEST_CASE("a dvc.lock that cannot be read is told of, and counts as absent") {
    Adopted project;
    project.write("dvc.lock", "schema: '9'\n");
    CHECK(outcome(project.run()) == "train ran, use ran");
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("dvc.lock:1:9: the schema is"));
}

TEST_CASE("who forces a stage, or has a pipeline.yaml, is not answered by dvc.lock") {
    Adopted project;
    RunOptions options = TestProject::options();
    options.force = true;
    CHECK(outcome(project.run(options)) == "train ran, use ran");
    Adopted other;
    other.stages({"train: {cmd: t, deps: [code.py], params: [rate], outs: [model]}"});
    CHECK(outcome(other.run()) == "train ran");
}
