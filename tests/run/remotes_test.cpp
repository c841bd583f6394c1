#include "mlpipe/run/remotes.hpp"

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Settings : TestProject {
    Settings() { stages({"a: {cmd: a, outs: [m]}"}); }
    void config(const std::string& text) const { write(".mlpipe/config.yaml", text); }
    std::string config() const { return read(".mlpipe/config.yaml"); }
};

}  // namespace

TEST_CASE("the settings name remotes, this machine's win, and one may be the default") {
    Settings settings;
    settings.config("remotes:\n  lab:\n    url: ../lab\n");
    CHECK(default_remote(settings.project().config) == "lab");
    CHECK(find_remote(settings.project().config, "").path ==
          settings.path().substr(0, settings.path().rfind('/')) + "/lab");
    settings.write(".mlpipe/config.local.yaml",
                   "remotes:\n  lab:\n    url: /elsewhere\n  box:\n    url: ssh://box/srv\n");
    const Config config = settings.project().config;
    CHECK(config.remotes.at("lab").path == "/elsewhere");
    CHECK(config.remotes.at("box").kind == RemoteLocation::Kind::ssh);
    CHECK_FALSE(default_remote(config));
    CHECK_THROWS_WITH(find_remote(config, ""), ContainsSubstring("none is the default"));
    CHECK_THROWS_WITH(find_remote(config, "bax"), ContainsSubstring("did you mean 'box'?"));
    CHECK(find_remote(config, "box").host == "box");
}

TEST_CASE("what is wrong with a remote is said with its place") {
    Settings settings;
    const auto [text, problem] = GENERATE(table<std::string, std::string>({
        {"remotes: [a]\n", "config.yaml:1:10: 'remotes' must be a map"},
        {"remotes:\n  a: /x\n", "config.yaml:2:6: 'remotes.a' must be a map"},
        {"remotes:\n  a:\n    ulr: /x\n", "did you mean 'url'?"},
        {"remotes:\n  a:\n    url: s3://x\n", "config.yaml:3:10"},
        {"remotes:\n  a: {url: [x]}\n", "'url' must be a directory or an ssh:// address"},
        {"remote: [a]\n", "'remote' must be the name"},
    }));
    settings.config(text);
    CHECK_THROWS_WITH(settings.project(), ContainsSubstring(problem));
}

TEST_CASE("edits of the settings keep all else, and refuse what is no name") {
    Settings settings;
    settings.config("run: {jobs: 2}  # two\n");
    const Project project = settings.project();
    const RemoteEdit edit{project, settings.files, false};
    add_remote(edit, "lab", "/srv/lab", false);
    CHECK(settings.config() == "run: {jobs: 2}  # two\nremotes:\n  lab:\n    url: /srv/lab\n");
    for (const char* name : {"", "-x", "a b", "a/b", ".."})
        CHECK_THROWS_WITH(add_remote(edit, name, "/x", false), ContainsSubstring("no name for a remote"));
    const Project now = settings.project();
    const RemoteEdit again{now, settings.files, false};
    CHECK_THROWS_WITH(add_remote(again, "lab", "/x", false), ContainsSubstring("--force"));
    add_remote(again, "lab", "/x", true);
    set_default_remote(again, "lab");
    CHECK(settings.config() == "run: {jobs: 2}  # two\nremotes:\n  lab:\n    url: /x\nremote: lab\n");
    CHECK_THROWS_WITH(set_default_remote(again, "lap"), ContainsSubstring("did you mean 'lab'?"));
    const Project last = settings.project();
    remove_remote({last, settings.files, false}, "lab");
    CHECK(settings.config() == "run: {jobs: 2}  # two\n");
}

TEST_CASE("a directory that is not there is no empty remote") {
    Settings settings;
    World world = settings.world();
    const RemoteLocation location = parse_remote_url(settings.path("remote"), "/");
    CHECK_THROWS_WITH(open_remote_to_read(world, location), ContainsSubstring("is not there"));
    CHECK(open_remote(world, location)->shown() == settings.path("remote"));
}
