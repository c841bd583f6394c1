#include "mlpipe/base/md5.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("md5 agrees with the vectors of RFC 1321") {
    CHECK(md5("").hex() == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(md5("abc").hex() == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890").hex() ==
          "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("md5 does not depend on how the data is cut, and starts anew after finish") {
    Md5 hasher;
    hasher.update("a");
    hasher.update("bc");
    CHECK(hasher.finish() == md5("abc"));
    CHECK(hasher.finish() == md5(""));
    hasher.update("ab");
    Md5 moved = std::move(hasher);
    moved.update("c");
    CHECK(moved.finish() == md5("abc"));
}

TEST_CASE("an MD5 is 32 lower-case hex digits and nothing else") {
    const Md5Digest digest = md5("abc");
    CHECK(Md5Digest::parse(digest.hex()) == digest);
    CHECK_FALSE(Md5Digest::parse(digest.hex() + ".dir"));
    CHECK_FALSE(Md5Digest::parse("900150983CD24FB0D6963F7D28E17F72"));
    CHECK_FALSE(Md5Digest::parse("g00150983cd24fb0d6963f7d28e17f72"));
    CHECK_FALSE(Md5Digest::parse(""));
}
