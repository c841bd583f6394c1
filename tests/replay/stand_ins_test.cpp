#include "mlpipe/replay/stand_ins.hpp"

#include "mlpipe/load/load.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

constexpr const char* stages =
    "environment: {files: [locked.txt]}\n"
    "stages:\n"
    "  fetch: {cmd: f, outs: [data/raw.csv, data/labels.csv], metrics: [fetch.json]}\n"
    "  clean: {cmd: c, deps: [data/raw.csv, images, rules.txt], outs: [clean]}\n"
    "  train: {cmd: t, deps: [clean/train.csv, data/labels.csv], outs: [model]}\n";

StandIns found(const std::vector<std::string>& files) {
    const Pipeline pipeline =
        build_pipeline(MemoryFileSystem(), parse_yaml(stages, "pipeline.yaml"), "/p/pipeline.yaml", "/p");
    return find_stand_ins(pipeline, "pipeline.yaml", "tests/data", files);
}

std::string error_of(const std::vector<std::string>& files) {
    try {
        found(files);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

using Paths = std::set<std::string>;

}  // namespace

TEST_CASE("a file stands in for a source, and a directory for the whole of one") {
    const StandIns stand_ins = found({"images/1.png", "images/2.png", "locked.txt", "rules.txt"});
    CHECK(stand_ins.paths == Paths{"images", "locked.txt", "rules.txt"});
    CHECK(stand_ins.given.empty());
}

TEST_CASE("a file in place of an output spares its stage") {
    const StandIns stand_ins = found({"data/labels.csv", "data/raw.csv", "clean/train.csv"});
    CHECK(stand_ins.paths == Paths{"clean", "data/labels.csv", "data/raw.csv"});
    CHECK(stand_ins.given == std::map<std::string, std::vector<std::string>>{
                                 {"clean", {"clean"}}, {"fetch", {"data/labels.csv", "data/raw.csv"}}});
}

TEST_CASE("what nobody reads of a stage that is not run need not be given") {
    // Neither fetch.json nor, as clean is not run either, data/raw.csv.
    CHECK(found({"data/labels.csv", "clean/train.csv"}).given.size() == 2);
}

TEST_CASE("what is read of a stage that is not run must be given") {
    CHECK(error_of({"data/raw.csv"}) ==
          "pipeline.yaml:3:40: 'tests/data/data/raw.csv' is there, so that stage 'fetch' is not run; then "
          "stage "
          "'train' needs 'tests/data/data/labels.csv' too");
}

TEST_CASE("a file that stands in for nothing is an error with the nearest path and the sources") {
    CHECK(error_of({"rule.txt", "unheard of"}) ==
          "tests/data/rule.txt: stands in for nothing: no stage reads or makes 'rule.txt' (did you mean "
          "'rules.txt'?); "
          "the sources are images, rules.txt\n"
          "tests/data/unheard of: stands in for nothing: no stage reads or makes 'unheard of'; the sources "
          "are images, "
          "rules.txt");
}
