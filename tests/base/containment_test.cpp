#include "mlpipe/base/containment.hpp"

#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

TEST_CASE("a write stays below its directory, links resolved") {
    FileSystem& files = posix_file_system();
    const TemporaryDirectory top;
    const std::string root = top.path() + "/project", outside = top.path() + "/project-outside";
    files.create_directories(root + "/data/inside");
    files.create_directories(root + "/.git/hooks");
    files.create_directories(outside);
    files.create_link("../project-outside", root + "/away");
    files.create_link("data", root + "/near");
    files.create_link(".git/hooks", root + "/hooks");
    files.create_link("nowhere", root + "/dangling");
    files.create_link(outside, root + "/data/last");
    const auto may = [&](const std::string& name) { return may_write_below(files, root, root + "/" + name); };
    CHECK(may("out"));
    CHECK(may("data/out"));
    CHECK(may("not/yet/there"));
    CHECK(may("near/inside/out"));
    CHECK(may("data/last"));  // the link itself would be replaced
    CHECK(!may("data/last/out"));
    CHECK(!may("away/out"));
    CHECK(!may("away/not/yet/there"));
    CHECK(!may("hooks/pre-commit"));
    CHECK(!may(".git/config"));
    CHECK(!may("data/.git/hooks/x"));
    CHECK(!may(".mlpipe/lineage.db"));
    CHECK(!may("dangling/out"));
    CHECK(!may_write_below(files, root, root));
    CHECK(!may_write_below(files, root, outside));
    CHECK(!may_write_below(files, root, "/etc/passwd"));

    // The directory itself may be reached by a link.
    files.create_link(root, top.path() + "/named");
    CHECK(may_write_below(files, top.path() + "/named", top.path() + "/named/data/out"));
    CHECK(!may_write_below(files, top.path() + "/named", top.path() + "/named/away/out"));
}
