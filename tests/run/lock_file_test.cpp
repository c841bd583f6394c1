// The lock file as text: round trip, merges by git, damage.
#include "mlpipe/run/lock_file.hpp"

#include "git/git_repository.hpp"
#include "mlpipe/base/file_system.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

StageRecord record(const std::string& stage, const std::string& version, double duration_s = 1.5) {
    StageRecord made;
    made.inputs.command.parts = {"run " + stage, "and\n\"more\""};
    made.inputs.working_directory = ".";
    made.inputs.parameters = {{"params.yaml", "lr", Value(0.25)}, {"params.yaml", "n", Value(3)}};
    made.inputs.dependencies = {
        {"in/" + stage, {ReferenceType::file, sha256(stage + version), stage.size(), false}}};
    made.inputs.outputs = {{"out/" + stage}};
    made.outputs = {{"out/" + stage, {ReferenceType::directory, sha256("o" + version), 12, false}},
                    {"out/not \xff text", {ReferenceType::file, sha256("p" + version), 1, true}}};
    made.key = sha256("key of " + stage + version);
    made.run = "20261123T131502123Z-7f3a9c";
    made.duration_s = duration_s;
    return made;
}

LockFile lock_of(const std::vector<std::pair<std::string, std::string>>& stages) {
    LockFile lock;
    for (const auto& [stage, version] : stages) lock.stages[stage] = {record(stage, version)};
    return lock;
}

std::string text_of(const std::vector<std::pair<std::string, std::string>>& stages) {
    return format_lock(lock_of(stages));
}

LockFile parse(const std::string& text) {
    return parse_lock(text, "p.lock");
}

