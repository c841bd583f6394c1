#include "mlpipe/base/mount.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

TEST_CASE("file systems have names, and these are of this machine") {
    const Mount processes = mount_of("/proc");
    CHECK_FALSE(processes.network);
    CHECK(processes.type == "0x9fa0");  // one that nobody keeps a project on has no name of its own here
    const TemporaryDirectory directory;
    const Mount temporary = mount_of(directory.path());
    CHECK_FALSE(temporary.type.empty());
    CHECK_FALSE(temporary.read_only);
    CHECK(temporary.free_bytes > 0);
    CHECK((temporary.files == 0 || temporary.free_files > 0));
}

TEST_CASE("a path that is not there has no file system") {
    const TemporaryDirectory directory;
    REQUIRE_THROWS_WITH(mount_of(directory.path() + "/absent"), ContainsSubstring("absent"));
}
