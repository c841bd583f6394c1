#include "mlpipe/history/environment_changes.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

SeenEnvironment seen(const std::string& interpreter, const std::string& version,
                     std::vector<std::pair<std::string, std::string>> packages) {
    SeenEnvironment environment;
    environment.machine = {"Debian 12", "6.1", "A CPU", 8, 1ull << 35, {"A GPU"}};
    environment.interpreters = {{interpreter, version, std::move(packages)}};
    return environment;
}

}  // namespace

TEST_CASE("equal environments have no changes") {
    const SeenEnvironment one = seen("/usr/bin/python3", "3.11.2", {{"numpy", "1.26"}});
    CHECK(environment_changes(one, one).empty());
    CHECK(environment_changes(one, SeenEnvironment()).empty());
}

TEST_CASE("versions, packages and hardware are named") {
    const SeenEnvironment before =
        seen("/usr/bin/python3.11", "3.11.2", {{"numpy", "1.26"}, {"pandas", "2.1"}});
    SeenEnvironment after = seen("/opt/env/bin/python3.12", "3.12.1", {{"numpy", "2.0"}, {"scipy", "1.14"}});
    after.machine.cpu = "Another CPU";
    after.machine.gpus.clear();
    CHECK(environment_changes(before, after) ==
          std::vector<Change>{{"cpu", "", "A CPU", "Another CPU"},
                              {"gpu", "", "A GPU", "none"},
                              {"interpreter", "python", "3.11.2", "3.12.1"},
                              {"package", "numpy", "1.26", "2.0"},
                              {"package", "pandas", "2.1", ""},
                              {"package", "scipy", "", "1.14"}});
}

TEST_CASE("of several interpreters those of one program are compared") {
    SeenEnvironment before = seen("/usr/bin/python3", "3.11.2", {});
    before.interpreters.push_back({"/usr/bin/R", "4.2", {}});
    SeenEnvironment after = before;
    after.interpreters[1].version = "4.3";
    std::swap(after.interpreters[0], after.interpreters[1]);
    CHECK(environment_changes(before, after) == std::vector<Change>{{"interpreter", "R", "4.2", "4.3"}});
}
