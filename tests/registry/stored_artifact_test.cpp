// What stands at a path on its way to become a version.
#include "mlpipe/registry/stored_artifact.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/store.hpp"
#include "registry_support.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

struct Folder {
    TemporaryDirectory directory;
    FileSystem& files = posix_file_system();
    ArtifactPlace place{files, directory.path(), directory.path() + "/.mlpipe",
                        directory.path() + "/stat-cache.db"};

    std::string write(const std::string& name, const std::string& content) {
        const std::string path = directory.path() + "/" + name;
        write_file_atomically(files, path, content, Durability::lazy);
        return path;
    }
};

}  // namespace

TEST_CASE("a file becomes an artifact of the project, and the store has it") {
    Folder folder;
    folder.files.create_directories(folder.place.root + "/models");
    const ArtifactAt artifact = store_artifact(folder.place, folder.write("models/model.bin", "content"));
    CHECK(artifact.path == "models/model.bin");
    CHECK(artifact.reference == Reference{ReferenceType::file, sha256("content"), 7, false});
    ThreadPool pool(1);
    CHECK(Store(folder.files, folder.place.store_directory, nullptr, pool).read(sha256("content")) ==
          "content");
}

TEST_CASE("a directory is one artifact with all that lies in it") {
    Folder folder;
    folder.files.create_directories(folder.place.root + "/model");
    folder.write("model/weights", "one");
    folder.write("model/words", "two");
    const ArtifactAt artifact = store_artifact(folder.place, folder.place.root + "/model");
    CHECK(artifact.reference.type == ReferenceType::directory);
    CHECK(artifact.reference.size == 6);
    ThreadPool pool(1);
    CHECK(Store(folder.files, folder.place.store_directory, nullptr, pool).has_all(artifact.reference));
}

TEST_CASE("what lies outside of the project keeps its whole path") {
    Folder folder, other;
    const std::string path = other.write("model.bin", "content");
    CHECK(store_artifact(folder.place, path).path == path);
}

TEST_CASE("what cannot become a version") {
    Folder folder;
    folder.write("model.bin", "content");
    folder.files.create_link("model.bin", folder.place.root + "/link");
    folder.files.create_directories(folder.place.root + "/.mlpipe");
    const auto refused = [&](const std::string& name, const std::string& why) {
        CHECK_THROWS_WITH(store_artifact(folder.place, path::join(folder.place.root, name)),
                          ContainsSubstring(why));
    };
    refused("absent", "there is no file or directory 'absent'");
    refused("link", "'link' is a link; name what it leads to");
    refused(".", "holds mlpipe's own");
    refused("..", "holds mlpipe's own");
    refused(".mlpipe", "mlpipe's own");
}
