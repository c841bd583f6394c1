#include "../src/templating/reference.hpp"

#include "support/catch.hpp"

using namespace mlpipe::templating;

namespace {

std::vector<std::string> inner(std::string_view text) {
    std::vector<std::string> found;
    for (const Reference& reference : find_references(text)) found.emplace_back(reference.inner);
    return found;
}

std::string steps(std::string_view text) {
    const auto read = read_steps(text);
    if (!read) return "none";
    std::string joined;
    for (const std::string_view step : *read) joined += "<" + std::string(step) + ">";
    return joined;
}

}  // namespace

TEST_CASE("where references stand") {
    using Found = std::vector<std::string>;
    CHECK(inner("a ${b} ${c.d}") == Found{"b", "c.d"});
    CHECK(inner("${a${b}") == Found{"a${b"});
    CHECK(inner("$${a}") == Found{"a"});
    CHECK(inner("\\${a} \\\\${b} ${c}") == Found{"c"});
    CHECK(inner("\\${a${b}") == Found{"b"});
    CHECK(inner("${a\n} ${b}") == Found{"b"});
    CHECK(inner("${a\n${b}") == Found{"b"});
    CHECK(inner("${}") == Found{""});
    CHECK(inner("$a {b} ${").empty());
    CHECK(without_escapes("\\${a} \\$b \\\\${c}") == "${a} \\$b \\${c}");
}

TEST_CASE("the way that a reference goes") {
    CHECK(steps("a") == "<a>");
    CHECK(steps(" a . b ") == "<a><b>");
    CHECK(steps("a[0].b[-1]") == "<a><0><b><-1>");
    CHECK(steps("a b[ x ] .c") == "<a b><x><c>");
    CHECK(steps("a-b/c$d") == "<a-b/c$d>");
    for (const char* bad : {"", ".a", "a.", "a..b", "[0]", "a[]", "a[0", "a]", "a[0]b", "a[0]]", "a[b[0]]"}) {
        INFO(bad);
        CHECK(steps(bad) == "none");
    }
}
