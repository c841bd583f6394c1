#include "mlpipe/run/restore.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

std::vector<ArtifactAt> outputs_of(const RunRecord& run) {
    std::vector<ArtifactAt> outputs;
    for (const Execution& execution : run.executions)
        outputs.insert(outputs.end(), execution.record->outputs.begin(), execution.record->outputs.end());
    return outputs;
}

Restoration restore(TestProject& project, const std::vector<ArtifactAt>& artifacts,
                    const std::vector<RestoredFile>& code = {}) {
    World world = project.world();
    return restore_artifacts(project.project(), artifacts, code, world, project.interrupt, 0);
}

}  // namespace

TEST_CASE("recorded outputs come back, what is there stays, what nobody holds is displaced") {
    TestProject project;
    project.write("in", "1");
    project.stages({"a: {cmd: a, deps: [in], outs: [x]}", "b: {cmd: b, outs: [y]}"});
    const RunRecord first = project.run();
    const std::string old = project.read("x");
    project.write("x", "mine");
    const Restoration restored = restore(project, outputs_of(first));
    REQUIRE(restored.artifacts.size() == 2);
    CHECK(restored.artifacts[0].outcome == RestoreOutcome::restored);
    CHECK(restored.artifacts[1].outcome == RestoreOutcome::unchanged);
    CHECK(project.read("x") == old);
    REQUIRE(restored.artifacts[0].displaced);
    CHECK(*restored.artifacts[0].displaced == project.path(".mlpipe/displaced/" + restored.id + "/x"));
    CHECK(project.read(".mlpipe/displaced/" + restored.id + "/x") == "mine");

    World world = project.world();
    const auto moved = restore_displaced(project.project(), restored.id, world, project.interrupt, 0);
    CHECK(moved == std::vector<std::string>{project.path("x")});
    CHECK(project.read("x") == "mine");
    CHECK(displaced_ids(project.files, project.project()).empty());
    CHECK_THROWS_WITH(restore_displaced(project.project(), "20260101T", world, project.interrupt, 0),
                      ContainsSubstring("nothing was displaced"));
}

TEST_CASE("what the store does not hold is missing, and nothing is touched for it") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.run();
    project.write("x", "mine");
    const ArtifactAt unknown{"x", {ReferenceType::file, sha256("nobody has this"), 15, false}};
    CHECK(restore(project, {unknown}).artifacts.at(0).outcome == RestoreOutcome::missing);
    CHECK(project.read("x") == "mine");
}

TEST_CASE("a record that leads out of the project is refused") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    const Reference x = project.run().executions.at(0).record->outputs.at(0).reference;
    for (const char* path : {"../outside", ".mlpipe/lineage.db", ".git/config", "/etc/passwd", "."}) {
        CAPTURE(path);
        CHECK_THROWS_WITH(restore(project, {{path, x}}), ContainsSubstring("cannot restore"));
    }
}

TEST_CASE("a link among the code comes back as one, in place of whatever stands there") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.run();
    const std::string place = project.path("latest");
    const RestoredFile link{place, "../elsewhere", RestoredFile::Kind::link};
    const auto again = [&] { return restore(project, {}, {link}).artifacts.at(0).outcome; };
    CHECK(again() == RestoreOutcome::restored);
    CHECK(project.files.read_link(place) == "../elsewhere");
    CHECK(again() == RestoreOutcome::unchanged);
    project.files.remove_tree(place);
    project.files.create_link("another", place);
    CHECK(again() == RestoreOutcome::restored);
    project.files.remove_tree(place);
    project.write("latest", "mine");
    CHECK(again() == RestoreOutcome::restored);
    CHECK(project.files.read_link(place) == "../elsewhere");
    CHECK(restore(project, {}, {{place, "text"}}).artifacts.at(0).displaced);
    CHECK(project.read("latest") == "text");
}

TEST_CASE("code comes back with its mode") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.run();
    project.write("run.sh", "new");
    const auto restored =
        restore(project, {}, {{project.path("run.sh"), "old", RestoredFile::Kind::executable}});
    CHECK(restored.artifacts.at(0).outcome == RestoreOutcome::restored);
    CHECK(project.read("run.sh") == "old");
    CHECK(project.files.stat(project.path("run.sh"))->executable);
    CHECK(restored.artifacts.at(0).displaced);
    CHECK(restore(project, {}, {{project.path("run.sh"), "old", RestoredFile::Kind::executable}})
              .artifacts.at(0)
              .outcome == RestoreOutcome::unchanged);
}
