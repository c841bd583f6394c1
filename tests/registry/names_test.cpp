// Versions and names of tags, as GTO writes and orders them.
#include "../../src/registry/semantic_version.hpp"
#include "../../src/registry/tag_name.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using registry::SemanticVersion;
using registry::TagName;

TEST_CASE("a version is read and written, and nothing else is one") {
    for (const char* text : {"v1.2.0", "v0.0.1", "v10.20.30-rc.1", "v1.0.0-alpha-1+build.5", "v1.0.0+001"})
        CHECK(SemanticVersion::parse(text)->text() == text);
    CHECK(SemanticVersion::parse("1.2.0")->text() == "v1.2.0");
    for (const char* text : {"", "v", "v1", "v1.2", "v1.2.3.4", "v01.2.3", "v1.2.x", "v1.2.3-", "v1.2.3-01",
                             "v1.2.3+", "v1.2.3-a..b", "v99999999999999999999.0.0", "v1.2.3 ", "-v1.2.3"})
        CHECK_FALSE(SemanticVersion::parse(text));
}

TEST_CASE("versions have the order of semver.org") {
    const std::vector<std::string> ascending = {
        "v0.9.9",      "v1.0.0-alpha",  "v1.0.0-alpha.1", "v1.0.0-alpha.beta",
        "v1.0.0-beta", "v1.0.0-beta.2", "v1.0.0-beta.11", "v1.0.0-rc.1",
        "v1.0.0",      "v1.0.1",        "v1.2.0",         "v1.10.0",
        "v2.0.0"};
    for (std::size_t i = 0; i < ascending.size(); ++i)
        for (std::size_t j = 0; j < ascending.size(); ++j)
            CHECK(is_lower(*SemanticVersion::parse(ascending[i]), *SemanticVersion::parse(ascending[j])) ==
                  (i < j));
}

TEST_CASE("the next version counts up one part, and those after it from nothing") {
    const SemanticVersion version = *SemanticVersion::parse("v1.2.3-rc.1");
    CHECK(version.next(NewVersion::Part::major).text() == "v2.0.0");
    CHECK(version.next(NewVersion::Part::minor).text() == "v1.3.0");
    CHECK(version.next(NewVersion::Part::patch).text() == "v1.2.4");
}

TEST_CASE("the name of a tag is read as GTO reads it, and written the same") {
    using Kind = ModelEvent::Kind;
    struct Case {
        std::string tag;
        Kind kind;
        std::string model, version, alias;
        std::uint64_t number;
    };
    for (const Case& one :
         std::vector<Case>{{"flight@v1.2.0", Kind::registered, "flight", "v1.2.0", "", 0},
                           {"flight@v1.2.0#4", Kind::registered, "flight", "v1.2.0", "", 4},
                           {"flight@v1.2.0!", Kind::deprecated, "flight", "v1.2.0", "", 0},
                           {"flight@v1.2.0!#7", Kind::deprecated, "flight", "v1.2.0", "", 7},
                           {"flight@deprecated#1", Kind::deprecated, "flight", "", "", 1},
                           {"flight#production#3", Kind::assigned, "flight", "", "production", 3},
                           {"flight#production", Kind::assigned, "flight", "", "production", 0},
                           {"flight#production!#4", Kind::unassigned, "flight", "", "production", 4},
                           {"north=flight/delay_2@v1.0.0-rc.1", Kind::registered, "north:flight/delay_2",
                            "v1.0.0-rc.1", "", 0}}) {
        INFO(one.tag);
        const auto name = TagName::parse(one.tag);
        REQUIRE(name);
        CHECK(name->kind == one.kind);
        CHECK(name->model == one.model);
        CHECK(name->version == one.version);
        CHECK(name->alias == one.alias);
        CHECK(name->number == one.number);
        CHECK(name->text() == one.tag);
    }
    for (const char* tag :
         {"v1.2.0", "flight", "flight@1.2.0", "flight@v1.2", "flight@", "flight#", "@v1.0.0",
          "-flight@v1.0.0", "flight@v1.0.0#x", "flight#production#", "flight@deprecated!", "flight@latest",
          "a//b@v1.0.0", "flight#production#99999999999999999999"})
        CHECK_FALSE(TagName::parse(tag));
}

TEST_CASE("names of models") {
    for (const char* name : {"flight", "f", "flight-delay", "north/flight_2", "folder.x/y:flight"})
        CHECK(is_model_name(name));
    for (const char* name : {"", "-x", "x-", "a b", "a.b", "a@b", "a#b", "a//b", ":x", "a:", "a:b:c"})
        CHECK_FALSE(is_model_name(name));
}
