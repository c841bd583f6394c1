// Versions, aliases and their history, in repositories of git's and in mlpipe's own.
#include "registry_support.hpp"

#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/sqlite.hpp"
#include "mlpipe/lineage/lineage.hpp"

using namespace mlpipe;

namespace {

std::vector<std::string> versions_of(const Registry& registry, const std::string& model = "flight") {
    std::vector<std::string> names;
    for (const ModelVersion& version : registry.versions(model)) names.push_back(version.version);
    return names;
}

std::vector<std::string> history_of(const Registry& registry) {
    std::vector<std::string> lines;
    for (const ModelEvent& event : registry.history("flight"))
        lines.push_back(std::string(to_string(event.kind)) + " " + event.alias + " " + event.from_version +
                        ">" + event.version);
    return lines;
}

// What holds with git and without.
void check_life(const std::string& root) {
    HeldClock clock;
    const std::int64_t start = clock.now;
    Registry registry = Registry::open(place_of(root, clock));
    CHECK(registry.models().empty());
    CHECK_FALSE(registry.find("flight", ""));
    const auto first = registry.register_version(model("one"));
    CHECK(first.created);
    CHECK(first.version.version == "v0.0.1");
    CHECK(first.version.tag == "flight@v0.0.1");
    CHECK_FALSE(first.version.commit.empty());
    clock.now += second_ns;
    NewVersion minor = model("two");
    minor.part = NewVersion::Part::minor;
    minor.why = "more trees";
    CHECK(registry.register_version(minor).version.version == "v0.1.0");
    NewVersion named = model("three");
    named.version = "v2.0.0";
    registry.register_version(named);
    CHECK(versions_of(registry) == std::vector<std::string>{"v0.0.1", "v0.1.0", "v2.0.0"});

    clock.now += second_ns;
    const auto moved = registry.assign("flight", "production", "v0.0.1", "the first");
    REQUIRE(moved);
    CHECK(moved->tag == "flight#production#1");
    CHECK_FALSE(registry.assign("flight", "production", "v0.0.1", "again"));
    clock.now += second_ns;
    const auto again = registry.assign("flight", "production",
                                       model("two").artifact.reference.digest.hex().substr(0, 8), "");
    REQUIRE(again);
    CHECK(again->tag == "flight#production#2");
    CHECK(again->from_version == "v0.0.1");
    registry.assign("flight", "candidate", "2.0.0", "");

    // Another process reads the same.
    const Registry other = Registry::open(place_of(root, clock));
    CHECK(other.models() == std::vector<std::string>{"flight"});
    CHECK(other.alias("flight", "production")->version == "v0.1.0");
    CHECK(other.alias("flight", "production")->why == "more trees");
    CHECK(other.alias("flight", "production")->artifact == minor.artifact);
    CHECK(other.aliases("flight").size() == 2);
    CHECK(other.alias("flight", "production", start + 2 * second_ns)->version == "v0.0.1");
    CHECK_FALSE(other.alias("flight", "production", start + second_ns));
    CHECK(other.find("flight", "candidate")->version == "v2.0.0");
    CHECK(other.find("flight", "")->version == "v2.0.0");
    CHECK_FALSE(other.find("flight", "v9.9.9"));
    CHECK_FALSE(other.find("flight", "nobody"));
    CHECK(history_of(other) == std::vector<std::string>{"registered  >v0.0.1", "registered  >v0.1.0",
                                                        "registered  >v2.0.0", "assigned production >v0.0.1",
                                                        "assigned production v0.0.1>v0.1.0",
                                                        "assigned candidate >v2.0.0"});
    CHECK(other.completeness().complete);
}

}  // namespace

