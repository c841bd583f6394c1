#include "../../src/history/tar.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

std::string packed(const std::vector<std::pair<std::string, std::string>>& members) {
    MemoryFileSystem files;
    files.create_directories("/t");
    const auto writer = files.create("/t/a.tar", 0644);
    TarWriter tar(*writer);
    for (const auto& [name, content] : members) tar.add(name, content);
    tar.finish();
    writer->close();
    return files.get("/t/a.tar");
}

std::vector<std::pair<std::string, std::string>> unpacked(const std::string& bytes) {
    MemoryFileSystem files;
    files.put("/t/a.tar", bytes);
    const auto reader = files.open_read("/t/a.tar");
    TarReader tar(*reader, "a.tar");
    std::vector<std::pair<std::string, std::string>> members;
    while (const auto member = tar.next()) {
        std::string content;
        std::byte buffer[100];
        while (const std::size_t count = tar.read(buffer))
            content.append(reinterpret_cast<const char*>(buffer), count);
        members.emplace_back(member->name, content);
    }
    return members;
}

const std::string long_name = "records/ab/" + std::string(62, 'c') + "/" + std::string(64, 'd') + ".json";

}  // namespace

TEST_CASE("members come back as they were written") {
    const std::vector<std::pair<std::string, std::string>> members{{"empty", ""},
                                                                   {"runs/one.json", "{}"},
                                                                   {long_name, std::string(512, 'x')},
                                                                   {"large", std::string(5000, 'y')}};
    CHECK(unpacked(packed(members)) == members);
    CHECK(unpacked(packed({})).empty());
}

TEST_CASE("the tar program reads what was written, and what it writes is read") {
    const TemporaryDirectory directory;
    directory.write("ours.tar", packed({{"a/b", "one"}, {long_name, "two"}}));
    const std::string command = "cd '" + directory.path() + "' && tar xf ours.tar && tar cf theirs.tar " +
                                "--format=ustar a/b " + long_name;
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(directory.read("a/b") == "one");
    CHECK(directory.read(long_name) == "two");
    CHECK(unpacked(directory.read("theirs.tar")) ==
          std::vector<std::pair<std::string, std::string>>{{"a/b", "one"}, {long_name, "two"}});
}

TEST_CASE("what is cut off, changed, or no plain file is refused") {
    const std::string whole = packed({{"name", std::string(600, 'x')}});
    for (std::size_t length = 0; length + 1024 < whole.size(); length += 100)
        CHECK_THROWS_AS(unpacked(whole.substr(0, length)), Error);
    std::string changed = whole;
    changed[3] = 'E';
    CHECK_THROWS_WITH(unpacked(changed), ContainsSubstring("is damaged"));

    const TemporaryDirectory directory;
    const std::string command =
        "cd '" + directory.path() + "' && ln -s /etc/passwd link && tar cf links.tar link";
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK_THROWS_WITH(unpacked(directory.read("links.tar")), ContainsSubstring("no plain file"));
}

TEST_CASE("a member must be as long as it was said to be") {
    MemoryFileSystem files;
    files.create_directories("/t");
    const auto writer = files.create("/t/a.tar", 0644);
    TarWriter tar(*writer);
    tar.begin("a", 3);
    CHECK_THROWS_WITH(tar.end(), ContainsSubstring("shrank"));
    CHECK_THROWS_WITH(tar.write(std::as_bytes(std::span(std::string_view("four")))),
                      ContainsSubstring("grew"));
    CHECK_THROWS_WITH(tar.begin(std::string(300, 'n'), 0), ContainsSubstring("too long"));
}
