// The settings of a project and what is wrong in them.
#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/run/project.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

Config load(const std::string& shared, const std::string& local = "") {
    MemoryFileSystem files;
    Project project;
    project.root = "/p";
    files.put("/p/.mlpipe/config.yaml", shared);
    if (!local.empty()) files.put("/p/.mlpipe/config.local.yaml", local);
    return load_config(files, project);
}

// "line:column message" of everything that is wrong.
std::vector<std::string> problems(const std::string& text) {
    std::vector<std::string> found;
    try {
        load(text);
    } catch (const PipelineError& error) {
        for (const Diagnostic& problem : error.diagnostics()) {
            CHECK(problem.file == ".mlpipe/config.yaml");
            found.push_back(std::to_string(problem.position.line) + ":" +
                            std::to_string(problem.position.column) + " " + problem.message);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("without settings everything is as documented") {
    MemoryFileSystem files;
    Project project;
    project.root = "/p";
    for (const bool with_file : {false, true}) {
        if (with_file) files.put("/p/.mlpipe/config.yaml", "# nothing yet\n");
        const Config config = load_config(files, project);
        CHECK(!config.store_path);
        CHECK(config.materialise == Materialise::copy);
        CHECK(config.ignore_outputs);
        CHECK(!config.keep_dvc_lock);
        CHECK(config.snapshot_limit == 10ull << 20);
        CHECK(config.snapshot_exclude.empty());
        CHECK(config.inputs_store == Config::InputsStore::automatic);
        CHECK(config.inputs_limit == 100ull << 20);
        CHECK(config.grace_s == 5);
        CHECK(!config.jobs);
        CHECK(!config.memory);
    }
}

TEST_CASE("every setting is read") {
    const Config config = load(
        "store: {path: ../shared, materialise: hardlink}\n"
        "git: {ignore_outputs: false}\n"
        "dvc: {keep_lock: true}\n"
        "snapshot: {limit: 2MiB, exclude: ['*.tmp', scratch/]}\n"
        "resources: {cpu: 8, memory: 24GiB, gpu: 0, licence: 2}\n"
        "inputs: {store: 3kB}\n"
        "run: {jobs: 4, grace: 250ms}\n");
    CHECK(config.store_path == "/shared");
    CHECK(config.materialise == Materialise::hardlink);
    CHECK(!config.ignore_outputs);
    CHECK(config.keep_dvc_lock);
    CHECK(config.snapshot_limit == 2ull << 20);
    CHECK(config.snapshot_exclude == std::vector<std::string>{"*.tmp", "scratch/"});
    CHECK(config.resources == std::map<std::string, unsigned>{{"cpu", 8}, {"gpu", 0}, {"licence", 2}});
    CHECK(config.memory == 24ull << 30);
    CHECK(config.inputs_store == Config::InputsStore::below);
    CHECK(config.inputs_limit == 3000);
    CHECK(config.jobs == 4u);
    CHECK(config.grace_s == 0.25);
    Project project;
    project.root = "/p";
    project.config = config;
    CHECK(project.store_directory() == "/shared");
    CHECK(project.store_lock_file() == "/shared/store.lock");
}

TEST_CASE("the machine's own settings win key by key") {
    const Config config = load("run: {jobs: 4, grace: 9s}\nresources: {licence: 2, gpu: 1}\n",
                               "run: {jobs: 2}\nresources: {licence: 5}\n");
    CHECK(config.jobs == 2u);
    CHECK(config.grace_s == 9);
    CHECK(config.resources == std::map<std::string, unsigned>{{"gpu", 1}, {"licence", 5}});
}

TEST_CASE("all that is wrong is said at once, each at its place") {
    const auto found = problems(
        "store: {materialise: reflink}\n"
        "git: {ignore_outputs: yes}\n"
        "runn: {}\n"
        "resources: {cpu: -1, gpu: 1.5, memory: lots}\n"
        "inputs: {store: perhaps}\n"
        "run: {jobs: 0, grace: soon, job: 3}\n");
    REQUIRE(found.size() == 10);
    const auto contains = [&](const std::string& where, const std::string& what) {
        for (const std::string& problem : found)
            if (problem.starts_with(where + " ") && problem.find(what) != std::string::npos) return true;
        return false;
    };
    CHECK(contains("1:22", "'materialise' must be copy, hardlink or symlink"));
    CHECK(contains("2:23", "'ignore_outputs' must be true or false"));
    CHECK(contains("3:1", "unknown key 'runn'"));
    CHECK(contains("3:1", "'run'"));
    CHECK(contains("4:18", "'cpu' must be a whole number from 0 up"));
    CHECK(contains("4:27", "'gpu'"));
    CHECK(contains("4:40", "'memory' must be a size"));
    CHECK(contains("5:17", "'store' must be auto, always, never or a size"));
    CHECK(contains("6:13", "'jobs' must be a whole number from 1 up"));
    CHECK(contains("6:23", "'grace' must be a duration"));
    CHECK(contains("6:29", "unknown key 'job' in 'run'"));
}

TEST_CASE("sections and the file itself must be maps") {
    CHECK(problems("- a\n").size() == 1);
    REQUIRE(problems("store: ../shared\n").size() == 1);
    CHECK_THAT(problems("store: ../shared\n").front(), ContainsSubstring("1:8 'store' must be a map"));
    CHECK(problems("store: {path: }\n").size() == 1);
    CHECK(problems("store: {path: [a]}\n").size() == 1);
    CHECK(problems("resources: {memory: [1]}\nrun: {grace: {a: 1}}\ninputs: {store: [x]}\n").size() == 3);
}

TEST_CASE("text that is no YAML names the file and the place") {
    try {
        load("store: {path\n");
        FAIL("it was read");
    } catch (const PipelineError& error) {
        CHECK_THAT(error.what(), ContainsSubstring(".mlpipe/config.yaml:"));
    }
}

TEST_CASE("how pipelines of a project are watched; this machine's word wins key by key") {
    const Config config = load("monitor: {every: 1h, after: 3, cooldown: 12h, on_alert: ./tell}\n",
                               "monitor: {on_alert: ./tell-me, cooldown: 0}\n");
    CHECK(config.monitor.every_s == 3600);
    CHECK(config.monitor.after == 3u);
    CHECK(config.monitor.cooldown_s == 0);
    CHECK(config.monitor.on_alert == "./tell-me");
    CHECK(problems("monitor: {every: 0, after: 0, cooldown: soon, on_alert: 3}\n").size() == 4);
}