TEST_CASE("versions are registered, aliases move, and what was live when stays known") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    const std::string before = repository.git({"rev-parse", "HEAD"});
    check_life(repository.path());
    CHECK(repository.git({"rev-parse", "HEAD"}) == before);
    CHECK(repository.git({"status", "--porcelain", "--", ":!.mlpipe"}) == "");
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}) == "");
    // GTO tells versions apart by their commits.
    const std::string commits =
        repository.git({"for-each-ref", "--format=%(*objectname)", "refs/tags/flight@*"});
    CHECK(
        std::set<std::string>{commits.substr(0, 40), commits.substr(41, 40), commits.substr(82, 40)}.size() ==
        3);
    CHECK(repository.git({"rev-parse", "flight#candidate#1^{commit}"}) ==
          repository.git({"rev-parse", "flight@v2.0.0^{commit}"}));
}

TEST_CASE("the same without git, in mlpipe's own repository") {
    TemporaryDirectory directory;
    check_life(directory.path());
    CHECK(run_git(directory.path() + "/.mlpipe/repo.git", {"tag"}).find("flight#production#2") !=
          std::string::npos);
}

TEST_CASE("the same before the first commit") {
    GitRepository repository;
    check_life(repository.path());
}

TEST_CASE("a content has one version, and a version one content") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    registry.register_version(model("one"));
    const auto again = registry.register_version(model("one"));
    CHECK_FALSE(again.created);
    CHECK(again.version.version == "v0.0.1");
    NewVersion other = model("one");
    other.version = "v3.0.0";
    CHECK_THROWS_WITH(registry.register_version(other), ContainsSubstring("as flight v0.0.1 already"));
    other = model("two");
    other.version = "v0.0.1";
    CHECK_THROWS_WITH(registry.register_version(other), ContainsSubstring("never rewritten"));
    other.version = "one";
    CHECK_THROWS_WITH(registry.register_version(other), ContainsSubstring("v1.2.0"));
    other.version = "";
    other.model = "two words";
    CHECK_THROWS_WITH(registry.register_version(other), ContainsSubstring("no name of a model"));
    CHECK(registry.register_version(model("one", "other")).created);
}

TEST_CASE("a deprecated version is not promoted, not the latest, and its content may be registered anew") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    registry.register_version(model("one"));
    registry.register_version(model("two"));
    registry.assign("flight", "production", "v0.0.2", "");
    CHECK_THROWS_WITH(registry.deprecate("flight", "v0.0.2", ""), ContainsSubstring("'production'"));
    registry.assign("flight", "production", "v0.0.1", "");
    CHECK(registry.deprecate("flight", "v0.0.2", "wrong data")->tag == "flight@v0.0.2!");
    CHECK(registry.find("flight", "v0.0.2")->deprecated);
    CHECK(registry.find("flight", "")->version == "v0.0.1");
    CHECK_THROWS_WITH(registry.assign("flight", "production", "v0.0.2", ""), ContainsSubstring("deprecated"));
    CHECK_FALSE(registry.deprecate("flight", "v0.0.2", "again"));
    CHECK(registry.register_version(model("two")).version.version == "v0.0.3");
    CHECK(registry.history("flight").back().version == "v0.0.3");
}

TEST_CASE("what is not there is said with what is") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    registry.register_version(model("one"));
    CHECK_THROWS_WITH(registry.assign("fligth", "production", "v0.0.1", ""),
                      ContainsSubstring("did you mean 'flight'"));
    CHECK_THROWS_WITH(registry.assign("flight", "production", "v0.0.9", ""), ContainsSubstring("v0.0.9"));
    CHECK_THROWS_WITH(registry.assign("flight", "v1.0.0", "v0.0.1", ""),
                      ContainsSubstring("no name of an alias"));
    CHECK_THROWS_WITH(registry.assign("flight", "a b", "v0.0.1", ""),
                      ContainsSubstring("no name of an alias"));
}

TEST_CASE("a replay changes nothing") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    RegistryPlace place = place_of(repository.path(), clock);
    Registry::open(place).register_version(model("one"));
    place.replay = true;
    Registry registry = Registry::open(place);
    CHECK_THROWS_WITH(registry.register_version(model("two")), ContainsSubstring("replays never"));
    CHECK_THROWS_AS(registry.assign("flight", "production", "v0.0.1", ""), Error);
    CHECK_THROWS_AS(registry.deprecate("flight", "v0.0.1", ""), Error);
    CHECK_THROWS_AS(registry.push("", {"flight@v0.0.1"}), Error);
    CHECK(repository.git({"tag"}) == "flight@v0.0.1");
}

