#include "mlpipe/base/file_system.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <set>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

FileSystem& files = posix_file_system();

std::map<std::string, FileType> listed(const std::string& path) {
    std::map<std::string, FileType> result;
    for (const auto& entry : files.list(path)) result[entry.name] = entry.type;
    return result;
}

}  // namespace

TEST_CASE("stat tells what stands there, and absence is a value") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("d/file", "12345");
    files.create_link("file", directory.path() + "/d/link");
    files.create_link("nowhere", directory.path() + "/d/dangling");
    const auto stat = files.stat(directory.path() + "/d/link");
    REQUIRE(stat->type == FileType::file);
    REQUIRE(stat->size == 5);
    REQUIRE_FALSE(stat->executable);
    REQUIRE(stat == files.stat(file));
    REQUIRE(files.link_stat(directory.path() + "/d/link")->type == FileType::link);
    REQUIRE_FALSE(files.stat(directory.path() + "/d/dangling"));
    REQUIRE(files.link_stat(directory.path() + "/d/dangling"));
    REQUIRE_FALSE(files.stat(directory.path() + "/absent"));
    REQUIRE_FALSE(files.stat(file + "/below-a-file"));
    files.set_mode(file, 0755);
    REQUIRE(files.stat(file)->executable);
    REQUIRE(files.stat(file)->mode == 0755);
    REQUIRE_THROWS_WITH(files.stat(directory.path() + "/" + std::string(300, 'x')),
                        ContainsSubstring("too long"));
}

TEST_CASE("the file system's clock is the one that stamps files") {
    const TemporaryDirectory directory;
    for (int i = 0; i < 20; ++i) {
        const auto before = files.now_ns();
        const std::string file = directory.write("f" + std::to_string(i), "x");
        REQUIRE(files.stat(file)->mtime_ns >= before);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

TEST_CASE("names are bytes and lists are complete") {
    const TemporaryDirectory directory;
    const std::string odd = "a\xff\n b";
    directory.write(odd, "odd");
    directory.write("sub/x", "");
    files.create_link("sub", directory.path() + "/link");
    REQUIRE(mkfifo((directory.path() + "/pipe").c_str(), 0600) == 0);
    REQUIRE(listed(directory.path()) == std::map<std::string, FileType>{{odd, FileType::file},
                                                                        {"sub", FileType::directory},
                                                                        {"link", FileType::link},
                                                                        {"pipe", FileType::other}});
    REQUIRE(read_file(files, directory.path() + "/" + odd) == "odd");
    REQUIRE(listed(directory.path() + "/link").count("x") == 1);
    REQUIRE_THROWS_WITH(files.list(directory.path() + "/absent"), ContainsSubstring("cannot list"));
    REQUIRE_THROWS_WITH(files.open_read(directory.path() + "/a\xff"), ContainsSubstring("a\\xff"));
}

TEST_CASE("files are read whole, also when they are larger than they say") {
    const TemporaryDirectory directory;
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 3000000U}) {
        const std::string content(size, 'x');
        REQUIRE(read_file(files, directory.write("f", content)) == content);
    }
    REQUIRE_THAT(read_file(files, "/proc/self/status"), ContainsSubstring("Name:"));  // says 0 bytes
    REQUIRE_FALSE(read_file_if_present(files, directory.path() + "/absent"));
    REQUIRE(read_file_if_present(files, directory.write("g", "")) == "");
    REQUIRE_THROWS_WITH(read_file(files, directory.path()), ContainsSubstring("Is a directory"));
}

TEST_CASE("create makes a new file or none") {
    const TemporaryDirectory directory;
    const std::string file = directory.path() + "/f";
    const auto writer = files.create(file, 0600);
    writer->write(std::as_bytes(std::span(std::string_view("abc"))));
    writer->sync();
    writer->close();
    writer->close();
    REQUIRE(directory.read("f") == "abc");
    REQUIRE(files.stat(file)->mode == 0600);
    REQUIRE_THROWS_WITH(files.create(file, 0600),
                        ContainsSubstring("cannot create '" + file + "': File exists"));
    REQUIRE_THROWS_AS(files.create(directory.path() + "/absent/f", 0600), Error);
}

