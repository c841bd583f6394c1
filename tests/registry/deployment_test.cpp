// What a deployment does, and what is left of it when a step fails.
#include "deployment_support.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"

using namespace mlpipe;

namespace {

using Outcome = DeploymentReport::Outcome;
using Lines = std::vector<std::string>;

int fails() {
    return 3;
}

}  // namespace

TEST_CASE("a deployment makes a release live, and the alias follows") {
    DeploymentSite site;
    const DeploymentReport first = site.deploy();
    REQUIRE(first.outcome == Outcome::live);
    CHECK(first.error == "");
    CHECK(first.release->version == "v0.0.1");
    CHECK_FALSE(first.previous);
    CHECK(first.event->alias == "production");
    CHECK(site.live() == "one");
    CHECK(site.production() == "v0.0.1");
    CHECK(site.ran == Lines{"smoke v0.0.1", "activate v0.0.1", "health v0.0.1"});

    const std::string release = "/srv/flight/" + sha256("one").hex();
    CHECK(site.files.read_link("/srv/flight/current") == sha256("one").hex());
    CHECK(site.files.stat(release + "/model.bin")->mode == 0444);
    CHECK(site.files.stat(release)->mode == 0555);
    CHECK(parse_release_content(parse_json(site.files.get(release + "/release.json"), "it")) ==
          *first.release);

    const DeploymentReport second = site.deploy("two");
    CHECK(second.outcome == Outcome::live);
    CHECK(second.previous->version == "v0.0.1");
    CHECK(second.event->from_version == "v0.0.1");
    CHECK(site.live() == "two");
    CHECK(site.files.get(release + "/model.bin") == "one");
    const ReleaseState state = site.releases().state();
    REQUIRE(state.good.size() == 2);
    CHECK(state.good[1].activate == "activate");
    CHECK(state.good[1].directory == "/work");
    CHECK_FALSE(state.pending);
}

TEST_CASE("the same again is tried and activated again, and is good once") {
    DeploymentSite site;
    site.deploy();
    const DeploymentReport again = site.deploy();
    CHECK(again.outcome == Outcome::live);
    CHECK_FALSE(again.event);
    CHECK(site.ran.size() == 6);
    CHECK(site.releases().state().good.size() == 1);
    CHECK(site.registry().versions("flight").size() == 1);
}

TEST_CASE("a failing smoke test leaves all as it was") {
    DeploymentSite site;
    site.deploy();
    site.commands["smoke"] = fails;
    const DeploymentReport report = site.deploy("two");
    CHECK(report.outcome == Outcome::unchanged);
    CHECK_THAT(report.error, ContainsSubstring("the smoke test ended with exit code 3"));
    CHECK_THAT(report.error, ContainsSubstring("this is smoke"));
    CHECK(site.live() == "one");
    CHECK(site.production() == "v0.0.1");
    CHECK(site.registry().versions("flight").size() == 2);
    CHECK_FALSE(site.releases().state().pending);
}

TEST_CASE(
    "a smoke test that changes the release is a failing one, and the next deployment makes the release "
    "anew") {
    DeploymentSite site;
    const std::string file = "/srv/flight/" + sha256("one").hex() + "/model.bin";
    site.commands["smoke"] = [&] {
        site.files.put(file, "worse");
        return 0;
    };
    CHECK_THAT(site.deploy().error, ContainsSubstring("has changed the release"));
    CHECK(site.live() == "");
    site.commands.clear();
    CHECK(site.deploy().outcome == Outcome::live);
    CHECK(site.files.get(file) == "one");
}

TEST_CASE("what fails after the swap is taken back, and what was live is activated again") {
    for (const std::string step : {"activate", "health"}) {
        DeploymentSite site;
        site.deploy();
        site.ran.clear();
        site.commands[step] = [&] { return site.live() == "two" ? 7 : 0; };
        const DeploymentReport report = site.deploy("two");
        CHECK(report.outcome == Outcome::reverted);
        CHECK_THAT(report.error, ContainsSubstring("v0.0.2") && ContainsSubstring("exit code 7"));
        CHECK(site.live() == "one");
        CHECK(site.production() == "v0.0.1");
        CHECK(site.ran.back() == "health v0.0.1");
        CHECK_FALSE(site.releases().state().pending);
        CHECK(site.releases().state().good.size() == 1);
    }
}

TEST_CASE("a first deployment that is not healthy leaves nothing live") {
    DeploymentSite site;
    site.commands["health"] = fails;
    const DeploymentReport report = site.deploy();
    CHECK(report.outcome == Outcome::reverted);
    CHECK_THAT(report.error, ContainsSubstring("was not healthy within 1.00 s"));
    CHECK_FALSE(site.files.link_stat("/srv/flight/current"));
    CHECK(site.production() == "");
    CHECK(site.releases().state().good.empty());
}

TEST_CASE("health is asked for until it is there") {
    DeploymentSite site;
    int tries = 0;
    site.commands["health"] = [&] { return ++tries < 3 ? 1 : 0; };
    CHECK(site.deploy().outcome == Outcome::live);
    CHECK(tries == 3);
}

