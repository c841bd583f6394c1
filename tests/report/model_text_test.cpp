// Models for people: what can be read from each text, and that no name can do more than be read.
#include "mlpipe/report/model_text.hpp"

#include "mlpipe/base/clock.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

ModelVersion version(const std::string& number) {
    ModelVersion version;
    version.model = "flights";
    version.version = number;
    version.artifact = {"models/model.bin", {ReferenceType::file, sha256(number), 1536, false}};
    version.run = "20261123T131502123Z-7f3a9c";
    version.stage = "train";
    version.metrics = {{"eval.json:auc", 0.75}};
    version.by = "Ada <ada@example.org>";
    version.registered_ns = *parse_time("2026-11-23T13:15:02.123Z");
    version.tag = "flights@" + number;
    return version;
}

ModelEvent move(const std::string& from, const std::string& to) {
    ModelEvent event;
    event.kind = ModelEvent::Kind::assigned;
    event.model = "flights";
    event.alias = "production";
    event.from_version = from;
    event.version = to;
    event.by = "Ben <ben@example.org>";
    event.why = "better";
    event.when_ns = *parse_time("2026-11-24T09:00:00.000Z");
    return event;
}

}  // namespace

TEST_CASE("a version says what it is, where it came from and how to go on") {
    const ModelVersion shown = version("v0.1.0");
    const std::string text = version_text(shown, {{"production", shown}, {"candidate", version("v0.2.0")}},
                                          {move("v0.0.1", "v0.1.0")}, {"mlpipe show 2026"}, {});
    CHECK_THAT(text, ContainsSubstring("flights v0.1.0  production\n"));
    CHECK_THAT(text, ContainsSubstring("models/model.bin, 1.5 KiB\n"));
    CHECK_THAT(text, ContainsSubstring(shown.artifact.reference.digest.hex()));
    CHECK_THAT(text, ContainsSubstring("run 20261123T131502123Z-7f3a9c, stage train\n"));
    CHECK_THAT(text, ContainsSubstring("eval.json:auc  0.75\n"));
    CHECK_THAT(text, ContainsSubstring("production: v0.0.1 -> v0.1.0"));
    CHECK_THAT(text, ContainsSubstring("go on with\n  mlpipe show 2026\n"));
    CHECK(text.find("candidate") == text.npos);
}

TEST_CASE("of a tag by another tool no content is claimed") {
    ModelVersion foreign = version("v0.1.0");
    foreign.artifact = {};
    CHECK_THAT(version_text(foreign, {}, {}, {}, {}), ContainsSubstring("made by another tool"));
    CHECK(version_line(foreign) == "flights v0.1.0");
}

TEST_CASE("events in a line and in a table") {
    ModelEvent event = move("", "v0.1.0");
    CHECK(event_line(event) == "production of flights: v0.1.0");
    event.kind = ModelEvent::Kind::unassigned;
    CHECK(event_line(event) == "production of flights: taken from v0.1.0");
    event.kind = ModelEvent::Kind::deprecated;
    CHECK(event_line(event) == "flights v0.1.0 deprecated");
    event.version.clear();
    CHECK(event_line(event) == "flights deprecated");
    event = move("v0.0.1", "v0.1.0");
    event.approved_by = {"Cy <cy@example.org>"};
    event.run = "20261123T131502123Z-7f3a9c";
    event.stage = "deploy";
    CHECK_THAT(model_events_text({event}, {}),
               ContainsSubstring(
                   "better; approved by Cy <cy@example.org>; run 20261123T131502123Z-7f3a9c, stage deploy"));
    ModelEvent other = event;
    other.model = "hotels";
    CHECK_THAT(model_events_text({event, other}, {}),
               ContainsSubstring("production of hotels: v0.0.1 -> v0.1.0"));
}

TEST_CASE("models and versions a row each; of nothing no titles either") {
    const std::string models =
        models_text({{"flights", version("v0.2.0"), 3, {{"production", version("v0.1.0")}}}}, {});
    CHECK_THAT(models, ContainsSubstring("flights  v0.2.0         3  production v0.1.0\n"));
    ModelVersion old = version("v0.1.0");
    old.deprecated = true;
    const std::string versions =
        versions_text({version("v0.2.0"), old}, {{"production", version("v0.2.0")}}, {});
    CHECK(versions.find("v0.2.0   production") < versions.find("v0.1.0   deprecated"));
    CHECK(models_text({}, {}).empty());
    CHECK(model_events_text({}, {}).empty());
    CHECK(aliases_text({}, {}).empty());
}

TEST_CASE("what stands in a tag is shown without control characters") {
    ModelVersion hostile = version("v0.1.0");
    hostile.why = hostile.by = hostile.stage = hostile.artifact.path = "\x1b[2J\n\x07";
    ModelEvent event = move("", "v0.1.0");
    event.why = event.by = event.run = hostile.why;
    for (const std::string& text :
         {version_text(hostile, {}, {event}, {hostile.why}, {}), versions_text({hostile}, {}, {}),
          model_events_text({event}, {}), aliases_text({{"flights", "production", hostile, event}}, {}),
          version_line(hostile), event_line(event)}) {
        CHECK(text.find('\x1b') == text.npos);
        CHECK(text.find('\x07') == text.npos);
    }
}
