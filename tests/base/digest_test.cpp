#include "mlpipe/base/digest.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("sha256 agrees with the published vectors") {
    REQUIRE(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    REQUIRE(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    REQUIRE(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("sha256 does not depend on how the data is cut") {
    const std::string chunk(4096, 'a');
    Sha256 hasher;
    for (int i = 0; i < 244; ++i) hasher.update(chunk);
    hasher.update(std::string(1000000 - 244 * 4096, 'a'));
    REQUIRE(hasher.finish().hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");

    std::string bytes;
    for (int i = 0; i < 300; ++i) bytes += static_cast<char>(i);
    const Digest whole = sha256(bytes);
    for (std::size_t step : {1U, 3U, 63U, 64U, 65U, 299U}) {
        for (std::size_t at = 0; at < bytes.size(); at += step)
            hasher.update(std::string_view(bytes).substr(at, step));
        REQUIRE(hasher.finish() == whole);
    }
}

TEST_CASE("a hasher starts anew after finish, and survives a move") {
    Sha256 hasher;
    hasher.update("x");
    hasher.finish();
    REQUIRE(hasher.finish() == sha256(""));
    hasher.update("ab");
    Sha256 moved = std::move(hasher);
    moved.update("c");
    REQUIRE(moved.finish() == sha256("abc"));
    moved.update(std::span<const std::byte>());
    REQUIRE(moved.finish() == sha256(""));
}

TEST_CASE("a digest is 64 lower-case hex digits and nothing else") {
    const Digest digest = sha256("abc");
    REQUIRE(Digest::parse(digest.hex()) == digest);
    REQUIRE_FALSE(Digest::parse(""));
    REQUIRE_FALSE(Digest::parse(digest.hex().substr(1)));
    REQUIRE_FALSE(Digest::parse(digest.hex() + "0"));
    std::string text = digest.hex();
    text[5] = 'g';
    REQUIRE_FALSE(Digest::parse(text));
    REQUIRE_FALSE(Digest::parse("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
}

TEST_CASE("digests sort like their text and hash by their first bytes") {
    const Digest a = sha256("a"), b = sha256("b");
    REQUIRE((a < b) == (a.hex() < b.hex()));
    REQUIRE(std::hash<Digest>()(a) != std::hash<Digest>()(b));
}