TEST_CASE("what was live stays so although its own activation fails now, and that is said") {
    DeploymentSite site;
    site.deploy();
    site.commands["activate"] = fails;
    const DeploymentReport report = site.deploy("two");
    CHECK(report.outcome == Outcome::reverted);
    CHECK_THAT(report.error, ContainsSubstring("although it was good before") && ContainsSubstring("v0.0.1"));
    CHECK(site.live() == "one");
}

TEST_CASE("a request to stop before the swap changes nothing, after it goes back") {
    DeploymentSite site;
    site.deploy();
    site.commands["smoke"] = [&] {
        site.interrupt.request();
        return 0;
    };
    const DeploymentReport before = site.deploy("two");
    CHECK(before.interrupted);
    CHECK(before.outcome == Outcome::unchanged);
    CHECK(site.live() == "one");

    DeploymentSite other;
    other.deploy();
    other.commands["activate"] = [&] {
        if (other.interrupt.requests() == 0) other.interrupt.request();
        return 0;
    };
    other.ran.clear();
    const DeploymentReport after = other.deploy("two");
    CHECK(after.interrupted);
    CHECK(after.outcome == Outcome::reverted);
    CHECK(other.live() == "one");
    CHECK(other.ran == Lines{"smoke v0.0.2", "activate v0.0.2", "activate v0.0.1", "health v0.0.1"});
}

TEST_CASE("what cannot be deployed is refused before anything happens") {
    DeploymentSite site;
    site.replay = true;
    CHECK_THROWS_WITH(site.deploy(), ContainsSubstring("replays never deploy"));
    CHECK_THROWS_WITH(site.roll_back(), ContainsSubstring("replays never roll back"));
    site.replay = false;
    DeploymentRequest nothing = site.request();
    nothing.path = "/work/none.bin";
    CHECK_THROWS_WITH(deploy(nothing, site.world()),
                      ContainsSubstring("there is no file or directory '/work/none.bin'"));
    CHECK_THROWS_AS(Releases(site.files, "/srv", "flight/current"), Error);
    CHECK_THROWS_AS(Releases(site.files, "/srv", sha256("x").hex() + "/a"), Error);
    CHECK_THROWS_AS(Releases(site.files, "/srv", "../flight"), Error);
    CHECK(site.ran.empty());
}

TEST_CASE("an alias that needs approvals stays, and so does what is live") {
    DeploymentSite site;
    site.deploy();
    site.approvals["production"] = 1;
    const DeploymentReport report = site.deploy("two");
    CHECK(report.outcome == Outcome::unchanged);
    CHECK_THAT(report.error, ContainsSubstring("approv"));
    CHECK(site.live() == "one");
    CHECK(site.ran.size() == 3);
}

TEST_CASE("a rollback returns to the good release before, with the commands that it had") {
    DeploymentSite site;
    site.deploy("one");
    site.deploy("two");
    site.deploy("three");
    site.ran.clear();
    const DeploymentReport report = site.roll_back();
    CHECK(report.outcome == Outcome::live);
    CHECK(report.error == "");
    CHECK(report.release->version == "v0.0.2");
    CHECK(report.previous->version == "v0.0.3");
    CHECK(report.event->why == "it was slow");
    CHECK(site.live() == "two");
    CHECK(site.production() == "v0.0.2");
    CHECK(site.ran == Lines{"activate v0.0.2", "health v0.0.2"});
    site.roll_back();
    CHECK(site.live() == "one");
    CHECK_THROWS_WITH(site.roll_back(), ContainsSubstring("no good release of flight to go back to"));
    site.deploy("three");
    site.roll_back();
    CHECK(site.live() == "one");
}

TEST_CASE("a rollback whose activation fails goes on where it stopped") {
    DeploymentSite site;
    site.deploy("one");
    site.deploy("two");
    site.deploy("three");
    site.commands["activate"] = fails;
    const DeploymentReport report = site.roll_back();
    CHECK(report.outcome == Outcome::unfinished);
    CHECK(site.live() == "two");
    site.commands.clear();
    const DeploymentReport again = site.roll_back();
    CHECK(again.outcome == Outcome::live);
    CHECK(site.live() == "two");
    CHECK(site.production() == "v0.0.2");
}

TEST_CASE("a release that is not whole is nothing to go back to") {
    DeploymentSite site;
    site.deploy("one");
    site.deploy("two");
    site.files.put("/srv/flight/" + sha256("one").hex() + "/model.bin", "own");
    CHECK_THROWS_WITH(site.roll_back(), ContainsSubstring("is not whole any more"));
    CHECK(site.live() == "two");
}

TEST_CASE("a rollback goes back although the alias cannot follow, and says so") {
    DeploymentSite site;
    site.deploy("one");
    site.deploy("two");
    site.approvals["production"] = 1;
    const DeploymentReport report = site.roll_back();
    CHECK(report.outcome == Outcome::live);
    CHECK_THAT(report.error, ContainsSubstring("'production' still points elsewhere"));
    CHECK(site.live() == "one");
    CHECK_FALSE(site.releases().state().pending);
}
