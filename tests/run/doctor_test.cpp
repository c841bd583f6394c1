#include "../src/run/doctor_checks.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("doctor warns of a file system that may be on another machine, and of no other") {
    const Checkup remote = doctor::examine_file_system("the store", mount_of_type(0x6969));
    CHECK(remote.health == Health::warning);
    CHECK(remote.found == "nfs under the store, which may be on another machine");
    CHECK_THAT(remote.advice, ContainsSubstring("without WAL"));
    const Checkup local = doctor::examine_file_system("the project", mount_of_type(0xEF53));
    CHECK(local.health == Health::good);
    CHECK(local.found == "ext4 under the project");
    CHECK(local.advice.empty());
}
