// A deployment and a rollback, with each change of the disk failing in turn, and with the process dying at each.
#include "deployment_support.hpp"

#include "mlpipe/base/error.hpp"

using namespace mlpipe;

namespace {

using Outcome = DeploymentReport::Outcome;

// At every moment: what `current` leads to is whole, and is one of these.
void check_live(DeploymentSite& site, const std::vector<std::string>& contents, std::uint64_t call) {
    INFO("call " << call);
    const Releases releases = site.releases();
    const auto live = releases.current();
    if (live) CHECK(releases.is_whole(*live));
    CHECK(std::find(contents.begin(), contents.end(), site.live()) != contents.end());
}

// A sanitizer looks at how memory is used, which is not other at each call; it need not see all of them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t each = 7;
#else
constexpr std::uint64_t each = 1;
#endif

enum class Failure { once, for_good };

void arm(DeploymentSite& site, Failure how, std::uint64_t call) {
    how == Failure::once ? site.files.fail_call(call) : site.files.fail_from_call(call);
}

// How many changes of the disk `what` makes.
template <typename Prepare, typename What>
std::uint64_t changes_of(Prepare prepare, What what) {
    DeploymentSite site;
    prepare(site);
    const std::uint64_t before = site.files.calls();
    what(site);
    return site.files.calls() - before;
}

void nothing(DeploymentSite&) {}

void two_releases(DeploymentSite& site) {
    site.deploy("one");
    site.deploy("two");
}

// What fails for good is dead, and then comes a power cut: what was not synced is lost.
template <typename Prepare, typename What>
void die_at_each_change(Failure how, Prepare prepare, What what, const std::vector<std::string>& allowed) {
    const std::uint64_t changes = changes_of(prepare, what);
    REQUIRE(changes > 10);
    for (std::uint64_t call = 1; call <= changes; call += each) {
        DeploymentSite site;
        prepare(site);
        arm(site, how, call);
        try {
            what(site);
        } catch (const Error&) {
        }
        if (how == Failure::for_good)
            site.files.crash();
        else
            site.files.fail_call(0);
        check_live(site, allowed, call);

        INFO("call " << call);
        const DeploymentReport next = site.deploy("next");
        CHECK(next.error == "");
        REQUIRE(next.outcome == Outcome::live);
        CHECK(site.live() == "next");
        CHECK(site.production() == next.release->version);
        for (const DirectoryEntry& entry : site.files.list("/srv/flight"))
            CHECK_FALSE(entry.name.starts_with(".mlpipe-tmp-"));
        const ReleaseState state = site.releases().state();
        if (state.good.size() < 2) continue;
        CHECK(site.roll_back().outcome == Outcome::live);
        CHECK(site.releases().current() == state.good[state.good.size() - 2].digest());
        CHECK(site.production() == state.good[state.good.size() - 2].content.version);
        check_live(site, {"one", "two", "three"}, call);
    }
}

}  // namespace

TEST_CASE("a deployment that dies at any change of the disk leaves the old release or the new one live") {
    die_at_each_change(Failure::for_good, two_releases, [](DeploymentSite& site) { site.deploy("three"); },
                       {"two", "three"});
}

TEST_CASE("a first deployment that dies at any change of the disk leaves the new release live, or none") {
    die_at_each_change(Failure::for_good, nothing, [](DeploymentSite& site) { site.deploy("one"); },
                       {"", "one"});
}

TEST_CASE("a deployment that fails at any change of the disk leaves the old release or the new one live") {
    die_at_each_change(Failure::once, two_releases, [](DeploymentSite& site) { site.deploy("three"); },
                       {"two", "three"});
}

TEST_CASE("a rollback that dies at any change of the disk leaves the old release or the new one live") {
    die_at_each_change(Failure::for_good, two_releases, [](DeploymentSite& site) { site.roll_back(); },
                       {"one", "two"});
}

TEST_CASE("a deployment that fails and is taken back may die meanwhile, too") {
    die_at_each_change(Failure::for_good, two_releases,
                       [](DeploymentSite& site) {
                           site.commands["health"] = [&] { return site.live() == "three" ? 1 : 0; };
                           site.deploy("three");
                           site.commands.clear();
                       },
                       {"two", "three"});
}

TEST_CASE("a rollback after a killed deployment undoes that one, where it was live already") {
    DeploymentSite site;
    two_releases(site);
    site.commands["activate"] = [&] {
        site.files.fail_from_call(1);
        return 0;
    };
    site.deploy("three");
    site.files.crash();
    REQUIRE(site.live() == "three");
    site.commands.clear();
    site.ran.clear();
    const DeploymentReport report = site.roll_back();
    CHECK(report.outcome == Outcome::live);
    CHECK(report.release->version == "v0.0.2");
    CHECK(site.live() == "two");
    CHECK(site.ran == std::vector<std::string>{"activate v0.0.2", "health v0.0.2"});
    CHECK(site.roll_back().release->version == "v0.0.1");
}