// What git makes of two changes of one lock file.
std::string merged(const std::string& base, const std::string& ours, const std::string& theirs,
                   const std::string& style = "merge") {
    const GitRepository repository;
    const auto commit = [&](const std::string& text) {
        repository.write("p.lock", text);
        repository.commit("lock");
    };
    commit(base);
    repository.git({"checkout", "-q", "-b", "other"});
    commit(theirs);
    repository.git({"checkout", "-q", "trunk"});
    commit(ours);
    try {
        repository.git({"-c", "merge.conflictStyle=" + style, "merge", "-q", "other"});
    } catch (const std::runtime_error&) {
        // A conflict: the file has both sides.
    }
    return mlpipe::read_file(posix_file_system(), repository.path("p.lock"));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("what is written is read again, and written alike") {
    const LockFile lock = lock_of({{"train@b", "1"}, {"a.b-c", "1"}, {"train", "2"}});
    const std::string text = format_lock(lock);
    const LockFile read = parse(text);
    CHECK(read.stages == lock.stages);
    CHECK(read.warnings.empty());
    CHECK(!read.conflicted);
    CHECK(format_lock(read) == text);
    CHECK(text.find("\"a.b-c\":") < text.find("\"train\":"));
    CHECK(text.find("\"train\":") < text.find("\"train@b\":"));
    CHECK(parse("").stages.empty());
    CHECK(parse(format_lock({})).warnings.empty());
}

TEST_CASE("an accepted record keeps who and why") {
    LockFile lock = lock_of({{"a", "1"}});
    lock.stages["a"].front().accepted = Acceptance{"only a comment", "anna", "2026-11-23T13:15:02.123Z"};
    CHECK(parse(format_lock(lock)).stages == lock.stages);
}

TEST_CASE("line ends of another system change nothing") {
    const std::string text = text_of({{"a", "1"}, {"b", "1"}});
    std::string other;
    for (const char c : text) other += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(parse(other).stages == parse(text).stages);
    CHECK(parse(other).warnings.empty());
}

TEST_CASE("git merges changes of different stages by itself") {
    const std::string result =
        merged(text_of({{"a", "1"}, {"b", "1"}, {"c", "1"}}), text_of({{"a", "2"}, {"b", "1"}, {"c", "1"}}),
               text_of({{"a", "1"}, {"b", "1"}, {"c", "2"}}));
    CHECK(result == text_of({{"a", "2"}, {"b", "1"}, {"c", "2"}}));
}

TEST_CASE("of a conflict both sides are read, ours first") {
    const std::string style = GENERATE("merge", "diff3");
    CAPTURE(style);
    const std::string result = merged(text_of({{"a", "1"}, {"b", "1"}}), text_of({{"a", "2"}, {"b", "1"}}),
                                      text_of({{"a", "3"}, {"b", "1"}}), style);
    const LockFile lock = parse(result);
    CHECK(lock.conflicted);
    CHECK(lock.warnings.empty());
    CHECK(lock.stages.at("a") == std::vector<StageRecord>{record("a", "2"), record("a", "3")});
    CHECK(lock.stages.at("b") == std::vector<StageRecord>{record("b", "1")});
    CHECK(parse(format_lock(lock)).stages.at("a") == std::vector<StageRecord>{record("a", "2")});
}

TEST_CASE("both sides added stages at the same place") {
    const LockFile lock = parse(
        merged(text_of({{"a", "1"}}), text_of({{"a", "1"}, {"b", "1"}}), text_of({{"a", "1"}, {"c", "1"}})));
    CHECK(lock.stages.size() == 3);
    CHECK(lock.warnings.empty());
}

TEST_CASE("a stage that one side deleted and the other changed keeps the changed side") {
    const std::string both = text_of({{"a", "1"}, {"b", "1"}, {"c", "1"}});
    const std::string deleted = text_of({{"a", "1"}, {"c", "1"}});
    const std::string changed = text_of({{"a", "1"}, {"b", "2"}, {"c", "1"}});
    for (const std::string& result : {merged(both, deleted, changed), merged(both, changed, deleted)}) {
        const LockFile lock = parse(result);
        CHECK(lock.conflicted);
        CHECK(lock.warnings.empty());
        REQUIRE(lock.stages.size() == 3);
        CHECK(lock.stages.at("b") == std::vector<StageRecord>{record("b", "2")});
    }
    CHECK(merged(both, deleted, both) == deleted);
}

TEST_CASE("a block whose lines come from two records counts as absent, and is named") {
    const std::string text = text_of({{"a", "1"}, {"b", "1"}});
    const LockFile lock = parse(replaced(text, sha256("o1").hex(), sha256("o2").hex()));
    CHECK(lock.stages.count("a") == 0);
    CHECK(lock.stages.count("b") == 1);
    REQUIRE(lock.warnings.size() == 1);
    CHECK_THAT(lock.warnings.front(),
               ContainsSubstring("p.lock:2: the block of stage 'a' was edited or badly "
                                 "merged"));
    CHECK_THAT(lock.warnings.front(), ContainsSubstring("counts as absent"));
}

TEST_CASE("damage anywhere spoils one block and never the others") {
    const std::string text = text_of({{"a", "1"}, {"b", "1"}, {"c", "1"}});
    const std::size_t begin = text.find("\"b\":"), end = text.find("\"c\":");
    for (std::size_t at = begin; at < end; at += 7) {
        for (const char wrong : {'\0', '}', '<', '\n', ' ', '\xff', '0'}) {
            std::string damaged = text;
            damaged[at] = wrong;
            const LockFile lock = parse(damaged);
            CHECK(lock.stages.count("c") == 1);
            if (lock.stages.count("b") == 1) CHECK(lock.stages.at("b").front() == record("b", "1"));
        }
        const LockFile cut = parse(text.substr(0, at));
        CHECK(cut.stages.count("a") == 1);
        CHECK(cut.stages.count("b") == 0);
    }
}

TEST_CASE("a record of a newer form, or without a check, is a warning") {
    CHECK(parse("\"a\":\n  {\"record\": {}}\n").warnings.size() == 1);
    CHECK(parse("\"a\":\n").warnings.size() == 1);
    CHECK(parse("[]:\n").warnings.size() == 1);
    CHECK(parse("stages:\n  a: 1\n").warnings.size() >= 1);
    CHECK(parse("<<<<<<< ours\n").conflicted);
}
