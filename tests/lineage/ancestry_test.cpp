// From artifacts back and forth over the runs.
#include <algorithm>

#include "sample.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

using Direction = Lineage::Direction;

// A result that reads and makes what is named, "path=content"; a path that ends in '/' is a directory.
ArtifactAt artifact(const std::string& text) {
    const auto equals = text.find('=');
    ArtifactAt made = sample::artifact(text.substr(0, equals), text.substr(equals + 1));
    if (made.path.ends_with('/')) {
        made.path.pop_back();
        made.reference.type = ReferenceType::directory;
    }
    return made;
}

Execution result(const std::string& stage, const std::vector<std::string>& reads,
                 const std::vector<std::string>& makes, const std::string& run) {
    Execution execution = sample::ran(stage, 0, run);
    StageRecord& record = *execution.record;
    std::string tag = stage;
    record.inputs.dependencies.clear();
    record.inputs.environment_files.clear();
    record.inputs.outputs.clear();
    record.outputs.clear();
    for (const std::string& text : reads) {
        record.inputs.dependencies.push_back(artifact(text));
        tag += "|" + text;
    }
    for (const std::string& text : makes) {
        record.outputs.push_back(artifact(text));
        record.inputs.outputs.push_back({artifact(text).path, OutputRole::out, true, false});
    }
    record.key = execution.key = sha256(tag);
    return execution;
}

Execution skipped(Execution execution) {
    execution.status = ExecutionStatus::skipped;
    execution.attempts = 0;
    return execution;
}

std::string name_of(const LineageGraph& graph, std::size_t place) {
    return graph.artifacts[place].path;
}

// "a -> stage", "stage -> b" and "c => d" for links, sorted.
std::vector<std::string> shape(const LineageGraph& graph) {
    std::vector<std::string> lines;
    for (const auto& edge : graph.edges) {
        const std::string& stage = graph.results[edge.result].stage;
        const std::string path = name_of(graph, edge.artifact);
        lines.push_back(edge.made ? stage + " -> " + path : path + " -> " + stage);
    }
    for (const auto& link : graph.links)
        lines.push_back(name_of(graph, link.from) + " => " + name_of(graph, link.to));
    std::sort(lines.begin(), lines.end());
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a model leads back to raw data and code, and raw data forward to every model") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    const Execution prepare = result("prepare", {"raw.csv=1", "p.py=p"}, {"train.csv=t"}, run(1));
    sample::store(lineage, 1, {prepare, result("train", {"train.csv=t", "t.py=t1"}, {"model=m1"}, run(1))});
    sample::store(lineage, 2,
                  {skipped(prepare), result("train", {"train.csv=t", "t.py=t2"}, {"model=m2"}, run(2))});
    sample::store(lineage, 3,
                  {result("prepare", {"raw.csv=2", "p.py=p"}, {"train.csv=u"}, run(3)),
                   result("train", {"train.csv=u", "t.py=t2"}, {"model=m3"}, run(3))});
    for (int i = 4; i < 20; ++i) sample::store(lineage, i, {skipped(prepare)});

    CHECK(lineage.artifacts_at("model").size() == 3);
    CHECK(lineage.artifacts_at("model").front() == artifact("model=m3"));
    CHECK(lineage.artifacts_at("nothing").empty());

    const LineageGraph up = lineage.ancestry({artifact("model=m2")}, Direction::up);
    CHECK(shape(up) == Lines{"p.py -> prepare", "prepare -> train.csv", "raw.csv -> prepare", "t.py -> train",
                             "train -> model", "train.csv -> train"});
    REQUIRE(up.results.size() == 2);
    CHECK(up.results[0].run == run(2));
    CHECK(up.results[1].run == run(1));
    CHECK(up.results[1].started_ns == sample::run(1).started_ns);
    CHECK(up.results[0].parameters.at(0) ==
          std::pair<std::string, std::string>{"params.yaml:train.depth", "0"});
    CHECK(up.artifacts[0].asked);
    CHECK(up.artifacts[0].reference == artifact("model=m2").reference);

    const LineageGraph down = lineage.ancestry({artifact("raw.csv=1")}, Direction::down);
    CHECK(shape(down) == Lines{"prepare -> train.csv", "raw.csv -> prepare", "train -> model",
                               "train -> model", "train.csv -> train", "train.csv -> train"});
    CHECK(down.results.size() == 3);  // not one for each run that skipped `prepare`

    const LineageGraph near = lineage.ancestry({artifact("raw.csv=1")}, Direction::down, 1);
    CHECK(shape(near) == Lines{"prepare -> train.csv", "raw.csv -> prepare"});
    CHECK(near.cut);
    CHECK_FALSE(down.cut);

    const LineageGraph both = lineage.ancestry({artifact("train.csv=t")}, Direction::both);
    CHECK(both.results.size() == 3);
}

