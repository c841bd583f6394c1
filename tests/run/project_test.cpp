// Where a project's things lie: finding the root, showing paths.
#include "mlpipe/run/project.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

std::string root_of(const FileSystem& files, const std::string& directory) {
    return find_project(files, directory, std::nullopt, std::nullopt).root;
}

}  // namespace

TEST_CASE("the root is the nearest .mlpipe up to the work tree's root, else that root") {
    MemoryFileSystem files;
    files.put("/w/.git/HEAD", "");
    files.put("/w/a/b/pipeline.yaml", "");
    CHECK(root_of(files, "/w/a/b") == "/w");
    files.create_directories("/w/.mlpipe");
    CHECK(root_of(files, "/w/a/b") == "/w");
    files.create_directories("/w/a/.mlpipe");
    CHECK(root_of(files, "/w/a/b") == "/w/a");
    files.create_directories("/w/a/b/.mlpipe");
    CHECK(root_of(files, "/w/a/b") == "/w/a/b");
    CHECK(find_project(files, "/w/a/b", std::nullopt, std::nullopt).in_git);
}

TEST_CASE("a linked work tree, whose .git is a file, ends the search") {
    MemoryFileSystem files;
    files.create_directories("/main/.mlpipe");
    files.put("/main/tree/.git", "gitdir: elsewhere");
    files.put("/main/tree/pipeline.yaml", "");
    CHECK(root_of(files, "/main/tree") == "/main/tree");
}

TEST_CASE("outside git the folder of the pipeline file is the root, whatever lies above it") {
    MemoryFileSystem files;
    files.create_directories("/p/.mlpipe");
    files.put("/p/q/pipeline.yaml", "");
    const Project project = find_project(files, "/p/q", std::nullopt, std::nullopt);
    CHECK(project.root == "/p/q");
    CHECK(!project.in_git);
    // A .mlpipe that is a file is none.
    files.put("/w/.git/HEAD", "");
    files.put("/w/x/.mlpipe", "");
    files.put("/w/x/pipeline.yaml", "");
    CHECK(root_of(files, "/w/x") == "/w");
}

TEST_CASE("MLPIPE_ROOT wins over everything that is found") {
    MemoryFileSystem files;
    files.put("/w/.git/HEAD", "");
    files.create_directories("/w/.mlpipe");
    files.put("/w/pipeline.yaml", "");
    files.put("/other/.mlpipe/config.yaml", "run: {jobs: 3}\n");
    const Project project = find_project(files, "/w", std::nullopt, "/other/./");
    CHECK(project.root == "/other");
    CHECK(project.config.jobs == 3u);
    CHECK(project.pipeline_file == "/w/pipeline.yaml");
    CHECK(project.lock_file() == "/other/.mlpipe/lock");
    CHECK(project.pipeline_lock_file() == "/w/pipeline.yaml.lock");
}

TEST_CASE("the root is looked for from the pipeline file, not from where one stands") {
    MemoryFileSystem files;
    files.put("/w/.git/HEAD", "");
    files.create_directories("/w/a/.mlpipe");
    files.put("/w/a/my.yaml", "");
    files.create_directories("/w/b/.mlpipe");
    const Project project = find_project(files, "/w/b", "../a/my.yaml", std::nullopt);
    CHECK(project.root == "/w/a");
    CHECK(project.pipeline_file == "/w/a/my.yaml");
    CHECK(locate_project(files, "/w/b", std::nullopt).root == "/w/b");
    CHECK(locate_project(files, "/w/b", std::nullopt).pipeline_file.empty());
}

TEST_CASE("pipeline.yaml comes before dvc.yaml, and without either there is a hint") {
    MemoryFileSystem files;
    files.create_directories("/p");
    try {
        find_project(files, "/p", std::nullopt, std::nullopt);
        FAIL("it was found");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), ContainsSubstring("'/p'"));
        CHECK_THAT(error.what(), ContainsSubstring("mlpipe init"));
    }
    files.put("/p/dvc.yaml", "");
    CHECK(find_project(files, "/p", std::nullopt, std::nullopt).pipeline_file == "/p/dvc.yaml");
    files.put("/p/pipeline.yaml", "");
    CHECK(find_project(files, "/p", std::nullopt, std::nullopt).pipeline_file == "/p/pipeline.yaml");
}

TEST_CASE("paths are relative to the pipeline file, and shown relative to the root") {
    Project project;
    project.root = "/w";
    project.pipeline_file = "/w/a/pipeline.yaml";
    CHECK(project.absolute("data/x") == "/w/a/data/x");
    CHECK(project.absolute("../x") == "/w/x");
    CHECK(project.absolute("/elsewhere/x") == "/elsewhere/x");
    CHECK(project.shown("/w/a/x") == "a/x");
    CHECK(project.shown("/w") == "/w");
    CHECK(project.shown("/wide/x") == "/wide/x");
}

TEST_CASE("the state directory is made once, with an ignore file that lets the settings through") {
    MemoryFileSystem files;
    Project project;
    project.root = "/p";
    create_state_directory(files, project);
    CHECK(files.get("/p/.mlpipe/.gitignore") == "/*\n!/.gitignore\n!/config.yaml\n");
    files.put("/p/.mlpipe/.gitignore", "mine");
    const auto calls = files.calls();
    create_state_directory(files, project);
    CHECK(files.get("/p/.mlpipe/.gitignore") == "mine");
    CHECK(files.calls() == calls);
}