TEST_CASE("what happened in a run, or to what it made, is found by the run") {
    TemporaryDirectory directory;
    HeldClock clock;
    RegistryPlace place = place_of(directory.path(), clock);
    place.run = "20261123T131502123Z-7f3a9c";
    Registry registry = Registry::open(place);
    registry.register_version(model("one"));
    registry.register_version(model("two", "other"));
    Registry by_hand = Registry::open(place_of(directory.path(), clock));
    by_hand.assign("flight", "production", "v0.0.1", "");
    std::vector<std::string> tags;
    for (const ModelEvent& event : by_hand.events_of_run(place.run)) tags.push_back(event.tag);
    CHECK(tags == std::vector<std::string>{"flight@v0.0.1", "other@v0.0.1"});
    CHECK(by_hand.events_of_run("20261123T131502123Z-000000").empty());
}

TEST_CASE("an alias is where its last move brought it, now and then") {
    TemporaryDirectory directory;
    HeldClock clock;
    Registry registry = Registry::open(place_of(directory.path(), clock));
    registry.register_version(model("one"));
    registry.register_version(model("two"));
    CHECK_FALSE(registry.last_move("flight", "production"));
    registry.assign("flight", "production", "v0.0.1", "first");
    clock.now += second_ns;
    const std::int64_t between = clock.now;
    clock.now += second_ns;
    registry.assign("flight", "production", "v0.0.2", "second");
    CHECK(registry.last_move("flight", "production")->why == "second");
    CHECK(registry.last_move("flight", "production", between)->why == "first");
    CHECK_FALSE(registry.last_move("flight", "candidate"));
}

TEST_CASE("the number of a move says what it followed, also where a clock was behind") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    registry.register_version(model("one"));
    registry.assign("flight", "production", "v0.0.1", "");
    repository.git({"tag", "-a", "-m", "Taken back, by a clock of the past", "flight#production!#2",
                    "flight@v0.0.1^{}"});
    registry = Registry::open(place_of(repository.path(), clock));
    CHECK_FALSE(registry.alias("flight", "production"));
    CHECK(registry.assign("flight", "production", "v0.0.1", "")->tag == "flight#production#3");
    CHECK(registry.history("flight").back().tag == "flight#production#3");
}

TEST_CASE("moves within one second are dated apart, and known by when they happened") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    registry.register_version(model("one"));
    registry.register_version(model("two"));
    for (int move = 0; move < 15; ++move)
        registry.assign("flight", "production", move % 2 == 0 ? "v0.0.1" : "v0.0.2", "");
    std::set<std::string> dates;
    for (int number = 1; number <= 15; ++number)
        dates.insert(repository.git({"for-each-ref", "--format=%(taggerdate:unix)",
                                     "refs/tags/flight#production#" + std::to_string(number)}));
    CHECK(dates.size() == 15);
    std::vector<std::string> order;
    for (const ModelEvent& event : Registry::open(place_of(repository.path(), clock)).history("flight"))
        if (!event.alias.empty()) order.push_back(event.tag);
    REQUIRE(order.size() == 15);
    for (std::size_t i = 0; i < order.size(); ++i)
        CHECK(order[i] == "flight#production#" + std::to_string(i + 1));
    CHECK(registry.last_move("flight", "production", clock.now + second_ns)->tag == "flight#production#11");
}

TEST_CASE("the contents of all versions, deprecated ones too, are what must be kept") {
    TemporaryDirectory directory;
    HeldClock clock;
    Registry registry = Registry::open(place_of(directory.path(), clock));
    registry.register_version(model("one"));
    registry.register_version(model("two", "other"));
    registry.deprecate("flight", "v0.0.1", "old");
    CHECK(registry.contents() ==
          std::vector<Reference>{model("one").artifact.reference, model("two").artifact.reference});
}

