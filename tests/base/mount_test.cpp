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

TEST_CASE("file systems that may lead to another machine are known by their numbers") {
    const std::uint32_t nfs = 0x6969, smb2 = 0xFE534D42, fuse = 0x65735546, ceph = 0x00C36400,
                        lustre = 0x0BD00BD0;
    for (const std::uint32_t number : {nfs, smb2, fuse, ceph, lustre}) CHECK(mount_of_type(number).network);
    const std::uint32_t ext4 = 0xEF53, xfs = 0x58465342, btrfs = 0x9123683E, tmpfs = 0x01021994,
                        overlay = 0x794C7630;
    for (const std::uint32_t number : {ext4, xfs, btrfs, tmpfs, overlay})
        CHECK_FALSE(mount_of_type(number).network);
    CHECK(mount_of_type(nfs).type == "nfs");
    CHECK(mount_of_type(ext4).type == "ext4");
    CHECK(mount_of_type(0x12345).type == "0x12345");
    CHECK_FALSE(mount_of_type(0x12345).network);
}
