#include <filesystem>
#include <fstream>
#include <iterator>

#include "rules.hpp"
#include "support/catch.hpp"

using namespace mlpipe::architecture;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

const std::vector<Source>& sources() {
    static const std::vector<Source> all = [] {
        std::vector<Source> found;
        const fs::path root = MLPIPE_SOURCE_DIRECTORY;
        for (const char* top : {"src", "include"}) {
            for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
                const std::string ending = entry.path().extension().string();
                if (ending != ".cpp" && ending != ".hpp") continue;
                found.push_back({entry.path().lexically_relative(root).generic_string(), read(entry.path())});
            }
        }
        return found;
    }();
    return all;
}

Reach arrows() {
    return read_arrows(read(fs::path(MLPIPE_SOURCE_DIRECTORY) / "src" / "CMakeLists.txt"));
}

template <typename Check>
std::string all_findings(const Check& check) {
    std::string text;
    for (const Source& source : sources()) text += to_string(check(source));
    return text;
}

}  // namespace

TEST_CASE("every include between rooms follows an arrow") {
    REQUIRE(sources().size() > 50);
    const Reach reach = arrows();
    CHECK(all_findings([&](const Source& source) { return check_arrows(source, reach); }) == "");
}

TEST_CASE("libraries stay in the rooms that wrap them, and out of public headers") {
    CHECK(all_findings(check_libraries) == "");
}

TEST_CASE("only cli prints, exits and reads the environment") {
    CHECK(all_findings(check_calls) == "");
}

TEST_CASE("every room has its folder of headers, or of sources, and every folder is a room") {
    const Reach reach = arrows();
    for (const Source& source : sources()) {
        const std::string room = room_of(source.path);
        INFO(source.path);
        CHECK((room.empty() || room == "cli" || reach.count(room) == 1));
    }
}

TEST_CASE("arrows are followed further, and only forwards") {
    const Reach reach = read_arrows(
        "mlpipe_room(base LIBRARIES a::b)\nmlpipe_room(model ARROWS base)\nmlpipe_room(plan ARROWS model "
        "LIBRARIES c)\n");
    CHECK(reach.at("plan") == std::set<std::string>{"base", "model", "plan"});
    CHECK(reach.at("base") == std::set<std::string>{"base"});
    CHECK_THROWS(read_arrows("mlpipe_room(base ARROWS model)\nmlpipe_room(model ARROWS base)\n"));
}

TEST_CASE("a wrong include is found") {
    const Reach reach =
        read_arrows("mlpipe_room(base)\nmlpipe_room(model ARROWS base)\nmlpipe_room(store ARROWS base)\n");
    CHECK(to_string(check_arrows(
              {"src/store/bad.cpp", "#pragma once\n#  include  \"mlpipe/model/stage.hpp\"\n"}, reach)) ==
          "src/store/bad.cpp:2: store -> model is no arrow (mlpipe/model/stage.hpp)\n");
    CHECK(check_arrows({"include/mlpipe/base/bad.hpp", "#include <mlpipe/store/store.hpp>"}, reach).size() ==
          1);
    CHECK(check_arrows({"src/store/bad.cpp", "#include \"../model/private.hpp\""}, reach).size() == 1);
    CHECK(check_arrows({"src/attic/bad.cpp", ""}, reach).size() == 1);
    CHECK(check_arrows({"src/cli/bad.cpp", "#include \"mlpipe/attic/x.hpp\""}, reach).size() == 1);
    CHECK(check_arrows({"src/store/good.cpp", "#include \"mlpipe/base/error.hpp\"\n#include \"own.hpp\""},
                       reach)
              .empty());
    CHECK(check_arrows({"src/main.cpp", "#include \"mlpipe/store/store.hpp\""}, reach).empty());
}

TEST_CASE("a library in the wrong place is found") {
    CHECK(check_libraries({"include/mlpipe/base/bad.hpp", "#include <nlohmann/json.hpp>"}).size() == 1);
    CHECK(check_libraries({"src/store/bad.cpp", "#include <git2.h>"}).size() == 1);
    CHECK(check_libraries({"src/run/bad.cpp", "#include <sqlite3.h>"}).size() == 1);
    CHECK(check_libraries({"src/base/json.cpp", "#include <nlohmann/json.hpp>"}).empty());
    CHECK(check_libraries({"src/main.cpp", "#include <CLI/CLI.hpp>"}).empty());
    CHECK(check_libraries({"src/git/x.cpp", "#include <git2/repository.h>"}).empty());
}

TEST_CASE("a forbidden call is found, a mention is not") {
    CHECK(to_string(check_calls({"src/run/bad.cpp", "int a;\nvoid f() { std::cout << 1; }\n"})) ==
          "src/run/bad.cpp:2: uses cout outside cli\n");
    CHECK(check_calls(
              {"src/run/bad.cpp", "std::exit(1); getenv(\"HOME\"); ::printf(\"x\"); fputs(\"x\", stderr);"})
              .size() == 5);
    CHECK(
        check_calls({"src/run/good.cpp", "// exit(1)\n/* printf(\"\") */ std::snprintf(b, n, \"exit(1)\");"})
            .empty());
    CHECK(check_calls(
              {"src/exec/good.cpp", "_exit(1); process.exit(); process->exit(); int exit = 1'000; f(exit);"})
              .empty());
    CHECK(check_calls(
              {"src/run/good.cpp", "auto s = R\"x(exit(1))\" )x\"; char c = '\"'; auto t = \"\\\"exit(1)\";"})
              .empty());
    CHECK(check_calls({"src/run/bad.cpp", "auto n = 1'000; exit(1);"}).size() == 1);
    CHECK(check_calls({"src/cli/good.cpp", "std::cout << 1; std::exit(2);"}).empty());
}
