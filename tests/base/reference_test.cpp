#include "mlpipe/base/reference.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a reference goes to JSON and back") {
    for (const ReferenceType type : {ReferenceType::file, ReferenceType::directory, ReferenceType::link}) {
        const Reference reference{type, sha256("x"), 5'000'000'000, type == ReferenceType::file};
        REQUIRE(parse_reference(parse_json(canonical_json(to_value(reference)), "t")) == reference);
    }
    REQUIRE(canonical_json(to_value({ReferenceType::directory, Digest(), 3, false})) ==
            R"({"sha256":")" + std::string(64, '0') + R"(","size":3,"type":"dir"})");
}

TEST_CASE("content is type and digest, not the bit that makes it executable") {
    const Reference a{ReferenceType::file, sha256("x"), 1, false},
        b{ReferenceType::file, sha256("x"), 1, true};
    REQUIRE(a.same_content(b));
    REQUIRE_FALSE(a == b);
    REQUIRE_FALSE(a.same_content({ReferenceType::directory, sha256("x"), 1, false}));
}

TEST_CASE("anything else is damage") {
    const Value good = to_value({ReferenceType::file, sha256("x"), 1, true});
    const auto with = [&](const char* key, Value entry) {
        Value value = good;
        value.set(key, std::move(entry));
        return value;
    };
    REQUIRE_NOTHROW(parse_reference(good));
    for (const Value& wrong :
         {Value(), Value("x"), Value(Value::Map{}), with("type", "socket"), with("type", 1),
          with("sha256", "00"), with("size", -1), with("size", 1.0), with("size", "1"),
          with("size", *Integer::parse("99999999999999999999")), with("exec", 1), with("colour", "red")}) {
        try {
            parse_reference(wrong);
            FAIL("accepted " << canonical_json(wrong));
        } catch (const Error& error) {
            REQUIRE(error.kind() == ErrorKind::damaged);
        }
    }
}
