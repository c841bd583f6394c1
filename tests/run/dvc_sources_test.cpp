// Inputs that a .dvc file tracks, with a cache made by hand: without DVC.
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/md5.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Tracked : TestProject {
    Tracked() { write(".dvc/config", ""); }
    void reads(const std::string& path) const {
        stages({"count: {cmd: c, deps: [" + path + "], outs: [lines]}"});
    }
    void track(const std::string& file, const std::string& path, const DvcHash& hash) const {
        write(file, "outs:\n- {path: " + path + ", md5: " + hash.text() + (hash.legacy ? "" : ", hash: md5") +
                        "}\n");
    }
    DvcHash cache(const std::string& content, const std::string& cache = ".dvc/cache") const {
        const DvcHash hash{md5(content), false, false};
        write(cache + "/" + dvc_object_path(hash), content);
        return hash;
    }
    DvcHash cache(const std::vector<DvcDirectoryEntry>& entries) const {
        const std::string text = *dvc_directory_text(entries);
        const DvcHash hash{md5(text), true, false};
        write(".dvc/cache/" + dvc_object_path(hash), text);
        return hash;
    }
    std::string problem() {
        try {
            run_blindly();
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
};

}  // namespace

TEST_CASE("an input that DVC tracks is checked out of its cache") {
    Tracked project;
    project.reads("data/raw.csv");
    SECTION("beside it") {
        project.track("data/raw.csv.dvc", "raw.csv", project.cache("1\n"));
    }
    SECTION("by a file of another name, above it") {
        project.track("inputs.dvc", "data/raw.csv", project.cache("1\n"));
    }
    SECTION("in a folder that is tracked") {
        project.track(
            "data.dvc", "data",
            project.cache({{"raw.csv", project.cache("1\n").md5}, {"a/b", project.cache("2\n").md5}}));
    }
    SECTION("from a cache elsewhere in the project") {
        project.write(".dvc/config", "[cache]\n    dir = /nowhere\n");
        project.write(".dvc/config.local", "[cache]\n    dir = ../shared\n");
        project.track("data/raw.csv.dvc", "raw.csv", project.cache("1\n", "shared"));
    }
    SECTION("as DVC 2 left it") {
        const DvcHash hash{md5("1\n"), false, true};
        project.write(".dvc/cache/" + dvc_object_path(hash), "1\r\n");
        project.track("data/raw.csv.dvc", "raw.csv", hash);
    }
    CHECK(outcome(project.status()) == "count run");
    CHECK_FALSE(project.exists("data/raw.csv"));
    CHECK(outcome(project.run()) == "count ran");
    CHECK_THAT(project.read("data/raw.csv"), ContainsSubstring("1"));
    CHECK_THAT(project.reporter.notices(), ContainsSubstring("checked out from DVC's cache"));
}

TEST_CASE("what DVC's cache does not have is named with the pull that brings it") {
    Tracked project;
    project.reads("data/raw.csv");
    project.track("data/raw.csv.dvc", "raw.csv", {md5("1\n"), false, false});
    CHECK_THAT(project.problem(),
               ContainsSubstring("data/raw.csv.dvc tracks it: 'dvc pull data/raw.csv.dvc' brings it"));
    // Something else lies under its name.
    project.write(".dvc/cache/" + dvc_object_path({md5("1\n"), false, false}), "2\n");
    CHECK_THAT(project.problem(), ContainsSubstring("dvc pull"));
    CHECK_FALSE(project.exists("data/raw.csv"));
    project.write("data/raw.csv.dvc", "outs: [");
    CHECK_THAT(project.problem(), ContainsSubstring("which is not there") && !ContainsSubstring("dvc pull"));
}

TEST_CASE("a .dvc file that leads out of the project is not followed") {
    Tracked project;
    const std::string outside = "../outside-of-" + project.path().substr(project.path().rfind('/') + 1);
    const auto which = GENERATE(0, 1, 2, 3);
    const std::string path =
        std::vector<std::string>{outside, project.path("raw.csv"), ".dvc/x", ".git/x"}.at(
            static_cast<std::size_t>(which));
    project.reads(path.starts_with('/') ? "raw.csv" : path);
    project.track("raw.csv.dvc", path, project.cache("1\n"));
    CHECK_THAT(project.problem(), !ContainsSubstring("dvc pull") && ContainsSubstring("which is not there"));
    CHECK_FALSE(project.exists(path.starts_with('/') ? "raw.csv" : path));
}

TEST_CASE("status reads in DVC's cache what a run would check out") {
    Tracked project;
    project.track("data.dvc", "data",
                  project.cache({{"raw.csv", project.cache("1\n").md5}, {"a/b", project.cache("2\n").md5}}));
    project.reads(GENERATE(as<std::string>(), "data", "data/raw.csv", "data/a"));
    CHECK(outcome(project.run()) == "count ran");
    project.remove("data");
    CHECK(outcome(project.run()) == "count skipped");  // which compares with status
    CHECK(project.read("data/a/b") == "2\n");
}

TEST_CASE("an input that is there is taken as it is") {
    Tracked project;
    project.reads("raw.csv");
    project.write("raw.csv", "mine");
    project.track("raw.csv.dvc", "raw.csv", project.cache("1\n"));
    CHECK(outcome(project.run()) == "count ran");
    CHECK(project.read("raw.csv") == "mine");
}