TEST_CASE("a file inside an output leads to the directory, and back") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    const Execution split = result("split", {"raw.csv=1"}, {"data/=d1"}, run(1));
    sample::store(lineage, 1, {split, result("train", {"data/train.csv=t1"}, {"model=m1"}, run(1))});
    // The next one skips `split`, and reads another file of the same directory.
    sample::store(lineage, 2, {skipped(split), result("test", {"data/test.csv=t2"}, {"score=s"}, run(2))});
    // Another content of the directory has nothing to do with any of these.
    sample::store(lineage, 3,
                  {result("split", {"raw.csv=2"}, {"data/=d2"}, run(3)),
                   result("train", {"data/train.csv=t3"}, {"model=m3"}, run(3))});

    CHECK(shape(lineage.ancestry({artifact("score=s")}, Direction::up)) ==
          Lines{"data => data/test.csv", "data/test.csv -> test", "raw.csv -> split", "split -> data",
                "test -> score"});
    CHECK(shape(lineage.ancestry({artifact("raw.csv=1")}, Direction::down)) ==
          Lines{"data => data/test.csv", "data => data/train.csv", "data/test.csv -> test",
                "data/train.csv -> train", "raw.csv -> split", "split -> data", "test -> score",
                "train -> model"});
    CHECK(lineage.ancestry({artifact("model=m3")}, Direction::up).results.size() == 2);
    CHECK(shape(lineage.ancestry({artifact("data/train.csv=t3")}, Direction::up)) ==
          Lines{"data => data/train.csv", "raw.csv -> split", "split -> data"});
}

TEST_CASE("a directory that contains outputs leads to them, and back") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const std::string run = sample::run_id(1);
    sample::store(
        lineage, 1,
        {result("a", {"x=1"}, {"models/a=a"}, run), result("b", {"y=1"}, {"models/b=b"}, run),
         result("c", {"z=1"}, {"modelsets=c"}, run), result("report", {"models/=all"}, {"page=p"}, run)});
    CHECK(shape(lineage.ancestry({artifact("page=p")}, Direction::up)) ==
          Lines{"a -> models/a", "b -> models/b", "models -> report", "models/a => models",
                "models/b => models", "report -> page", "x -> a", "y -> b"});
    CHECK(shape(lineage.ancestry({artifact("x=1")}, Direction::down)) ==
          Lines{"a -> models/a", "models -> report", "models/a => models", "report -> page", "x -> a"});
}

TEST_CASE("the same content elsewhere is a copy, unless it is empty or made there too") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    sample::store(lineage, 1, {result("train", {"raw=1"}, {"model=m", "done="}, run(1))});
    sample::store(lineage, 2, {result("serve", {"deployed=m", "empty="}, {"answer=x"}, run(2))});
    sample::store(
        lineage, 3,
        {result("one", {"p=1"}, {"first=same"}, run(3)), result("two", {"q=1"}, {"second=same"}, run(3)),
         result("three", {"second=same"}, {"third=z"}, run(3))});
    CHECK(shape(lineage.ancestry({artifact("answer=x")}, Direction::up)) ==
          Lines{"deployed -> serve", "empty -> serve", "model => deployed", "raw -> train", "serve -> answer",
                "train -> model"});
    CHECK(shape(lineage.ancestry({artifact("raw=1")}, Direction::down)) ==
          Lines{"deployed -> serve", "model => deployed", "raw -> train", "serve -> answer", "train -> done",
                "train -> model"});
    CHECK(shape(lineage.ancestry({artifact("third=z")}, Direction::up)) ==
          Lines{"q -> two", "second -> three", "three -> third", "two -> second"});
    CHECK(shape(lineage.ancestry({artifact("p=1")}, Direction::down)) == Lines{"one -> first", "p -> one"});
}