TEST_CASE("directories are created with their parents, by several at once") {
    const TemporaryDirectory directory;
    const std::string deep = directory.path() + "/a/b/c/d/e";
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { files.create_directories(deep); });
    for (auto& thread : threads) thread.join();
    REQUIRE(files.stat(deep)->type == FileType::directory);
    REQUIRE_NOTHROW(files.create_directories(deep + "/"));
    files.create_link("a", directory.path() + "/link");
    REQUIRE_NOTHROW(files.create_directories(directory.path() + "/link"));
    directory.write("file", "");
    REQUIRE_THROWS_WITH(files.create_directories(directory.path() + "/file/x"),
                        ContainsSubstring("Not a directory"));
    REQUIRE_THROWS_WITH(files.create_directories(directory.path() + "/file"),
                        ContainsSubstring("File exists"));
}

TEST_CASE("links, hard links, clones and renames") {
    const TemporaryDirectory directory;
    const std::string base = directory.path() + "/";
    directory.write("f", "1");
    const std::string target(1000, 't');
    files.create_link(target, base + "long");
    REQUIRE(files.read_link(base + "long") == target);
    REQUIRE_THROWS_AS(files.read_link(base + "f"), Error);
    files.create_link("f", base + "link");
    REQUIRE(files.real_path(base + "link") == base + "f");
    REQUIRE_FALSE(files.real_path(base + "absent/x"));
    files.create_hard_link(base + "f", base + "twin");
    REQUIRE(files.stat(base + "twin")->inode == files.stat(base + "f")->inode);
    REQUIRE_THROWS_AS(files.create_hard_link(base + "f", base + "twin"), Error);
    if (files.clone_file(base + "f", base + "clone", 0644))
        REQUIRE(directory.read("clone") == "1");
    else
        REQUIRE_FALSE(files.link_stat(base + "clone"));
    directory.write("g", "2");
    REQUIRE(files.rename(base + "g", base + "f"));
    REQUIRE(directory.read("f") == "2");
    REQUIRE(directory.read("twin") == "1");
    REQUIRE_THROWS_WITH(files.rename(base + "g", base + "x"), ContainsSubstring(base + "x"));
}

TEST_CASE("a copy has the content and the mode, and replaces nothing") {
    const TemporaryDirectory directory;
    std::string content;
    for (int i = 0; i < 30000; ++i) content += std::string(83, static_cast<char>(i * 7 % 251));
    const std::string from = directory.write("from", content), to = directory.path() + "/to";
    copy_file(files, from, to, 0444, {});
    REQUIRE(directory.read("to") == content);
    REQUIRE(files.stat(to)->mode == 0444);
    REQUIRE_THROWS_AS(copy_file(files, from, to, 0644, {}), Error);
    REQUIRE(directory.read("to") == content);
    copy_file(files, directory.write("empty", ""), directory.path() + "/empty2", 0644, {});
    REQUIRE(directory.read("empty2").empty());
}

TEST_CASE("a copy that is interrupted leaves nothing") {
    const TemporaryDirectory directory;
    Interrupt interrupt;
    interrupt.request();
    const std::string from = directory.write("from", "x"), to = directory.path() + "/to";
    REQUIRE_THROWS_AS(copy_file(files, from, to, 0644, StopPoint(&interrupt, 1)), Error);
    REQUIRE_FALSE(files.link_stat(to));
    copy_file(files, from, to, 0644, StopPoint(&interrupt, 2));
    REQUIRE(directory.read("to") == "x");
}