TEST_CASE("a clone that may lack tags says so where something is not found") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    Registry::open(place_of(repository.path(), clock)).register_version(model("one"));
    repository.git({"config", "remote.origin.url", "https://example.org/flights.git"});
    repository.git({"config", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main"});
    const Registry registry = Registry::open(place_of(repository.path(), clock));
    CHECK(registry.known("flight", "").version == "v0.0.1");
    for (const char* name : {"flight", "hotel"})
        CHECK_THROWS_WITH(registry.known(name, "v9.0.0"),
                          ContainsSubstring("takes only some branches from 'origin', and may lack it"));
}

TEST_CASE("an event says which stage of which run it was called from") {
    TemporaryDirectory directory;
    HeldClock clock;
    RegistryPlace place = place_of(directory.path(), clock);
    place.run = "20261123T131502123Z-7f3a9c";
    place.stage = "deploy";
    Registry registry = Registry::open(place);
    registry.register_version(model("one"));
    const ModelEvent event = Registry::open(place_of(directory.path(), clock)).history("flight").at(0);
    CHECK(event.run == place.run);
    CHECK(event.stage == "deploy");
}

TEST_CASE("a clock that is behind does not change the order of events") {
    TemporaryDirectory directory;
    HeldClock clock;
    Registry registry = Registry::open(place_of(directory.path(), clock));
    registry.register_version(model("one"));
    registry.register_version(model("two"));
    registry.assign("flight", "production", "v0.0.1", "");
    clock.now -= 3600 * second_ns;
    registry.assign("flight", "production", "v0.0.2", "");
    CHECK(Registry::open(place_of(directory.path(), clock)).alias("flight", "production")->version ==
          "v0.0.2");
}

TEST_CASE("tags of other tools are versions and events as far as their names go") {
    GitRepository repository;
    repository.commit("one");
    repository.git({"tag", "-a", "-m", "Registering", "flight@v1.0.0"});
    repository.commit("two");
    repository.git({"tag", "-a", "-m", "{\"format\":1,\"data\":7}", "flight@v1.1.0"});
    repository.git({"tag", "-a", "-m", "Assigning", "flight#production#1", "flight@v1.0.0^{}"});
    repository.git({"tag", "-a", "-m", "of no version", "flight#lost#2", "flight@v1.0.0^{tree}"});
    repository.git({"tag", "release@home"});
    HeldClock clock;
    Registry registry = Registry::open(place_of(repository.path(), clock));
    CHECK(registry.models() == std::vector<std::string>{"flight"});
    CHECK(versions_of(registry) == std::vector<std::string>{"v1.0.0", "v1.1.0"});
    CHECK_FALSE(registry.find("flight", "v1.0.0")->known_artifact());
    CHECK(registry.find("flight", "v1.0.0")->why == "Registering");
    CHECK(registry.find("flight", "v1.0.0")->by == "Test <test@localhost>");
    CHECK(registry.alias("flight", "production")->version == "v1.0.0");
    CHECK(registry.register_version(model("one")).version.version == "v1.1.1");
    repository.git({"tag", "-a", "-m", "Taking back", "flight#production!#2", "flight@v1.0.0^{}"});
    CHECK_FALSE(Registry::open(place_of(repository.path(), clock)).alias("flight", "production"));
}

TEST_CASE("what a tag's message claims of itself does not count against its name") {
    GitRepository repository;
    repository.commit("one");
    repository.git({"tag", "-a", "-m",
                    "x\n\n{\"alias\":\"production\",\"event\":\"assigned\",\"format\":1,\"model\":\"other\","
                    "\"run\":\"../../etc\",\"version\":\"v9.9.9\",\"when\":\"2099-01-01T00:00:00.000Z\"}",
                    "flight@v1.0.0"});
    HeldClock clock;
    const Registry registry = Registry::open(place_of(repository.path(), clock));
    const auto version = registry.find("flight", "v1.0.0");
    REQUIRE(version);
    CHECK(version->model == "flight");
    CHECK(version->version == "v1.0.0");
    CHECK(version->registered_ns < parse_time("2098-01-01T00:00:00.000Z"));
    CHECK(version->commit == repository.git({"rev-parse", "HEAD"}));
    CHECK(registry.aliases("flight").empty());
}

TEST_CASE("two clones that promote at once: the second push says what is there, and takes it over") {
    GitRepository origin;
    origin.commit("one");
    TemporaryDirectory directory;
    for (const char* name : {"ada", "ben"}) {
        run_git(directory.path(), {"clone", "-q", origin.path(), name});
        run_git(directory.path() + "/" + name, {"config", "user.name", name});
        run_git(directory.path() + "/" + name, {"config", "user.email", std::string(name) + "@example.org"});
    }
    HeldClock clock;
    Registry ada = Registry::open(place_of(directory.path() + "/ada", clock));
    std::vector<std::string> tags;
    for (const char* content : {"one", "two"})
        tags.push_back(ada.register_version(model(content)).version.tag);
    ada.push("", tags);
    run_git(directory.path() + "/ben", {"fetch", "-q", "--tags"});
    Registry ben = Registry::open(place_of(directory.path() + "/ben", clock));
    REQUIRE(versions_of(ben).size() == 2);

    ada.push("origin", {ada.assign("flight", "production", "v0.0.1", "")->tag});
    const std::string lost = ben.assign("flight", "production", "v0.0.2", "")->tag;
    CHECK_THROWS_WITH(ben.push("origin", {lost}),
                      ContainsSubstring("'production' was moved to v0.0.1 by ada <ada@example.org>") &&
                          ContainsSubstring("flight#production#1") && ContainsSubstring("taken back"));
    CHECK(ben.alias("flight", "production")->version == "v0.0.1");
    ben.push("origin", {ben.assign("flight", "production", "v0.0.2", "")->tag});
    CHECK(ben.alias("flight", "production")->tag == "flight@v0.0.2");
    CHECK(origin.git({"tag", "-l", "flight#*"}) == "flight#production#1\nflight#production#2");

    // A version goes where its alias goes.
    const auto third = ben.register_version(model("three"));
    ben.push("origin", {ben.assign("flight", "candidate", third.version.version, "")->tag});
    CHECK(origin.git({"tag", "-l", "flight@v0.0.3"}) == "flight@v0.0.3");
    // Both register what they take for the next version.
    const auto other = ada.register_version(model("four"));
    CHECK(other.version.version == "v0.0.3");
    CHECK_THROWS_WITH(ada.push("origin", {other.version.tag}),
                      ContainsSubstring("v0.0.3 was registered by ben"));
    CHECK(ada.find("flight", "v0.0.3")->artifact == third.version.artifact);
    CHECK(ada.alias("flight", "candidate")->version == "v0.0.3");
}

TEST_CASE("the index in lineage.db is made of the tags, whenever they change") {
    GitRepository repository;
    repository.commit("one");
    HeldClock clock;
    const RegistryPlace place = place_of(repository.path(), clock);
    Registry registry = Registry::open(place);
    registry.register_version(model("one"));
    registry.update_index();
    CHECK_FALSE(posix_file_system().stat(place.lineage_file));
    Lineage lineage(place.lineage_file, Lineage::Mode::read_write);
    registry.update_index();
    CHECK(lineage.model_tags_of(sha256("one")) == std::vector<std::string>{"flight@v0.0.1"});
    registry.assign("flight", "production", "v0.0.1", "good");
    registry.update_index();
    repository.git({"tag", "-d", "flight@v0.0.1"});
    Registry::open(place).update_index();
    CHECK(lineage.model_tags_of(sha256("one")).empty());
    repository.git({"tag", "-a", "-m", "by hand", "flight@v0.5.0"});
    Registry::open(place).update_index();
    Database database(place.lineage_file, Database::Mode::read_only);
    Statement select = database.prepare("SELECT model, version, digest IS NULL FROM model_versions");
    REQUIRE(select.step());
    CHECK(select.text(0) == "flight");
    CHECK(select.text(1) == "v0.5.0");
    CHECK(select.integer(2) == 1);
    CHECK_FALSE(select.step());
}
