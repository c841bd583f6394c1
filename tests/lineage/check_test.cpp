#include "mlpipe/lineage/check.hpp"

#include <fstream>

#include "mlpipe/base/sqlite.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

TEST_CASE("a database that is whole, and one that is not there, have no problems") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    CHECK(check_lineage(path).empty());
    CHECK_FALSE(std::ifstream(path).good());
    { const Lineage lineage(path, Lineage::Mode::read_write); }
    CHECK(check_lineage(path).empty());
}

TEST_CASE("references that lead nowhere are counted by table") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    { const Lineage lineage(path, Lineage::Mode::read_write); }
    {
        Database database(path, Database::Mode::read_write);
        database.execute("PRAGMA foreign_keys=OFF; INSERT INTO metrics VALUES (77, 'a', 1), (78, 'a', 1)");
    }
    CHECK(check_lineage(path) == std::vector<std::string>{"table metrics: 2 references lead nowhere"});
}

TEST_CASE("a file that is no database is a finding, not an error") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    std::ofstream(path) << "These are not the pages of any database.";
    const auto problems = check_lineage(path);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems.front(), ContainsSubstring("not a database"));
}

TEST_CASE("pages that were overwritten are found") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lineage.db";
    { const Lineage lineage(path, Lineage::Mode::read_write); }
    {
        Database database(path, Database::Mode::read_write);
        database.execute("PRAGMA journal_mode=DELETE");
    }
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096 + 8);
        file << std::string(512, '\xff');
    }
    CHECK_FALSE(check_lineage(path).empty());
}
