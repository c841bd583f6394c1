#include "mlpipe/history/plots.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/history_project.hpp"

using namespace mlpipe;

TEST_CASE("a plot is read from each state that has it, and missed where it is not") {
    HistoryProject project;
    project.commit("before");
    const RunRecord run = project.run_and_commit();
    project.write("loss.csv", "epoch,loss\n0,1\n1,2\n");
    const Project here = project.project();
    Revisions revisions(project.files, here);
    const PlotSet set =
        read_plots(revisions, {revisions.find("trunk"), revisions.find(run.id), revisions.work_tree()}, {});
    CHECK(set.revisions == std::vector<std::string>{"trunk", run.id, "workspace"});
    REQUIRE(set.plots.size() == 1);
    const Plot& plot = set.plots[0];
    CHECK(plot.title == "Loss");
    CHECK(plot.x_label == "epoch");
    REQUIRE(plot.series.size() == 2);
    CHECK(plot.series[0].revision == run.id);
    CHECK(plot.series[0].points.size() == 1);
    CHECK(plot.series[1].points.size() == 2);
    REQUIRE(plot.notes.size() == 1);
    CHECK_THAT(plot.notes[0], ContainsSubstring("of trunk is not there"));
}

TEST_CASE("targets choose plots, or any other file; directories are taken whole") {
    HistoryProject project;
    project.run_and_commit();
    project.write("parts/a.png", "png");
    project.write("parts/b.svg", "<svg onload='alert(1)'/>");
    const Project here = project.project();
    Revisions revisions(project.files, here);
    const std::vector<Revision> now{revisions.work_tree()};
    CHECK(read_plots(revisions, now, {"loss.csv"}).plots.size() == 1);
    CHECK_THROWS_AS(read_plots(revisions, now, {"nothing.csv"}), Error);
    const PlotSet images = read_plots(revisions, now, {"parts"});
    REQUIRE(images.plots.size() == 1);
    REQUIRE(images.plots[0].images.size() == 2);
    CHECK(images.plots[0].images[1].media_type == "image/svg+xml");
    CHECK(images.plots[0].images[1].path == "parts/b.svg");
    // same and m1 are neither tables nor images.
    CHECK(images.plots[0].notes.size() == 2);
}