TEST_CASE("what was made again the same is one result, what came out differently another") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    for (const int number : {1, 2, 3})
        sample::store(lineage, number, {result("train", {"raw=1"}, {"model=m"}, run(number))});
    sample::store(lineage, 4, {result("train", {"raw=1"}, {"model=other"}, run(4))});
    const LineageGraph graph = lineage.ancestry({artifact("raw=1")}, Direction::down);
    REQUIRE(graph.results.size() == 2);
    CHECK(graph.results[0].run == run(4));
    CHECK(graph.results[1].run == run(3));
    CHECK(graph.results[1].repeated == 2);
}

TEST_CASE("what was made is named by the run that made it, not by one that repeated it") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    sample::store(lineage, 1, {result("train", {"raw=1"}, {"model=m"}, run(1))});
    RunRecord again = sample::run(2);
    again.reproduction = Reproduction{run(1), std::string(40, 'c'), "identical"};
    again.executions = {result("train", {"raw=1"}, {"model=m"}, run(2))};
    sample::store(lineage, again);
    const LineageGraph graph = lineage.ancestry({artifact("model=m")}, Direction::up);
    REQUIRE(graph.results.size() == 1);
    CHECK(graph.results[0].run == run(1));
    CHECK(graph.results[0].repeated == 1);
}

TEST_CASE("failures made nothing, and pruned runs leave what others show") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const auto run = [](int number) { return sample::run_id(number); };
    const Execution prepare = result("prepare", {"raw=1"}, {"data=d"}, run(1));
    sample::store(lineage, 1, {prepare});
    RunRecord broken = sample::run(2);
    broken.status = RunStatus::failed;
    broken.executions = {skipped(prepare), sample::failed("train", 1)};
    sample::store(lineage, broken);
    lineage.remove_runs({run(1)});
    const LineageGraph graph = lineage.ancestry({artifact("data=d")}, Direction::both);
    CHECK(shape(graph) == Lines{"prepare -> data", "raw -> prepare"});
    CHECK(graph.results.at(0).run == run(1));
    CHECK(graph.results.at(0).started_ns == 0);
    CHECK(lineage.ancestry({artifact("models/train=half")}, Direction::both).results.empty());
}

TEST_CASE("paths are those of the project, whatever the pipeline file sees") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord first = sample::run(1);
    first.pipeline_file = "sub/pipeline.yaml";
    first.executions = {result("a", {"../shared=1", "../../outside=o"}, {"out=x"}, first.id)};
    sample::store(lineage, first);
    RunRecord second = sample::run(2);
    second.pipeline_file = "other/pipeline.yaml";
    second.executions = {result("b", {"../sub/out=x"}, {"out=y"}, second.id)};
    sample::store(lineage, second);
    CHECK(shape(lineage.ancestry(lineage.artifacts_at("other/out"), Direction::up)) ==
          Lines{"../outside -> a", "a -> sub/out", "b -> other/out", "shared -> a", "sub/out -> b"});
    CHECK(lineage.artifacts_at("../outside").size() == 1);
    CHECK(lineage.artifacts_at("out").empty());
}

TEST_CASE("artifacts are found by the beginning of their digest") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    sample::store(lineage, 1, {result("a", {"x=1"}, {"out=x"}, sample::run_id(1))});
    const std::string hex = sha256("x").hex();
    CHECK(lineage.artifacts_with(hex) == std::vector{artifact("out=x")});
    CHECK(lineage.artifacts_with(hex.substr(0, 7)) == std::vector{artifact("out=x")});
    CHECK(lineage.artifacts_with("").empty());
    CHECK(lineage.artifacts_with("xyz").empty());
    CHECK(lineage.artifacts_with(hex + "0").empty());
}
