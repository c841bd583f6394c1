#include "mlpipe/quality/profile_table.hpp"

#include <random>

#include "data/tables.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

static TableProfile profile_text(const std::string& text, ProfileOptions options = {},
                                 TableFormat format = TableFormat::csv, int* opened = nullptr) {
    options.threads = 2;
    return profile_table(
        [&] {
            if (opened != nullptr) ++*opened;
            return std::make_unique<TableReader>(std::make_unique<TextSource>(text, 4096), format, "t.csv",
                                                 TableOptions{});
        },
        options);
}

static std::string shown(const std::vector<CategoryCount>& categories) {
    std::string text;
    for (const CategoryCount& category : categories)
        text += category.text + ":" + std::to_string(category.count) + " ";
    return text;
}

TEST_CASE("a profile says of each column its type, what is missing, and how often each value stands in it") {
    const TableProfile table = profile_text(
        "n,i,t,b,c,e\n1.5,3,1970-01-02,True,x,\n,1,1970-01-01 00:00:01,false,y,NA\n-2,2,,TRUE,x,nan\n");
    CHECK(table.rows == 3);
    REQUIRE(table.columns.size() == 6);
    CHECK(table.columns[0].name == "n");
    CHECK(table.columns[0].type == CellType::number);
    CHECK(table.columns[0].rows == 3);
    CHECK(table.columns[0].missing == 1);
    CHECK(table.columns[0].values == std::vector<double>{-2, 1.5});
    CHECK(table.columns[1].type == CellType::integer);
    CHECK(table.columns[1].values == std::vector<double>{1, 2, 3});
    CHECK(table.columns[2].type == CellType::time);
    CHECK(table.columns[2].values == std::vector<double>{1, 86400});
    CHECK(table.columns[3].type == CellType::boolean);
    CHECK(shown(table.columns[3].categories) == "false:1 true:2 ");
    CHECK(table.columns[4].type == CellType::text);
    CHECK(shown(table.columns[4].categories) == "x:2 y:1 ");
    CHECK(table.columns[5].type == CellType::none);
    CHECK(table.columns[5].missing == 3);
}

TEST_CASE("a text after many numbers makes texts of all of them, as they stand in the file") {
    std::string text = "code,other\n";
    for (int row = 0; row < 200'000; ++row) text += row % 2 == 0 ? "007,1\n" : "7.50,2\n";
    int opened = 0;
    CHECK(profile_text(text, {}, TableFormat::csv, &opened).columns[0].type == CellType::number);
    CHECK(opened == 1);
    const TableProfile table = profile_text(text + "x,3\n", {}, TableFormat::csv, &opened);
    CHECK(opened == 3);
    CHECK(table.columns[0].type == CellType::text);
    CHECK(table.columns[0].values.empty());
    CHECK(shown(table.columns[0].categories) == "007:100000 7.50:100000 x:1 ");
    CHECK(table.columns[1].type == CellType::integer);
    CHECK(table.columns[1].values.size() == 200'001);
}

TEST_CASE("categories beyond the most that are counted are counted together") {
    ProfileOptions options;
    options.most_categories = 2;
    const TableProfile table = profile_text("c\na\nb\nc\na\nd\n", options);
    CHECK(shown(table.columns[0].categories) == "a:2 b:1 ");
    CHECK(table.columns[0].other_categories == 2);
    CHECK(table.columns[0].present() == 5);
}

TEST_CASE("columns that are not wanted are not read, and a table without rows has columns") {
    ProfileOptions options;
    options.wanted = [](const std::string& name) { return name != "b"; };
    const TableProfile table = profile_text("a,b,c\n", options);
    REQUIRE(table.columns.size() == 2);
    CHECK(table.columns[1].name == "c");
    CHECK(table.rows == 0);
}

TEST_CASE("what JSON lines leave out is missing") {
    const TableProfile table =
        profile_text("{\"a\":1}\n{\"b\":\"x\",\"a\":null}\n{\"b\":true}\n", {}, TableFormat::json_lines);
    REQUIRE(table.columns.size() == 2);
    CHECK(table.columns[0].missing == 2);
    CHECK(table.columns[1].type == CellType::text);
    CHECK(shown(table.columns[1].categories) == "true:1 x:1 ");
    CHECK(table.columns[1].missing == 1);
}

TEST_CASE("the values of a table of many blocks are those of its cells in order") {
    std::mt19937 random(9);
    std::vector<double> expected;
    std::string text = "n,m\n";
    for (int row = 0; row < 100'000; ++row) {
        const double value = static_cast<double>(static_cast<int>(random() % 200'001) - 100'000) / 100;
        expected.push_back(value);
        text += std::to_string(value) + "," + (row % 7 == 0 ? "" : "1") + "\n";
    }
    std::sort(expected.begin(), expected.end());
    const TableProfile table = profile_text(text);
    CHECK(table.columns[0].values == expected);
    CHECK(table.columns[1].missing == 14'286);
}

TEST_CASE("what cannot be read ends the profile with its error") {
    CHECK_THROWS_WITH(profile_text("a\n1\n\"x\n"), ContainsSubstring("t.csv:3"));
    Interrupt interrupt;
    interrupt.request();
    ProfileOptions options;
    options.stop = StopPoint(&interrupt, 1);
    CHECK_THROWS_AS(profile_text("a\n1\n", options), Error);
}
