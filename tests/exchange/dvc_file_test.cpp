#include "mlpipe/exchange/dvc_file.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a .dvc file names what it tracks") {
    const DvcFile file = parse_dvc_file(R"(outs:
- md5: 900150983cd24fb0d6963f7d28e17f72.dir
  size: 12
  nfiles: 2
  hash: md5
  path: raw
)",
                                        "raw.dvc");
    CHECK(file.working_directory == ".");
    CHECK_FALSE(file.imported);
    REQUIRE(file.outputs.size() == 1);
    CHECK(file.outputs[0].path == "raw");
    CHECK(file.outputs[0].size == 12U);
    CHECK(file.outputs[0].hash == DvcHash::parse("900150983cd24fb0d6963f7d28e17f72.dir", false));
}

TEST_CASE("what an import brings is tracked like anything else") {
    const DvcFile file = parse_dvc_file(R"(md5: 900150983cd24fb0d6963f7d28e17f72
frozen: true
wdir: ../data
deps:
- path: data/weather.csv
  repo: {url: ../registry, rev_lock: abc}
outs:
- md5: d41d8cd98f00b204e9800998ecf8427e
  path: weather.csv
)",
                                        "imports/weather.csv.dvc");
    CHECK(file.imported);
    CHECK(file.working_directory == "../data");
    REQUIRE(file.outputs.size() == 1);
    CHECK(file.outputs[0].hash->legacy);
}

TEST_CASE("a .dvc file without outputs tracks nothing, and one that is wrong says where") {
    CHECK(parse_dvc_file("", "a.dvc").outputs.empty());
    CHECK(parse_dvc_file("outs:\nmeta: {by: anna}\n", "a.dvc").outputs.empty());
    CHECK_THROWS_WITH(parse_dvc_file("outs: x\n", "a.dvc"),
                      ContainsSubstring("a.dvc:1:7: 'outs' is the string 'x'; expected a list"));
    CHECK_THROWS_WITH(parse_dvc_file("- 1\n", "a.dvc"),
                      ContainsSubstring("a.dvc:1:1: here is a list; expected a map with 'outs'"));
    CHECK_THROWS_WITH(parse_dvc_file("outs: [{path: x, hash: md5, md5: zz}]\n", "a.dvc"),
                      ContainsSubstring("a.dvc:1:34: 'md5' is the string 'zz'"));
    CHECK_THROWS_AS(parse_dvc_file("outs: [", "a.dvc"), PipelineError);
}
