#include "mlpipe/document/edit.hpp"

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string put(const std::string& text, const std::vector<std::string>& keys, const std::string& value) {
    return put_entry(text, "config.yaml", keys, value);
}

std::string removed(const std::string& text, const std::vector<std::string>& keys) {
    return remove_entry(text, "config.yaml", keys);
}

}  // namespace

TEST_CASE("an entry is added where nothing stands yet") {
    CHECK(put("", {"remote"}, "lab") == "remote: lab\n");
    CHECK(put("# ours", {"remotes", "lab", "url"}, "/srv/x") ==
          "# ours\nremotes:\n  lab:\n    url: /srv/x\n");
    CHECK(put("run: {jobs: 2}  # two\n", {"remote"}, "lab") == "run: {jobs: 2}  # two\nremote: lab\n");
}

TEST_CASE("an entry is added beside others, with their indentation") {
    const std::string text =
        "remotes:   # where to\n    # the lab\n    lab:\n        url: /a\nrun:\n  jobs: 2\n";
    CHECK(put(text, {"remotes", "home", "url"}, "/b") ==
          "remotes:   # where to\n    # the lab\n    home:\n      url: /b\n    lab:\n        url: /a\nrun:\n "
          " jobs: 2\n");
    CHECK(put("remotes:\nrun:\n  jobs: 2\n", {"remotes", "a", "url"}, "/b") ==
          "remotes:\n  a:\n    url: /b\nrun:\n  jobs: 2\n");
}

TEST_CASE("a value that is there is replaced") {
    CHECK(put("remote: lab  # default\n", {"remote"}, "home") == "remote: home  # default\n");
    CHECK(put("remotes:\n  a:\n    url: '/x'\n", {"remotes", "a", "url"}, "ssh://h/y z") ==
          "remotes:\n  a:\n    url: \"ssh://h/y z\"\n");
}

TEST_CASE("what YAML would read as something else is quoted") {
    const auto value =
        GENERATE(as<std::string>(), "yes: no", "# x", "1", "true", "*a", "ssh://h:22/p", "a b");
    const std::string text = put("", {"remotes", "1", "url"}, value);
    INFO(text);
    CHECK(parse_yaml(text, "x").root.find("remotes")->find("1")->find("url")->to_value() == Value(value));
}

TEST_CASE("a map in braces is left to its writer, who is told what to write") {
    CHECK_THROWS_WITH(put("remotes: {a: {url: /x}}\n", {"remotes", "b", "url"}, "/y"),
                      ContainsSubstring("write it yourself") && ContainsSubstring("  b:\n    url: /y"));
    CHECK_THROWS_AS(put("{run: {jobs: 2}}\n", {"remote"}, "a"), PipelineError);
    CHECK_THROWS_AS(removed("remotes: {a: {url: /x}, b: {url: /y}}\n", {"remotes", "a"}), PipelineError);
}

TEST_CASE("an entry is removed with what is below it, and with what it leaves empty") {
    const std::string text =
        "# top\nremotes:\n  a:\n    url: /x\n\n    # inside\n    more: 1\n  b:\n    url: /y\nremote: a\n";
    CHECK(removed(text, {"remotes", "a"}) == "# top\nremotes:\n  b:\n    url: /y\nremote: a\n");
    CHECK(removed(text, {"remote"}) ==
          "# top\nremotes:\n  a:\n    url: /x\n\n    # inside\n    more: 1\n  b:\n    url: /y\n");
    CHECK(removed("remotes:\n  a:\n    url: /x\nrun:\n  jobs: 1\n", {"remotes", "a"}) == "run:\n  jobs: 1\n");
    CHECK(removed("# only\nremotes:\n  a:\n    url: /x\n", {"remotes", "a"}) == "# only\n");
    CHECK(removed("run:\n  jobs: 1\n", {"remotes", "a"}) == "run:\n  jobs: 1\n");
}
