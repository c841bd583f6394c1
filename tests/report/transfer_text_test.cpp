#include "mlpipe/report/transfer_text.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a transfer says how far it is and how fast") {
    CHECK(transfer_line("pushing", {12, 40, 3 << 20, 9 << 20, 2.0}) ==
          "pushing 12 of 40 objects, 3.0 MiB of 9.0 MiB, 1.5 MiB/s");
    CHECK(transfer_line("pulling", {0, 1, 0, 100, 0.1}) == "pulling 0 of 1 object, 0 B of 100 B");
}
