#include "../../src/replay/project_copy.hpp"

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

class Places {
  public:
    std::string from(const std::string& name) const { return original.path() + "/" + name; }
    std::string to(const std::string& name) const { return copy.path() + "/" + name; }
    void make(const std::string& name) { made.insert(from(name)); }
    ProjectCopy taking() {
        return ProjectCopy(posix_file_system(), original.path(), copy.path(), made, StopPoint());
    }
    // What arrived, sorted; links with what they lead to.
    std::set<std::string> arrived() const {
        std::set<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(copy.path())) {
            std::string name = entry.path().lexically_relative(copy.path()).string();
            if (entry.is_symlink()) name += " -> " + fs::read_symlink(entry.path()).string();
            if (entry.is_symlink() || !entry.is_directory()) found.insert(name);
        }
        return found;
    }
    TemporaryDirectory original, copy;
    std::set<std::string> made;
};

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("a copy is another file: what is written to it leaves the original as it is") {
    Places places;
    places.original.write("data/raw.csv", "original");
    places.taking().take(places.from("data/raw.csv"));
    places.copy.write("data/raw.csv", "spoilt");
    CHECK(places.original.read("data/raw.csv") == "original");
}

TEST_CASE("what stages make stays behind, and so does what is git's and mlpipe's") {
    Places places;
    for (const char* name : {"src/a.py", "out/model", "data/raw.csv", "data/clean/x", ".git/HEAD",
                             ".mlpipe/lineage.db", "sub/.git", "__pycache__/a.pyc"})
        places.original.write(name, "x");
    places.make("out");
    places.make("data/clean");
    places.taking().take_all();
    CHECK(places.arrived() == Names{"src/a.py", "data/raw.csv"});
}

TEST_CASE("the mode of a file comes along") {
    Places places;
    fs::permissions(places.original.write("run.sh", "x"), fs::perms::owner_all);
    places.taking().take(places.from("run.sh"));
    CHECK((fs::status(places.to("run.sh")).permissions() & fs::perms::owner_exec) != fs::perms::none);
}

TEST_CASE("a link within the project leads within the copy, and one that leaves it to where it led") {
    Places places;
    const TemporaryDirectory elsewhere;
    places.original.write("lib/a.py", "x");
    fs::create_symlink("../lib/a.py", places.original.path() + "/near");
    fs::create_symlink("lib/a.py", places.from("inside"));
    fs::create_symlink(places.from("lib"), places.from("absolute"));
    fs::create_symlink(elsewhere.path(), places.from("outside"));
    places.taking().take_all();
    CHECK(places.arrived() ==
          Names{"absolute -> " + places.to("lib"), "inside -> lib/a.py", "lib/a.py",
                "near -> " + fs::path(places.original.path()).parent_path().string() + "/lib/a.py",
                "outside -> " + elsewhere.path()});
}

TEST_CASE("a link to where a stage would write stays behind: it would write into the original's") {
    Places places;
    const TemporaryDirectory elsewhere;
    elsewhere.write("raw.csv", "source");
    elsewhere.write("model", "precious");
    fs::create_symlink(elsewhere.path(), places.from("data"));
    places.make("data/model");
    ProjectCopy copy = places.taking();
    copy.take_all();
    copy.take_dependency(places.from("data/raw.csv"));
    CHECK(places.arrived() == Names{"data/raw.csv"});
}

TEST_CASE("a dependency that is a link brings along what it leads to") {
    Places places;
    places.original.write("storage/raw.csv", "x");
    fs::create_symlink("storage/raw.csv", places.from("raw.csv"));
    fs::create_symlink(".", places.from("loop"));
    ProjectCopy copy = places.taking();
    copy.take_dependency(places.from("raw.csv"));
    copy.take_dependency(places.from("loop"));
    CHECK(places.arrived() == Names{"loop -> .", "raw.csv -> storage/raw.csv", "storage/raw.csv"});
}

TEST_CASE("software environments are used where they are") {
    Places places;
    places.original.write(".venv/pyvenv.cfg", "");
    places.original.write(".venv/lib/big", "");
    places.original.write("src/a.py", "");
    ProjectCopy copy = places.taking();
    copy.take_all();
    copy.link_environments(places.original.path());
    CHECK(places.arrived() == Names{".venv -> " + places.from(".venv"), "src/a.py"});
}

TEST_CASE("a copy that lies in what is copied does not copy itself") {
    const TemporaryDirectory original;
    original.write("a", "x");
    original.write("tmp/clean/there", "x");
    const std::set<std::string> made;
    ProjectCopy(posix_file_system(), original.path(), original.path() + "/tmp/clean", made, StopPoint())
        .take_all();
    CHECK(fs::exists(original.path() + "/tmp/clean/a"));
    CHECK_FALSE(fs::exists(original.path() + "/tmp/clean/tmp/clean"));
}

TEST_CASE("an interruption ends the copying") {
    Places places;
    places.original.write("a", "x");
    Interrupt interrupt;
    interrupt.request();
    ProjectCopy copy(posix_file_system(), places.original.path(), places.copy.path(), places.made,
                     StopPoint(&interrupt, 1));
    CHECK_THROWS_AS(copy.take_all(), Error);
    CHECK(places.arrived().empty());
}
