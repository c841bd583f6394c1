// The facts behind decisions: parameters, environment, what is missing or only expected.
#include "../../src/run/observation.hpp"

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

class Watch {
  public:
    explicit Watch(const std::string& stages, std::vector<std::string> caller = {})
        : environment_(std::move(caller)) {
        files.put("/p/pipeline.yaml", stages);
        project_.root = "/p";
        project_.pipeline_file = "/p/pipeline.yaml";
        pipeline_ = load_pipeline(files, "/p/pipeline.yaml", "pipeline.yaml", "/p");
        graph_.emplace(pipeline_, "pipeline.yaml");
        observer.emplace(files, project_, pipeline_, *graph_, hasher, environment_);
        files.advance(10'000'000'000);
    }
    Observation look(const ExpectedContents& expected = {}) { return *observer->observe(0, expected, false); }

    MemoryFileSystem files;
    ThreadPool pool{2};
    StatCache cache{":memory:"};
    Hasher hasher{files, &cache, pool};
    std::optional<Observer> observer;

  private:
    CallerEnvironment environment_;
    Project project_;
    Pipeline pipeline_;
    std::optional<Graph> graph_;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("parameters are read once, and again after an edit") {
    Watch watch("stages: {a: {cmd: a, params: [lr], outs: [x]}}");
    watch.files.put("/p/params.yaml", "lr: 1\n");
    const Observation first = watch.look();
    CHECK(first.inputs.parameters.front().value == Value(1));
    const auto opens = watch.files.opens();
    CHECK(watch.look().key == first.key);
    CHECK(watch.files.opens() == opens);

    watch.files.put("/p/params.yaml", "lr: 2\n");
    CHECK(watch.observer->changed_inputs(0, first) == Names{"params.yaml:lr"});
    const Observation second = watch.look();
    CHECK(second.inputs.parameters.front().value == Value(2));
    CHECK(second.key != first.key);
    CHECK(watch.observer->changed_inputs(0, second).empty());

    watch.files.put("/p/params.yaml", "lr: 2\nother: 3\n");
    CHECK(watch.observer->changed_inputs(0, second).empty());
    watch.files.remove_file("/p/params.yaml");
    CHECK(watch.observer->changed_inputs(0, second).size() == 1);
    CHECK_THROWS_AS(watch.look(), PipelineError);
}

TEST_CASE("a key that was renamed meanwhile counts as changed") {
    Watch watch("stages: {a: {cmd: a, params: [lr], outs: [x]}}");
    watch.files.put("/p/params.yaml", "lr: 1\n");
    const Observation first = watch.look();
    watch.files.put("/p/params.yaml", "rl: 1\n");
    CHECK(watch.observer->changed_inputs(0, first).size() == 1);
}

TEST_CASE("of passed variables the value counts, absence is not emptiness") {
    const std::string stages = "stages: {a: {cmd: a, outs: [x], env: {pass: [MODE], SEED: 1}, secrets: [T]}}";
    const auto key = [&](const Names& caller) { return Watch(stages, caller).look().key; };
    CHECK(key({"MODE=a"}) == key({"OTHER=1", "MODE=a", "T=secret"}));
    CHECK(key({"MODE=a"}) != key({"MODE=b"}));
    CHECK(key({"MODE="}) != key({}));
    const Observation seen = Watch(stages, {"MODE=a"}).look();
    REQUIRE(seen.inputs.passed.size() == 1);
    CHECK(seen.inputs.passed.front() == std::pair<std::string, Digest>("MODE", sha256("MODE=a")));
    CHECK(seen.inputs.secrets == Names{"T"});
}

TEST_CASE("missing dependencies are named, and expected ones count with what is expected") {
    Watch watch("environment: {files: [req.txt]}\nstages: {a: {cmd: a, deps: [in, gone], outs: [x]}}");
    watch.files.put("/p/in", "1");
    watch.files.put("/p/req.txt", "r");
    const Observation bare = watch.look();
    CHECK(bare.missing == Names{"gone"});
    CHECK(bare.expected.empty());

    const Reference content{ReferenceType::file, sha256("it"), 2, false};
    const Observation seen = watch.look({{"gone", content}, {"elsewhere", content}});
    CHECK(seen.missing.empty());
    CHECK(seen.expected == Names{"gone"});
    watch.files.put("/p/gone", "it");
    const Observation real = watch.look();
    CHECK(real.expected.empty());
    CHECK(real.key == seen.key);
    CHECK(real.key == stage_key(real.inputs));
    CHECK(real.inputs.environment_files.front().path == "req.txt");
}

TEST_CASE("what changes after it was seen is named") {
    Watch watch("stages: {a: {cmd: a, deps: [in, dir], outs: [x]}}");
    watch.files.put("/p/in", "1");
    watch.files.put("/p/dir/one", "1");
    watch.files.advance(10'000'000'000);
    const Observation seen = watch.look();
    CHECK(watch.observer->changed_inputs(0, seen).empty());
    watch.files.put("/p/in", "1");  // written again, the same
    CHECK(watch.observer->changed_inputs(0, seen).empty());
    watch.files.put("/p/in", "2");
    watch.files.put("/p/dir/two", "2");
    CHECK(watch.observer->changed_inputs(0, seen) == Names{"in", "dir"});
}

TEST_CASE("caches that programs leave in a directory do not change it") {
    Watch watch("stages: {a: {cmd: a, deps: [src], outs: [x]}}");
    watch.files.put("/p/src/a.py", "1");
    const Observation seen = watch.look();
    watch.files.put("/p/src/__pycache__/a.cpython-311.pyc", "x");
    watch.files.put("/p/src/.ipynb_checkpoints/n", "x");
    CHECK(watch.observer->changed_inputs(0, seen).empty());
    watch.files.put("/p/src/.mlpipeignore", "*.log\n");
    watch.files.put("/p/src/run.log", "x");
    const Observation ignoring = watch.look();
    watch.files.put("/p/src/run.log", "y");
    CHECK(watch.look().key == ignoring.key);
}

TEST_CASE("without reading, an observation is only had where the stat cache vouches for everything") {
    Watch watch("stages: {a: {cmd: a, deps: [in], outs: [x]}}");
    watch.files.put("/p/in", "1");
    CHECK(!watch.observer->observe(0, {}, true));
    watch.look();
    CHECK(!watch.observer->observe(0, {}, true));  // too young to be trusted
    watch.files.advance(10'000'000'000);
    watch.look();
    const auto opens = watch.files.opens();
    REQUIRE(watch.observer->observe(0, {}, true));
    CHECK(watch.files.opens() == opens);
    watch.files.put("/p/x", "output");
    CHECK(!watch.observer->observe(0, {}, true));
}

TEST_CASE("an output of another stage is identified alike on both sides") {
    Watch watch("stages: {b: {cmd: b, deps: [d], outs: [x]}, a: {cmd: a, outs: [d]}}");
    watch.files.put("/p/d/__pycache__/kept.pyc", "1");
    const Observation reader = watch.look();
    const Observation maker = *watch.observer->observe(1, {}, false);
    REQUIRE(maker.outputs.front());
    CHECK(reader.inputs.dependencies.front().reference == maker.outputs.front()->reference);
    watch.files.put("/p/d/__pycache__/kept.pyc", "2");
    CHECK(watch.look().key != reader.key);
}