TEST_CASE("removing is content with absence and never follows a link") {
    const TemporaryDirectory directory, other;
    const std::string base = directory.path() + "/", tree = base + "tree";
    const std::string kept = other.write("kept", "x");
    directory.write("tree/a/b/file", "1");
    directory.write("tree/read-only/file", "2");
    directory.write("tree/closed/file", "3");
    files.create_link(other.path(), tree + "/a/away");
    files.set_mode(tree + "/read-only", 0555);
    files.set_mode(tree + "/closed", 0);
    REQUIRE_THROWS_WITH(files.remove_file(tree), ContainsSubstring("not empty"));
    files.remove_tree(tree);
    REQUIRE_FALSE(files.link_stat(tree));
    REQUIRE(files.stat(kept));
    files.remove_tree(tree);
    files.remove_file(tree);
    files.remove_file(tree + "/below/nothing");

    files.create_link(other.path(), base + "link");
    files.remove_tree(base + "link");
    REQUIRE(files.stat(kept));
    files.create_directories(base + "empty");
    files.remove_file(base + "empty");
    REQUIRE(listed(directory.path()).empty());
}

TEST_CASE("a tree that others remove or still write to goes all the same") {
    const TemporaryDirectory directory;
    for (int i = 0; i < 300; ++i)
        directory.write("tree/d" + std::to_string(i % 20) + "/f" + std::to_string(i), "");
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { files.remove_tree(directory.path() + "/tree"); });
    for (auto& thread : threads) thread.join();
    REQUIRE_FALSE(files.link_stat(directory.path() + "/tree"));
}

TEST_CASE("an atomic write replaces the whole file and keeps a link a link") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("d/f", "old");
    write_file_atomically(files, file, "new", Durability::synced, 0640);
    REQUIRE(directory.read("d/f") == "new");
    REQUIRE(files.stat(file)->mode == 0640);
    files.create_link("d/f", directory.path() + "/link");
    write_file_atomically(files, directory.path() + "/link", "newer", Durability::lazy);
    REQUIRE(files.link_stat(directory.path() + "/link")->type == FileType::link);
    REQUIRE(directory.read("d/f") == "newer");
    REQUIRE(listed(directory.path() + "/d").size() == 1);
    REQUIRE_THROWS_AS(write_file_atomically(files, directory.path() + "/absent/f", "x", Durability::lazy),
                      Error);
}

TEST_CASE("an atomic write goes by way of another directory if it lies on the same device") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("d/f", "old");
    SECTION("same device") {
        directory.write("scratch/other", "");
        const std::string scratch = directory.path() + "/scratch";
        write_file_atomically(files, file, "new", Durability::synced, 0640, scratch);
        REQUIRE(listed(scratch).size() == 1);
    }
    SECTION("another device") {
        const auto here = files.stat(directory.path()), there = files.stat("/dev/shm");
        if (!there || there->device == here->device) return;
        write_file_atomically(files, file, "new", Durability::synced, 0640, "/dev/shm");
    }
    REQUIRE(directory.read("d/f") == "new");
    REQUIRE(files.stat(file)->mode == 0640);
    REQUIRE(listed(directory.path() + "/d").size() == 1);
}

TEST_CASE("an atomic write that the system breaks off leaves the old file alone") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("f", "old");
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // In a process of its own: the limit is on every file that it writes.
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1000, 1000};
        setrlimit(RLIMIT_FSIZE, &limit);
        try {
            write_file_atomically(files, file, std::string(5000, 'x'), Durability::synced);
        } catch (const Error& error) {
            _exit(error.kind() == ErrorKind::failed ? 42 : 43);
        }
        _exit(44);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 42));
    REQUIRE(directory.read("f") == "old");
    REQUIRE(listed(directory.path()).size() == 1);
}

TEST_CASE("syncs reach files, directories and file systems") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("f", "x");
    REQUIRE_NOTHROW(files.sync_file(file));
    REQUIRE_NOTHROW(files.sync_directory(directory.path()));
    REQUIRE_NOTHROW(files.sync_file_system(file));
    REQUIRE_THROWS_AS(files.sync_file(directory.path() + "/absent"), Error);
    REQUIRE_THROWS_AS(files.sync_directory(file), Error);
}

TEST_CASE("unique names do not repeat") {
    std::set<std::string> names;
    for (int i = 0; i < 100; ++i) names.insert(unique_name("p-"));
    REQUIRE(names.size() == 100);
    REQUIRE_THAT(*names.begin(), ContainsSubstring("p-" + std::to_string(getpid()) + "-"));
}
