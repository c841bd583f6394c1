#include "mlpipe/base/file_lock.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;
using Mode = FileLock::Mode;

namespace {

// A process of its own that takes a lock and holds it until release().
class OtherProcess {
  public:
    OtherProcess(const std::string& path, Mode mode) {
        std::array<int, 2> ready{}, end{};
        REQUIRE(pipe2(ready.data(), O_CLOEXEC) == 0);
        REQUIRE(pipe2(end.data(), O_CLOEXEC) == 0);
        child_ = fork();
        if (child_ == 0) {
            ::close(end[1]);
            const auto lock = FileLock::try_acquire(path, mode);
            const char answer = lock ? 'y' : 'n';
            char ignored = 0;
            if (::write(ready[1], &answer, 1) != 1 || ::read(end[0], &ignored, 1) != 0) _exit(1);
            _exit(0);
        }
        ::close(ready[1]);
        ::close(end[0]);
        end_ = end[1];
        char answer = 0;
        got_ = ::read(ready[0], &answer, 1) == 1 && answer == 'y';
        ::close(ready[0]);
    }
    ~OtherProcess() { release(); }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;

    void release() {
        if (end_ < 0) return;
        ::close(std::exchange(end_, -1));
        waitpid(child_, nullptr, 0);
    }
    bool got() const { return got_; }
    pid_t id() const { return child_; }

  private:
    pid_t child_ = -1;
    int end_ = -1;
    bool got_ = false;
};

}  // namespace

TEST_CASE("an exclusive lock keeps every other process out and names its holder") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lock";
    OtherProcess other(path, Mode::exclusive);
    REQUIRE(other.got());
    REQUIRE_FALSE(FileLock::try_acquire(path, Mode::exclusive));
    REQUIRE_FALSE(FileLock::try_acquire(path, Mode::shared));
    REQUIRE_THAT(FileLock::holder(path), ContainsSubstring("process " + std::to_string(other.id()) + " on "));
    REQUIRE_THAT(FileLock::holder(path), ContainsSubstring(" since 20"));
    other.release();
    REQUIRE(FileLock::holder(path) == "another process");  // the note names one that is dead
    REQUIRE(FileLock::try_acquire(path, Mode::exclusive));
    REQUIRE_THAT(FileLock::holder(path), ContainsSubstring("process " + std::to_string(getpid()) + " on "));
}

TEST_CASE("shared locks share, and keep an exclusive one out") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lock";
    OtherProcess other(path, Mode::shared);
    REQUIRE(other.got());
    REQUIRE(FileLock::holder(path) == "another process");
    const auto lock = FileLock::try_acquire(path, Mode::shared);
    REQUIRE(lock);
    REQUIRE_FALSE(FileLock::try_acquire(path, Mode::exclusive));
    OtherProcess third(path, Mode::exclusive);
    REQUIRE_FALSE(third.got());
}

TEST_CASE("a lock ends with its object, and moves with it") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/lock";
    {
        auto lock = FileLock::try_acquire(path, Mode::exclusive);
        REQUIRE((fcntl(lock->descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
        FileLock moved = std::move(*lock);
        lock.reset();
        REQUIRE_FALSE(FileLock::try_acquire(path, Mode::exclusive));
    }
    REQUIRE(FileLock::try_acquire(path, Mode::exclusive));
}

TEST_CASE("a shorter note leaves nothing of a longer one, and a damaged one is not shown") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("lock", std::string(300, 'x') + "\nmore\n");
    REQUIRE(FileLock::holder(path) == "another process");
    const auto lock = FileLock::try_acquire(path, Mode::exclusive);
    REQUIRE(directory.read("lock") == FileLock::holder(path) + "\n");
    REQUIRE(FileLock::holder(directory.path() + "/absent") == "another process");
    REQUIRE(FileLock::holder(directory.write("far",
                                             "process 1 on elsewhere\x1b"
                                             " since 2026-11-23T13:15:02Z\n")) ==
            "process 1 on elsewhere\\x1b since 2026-11-23T13:15:02Z");
}

TEST_CASE("a lock that cannot be made says why") {
    const TemporaryDirectory directory;
    REQUIRE_THROWS_WITH(FileLock::try_acquire(directory.path() + "/absent/lock", Mode::exclusive),
                        ContainsSubstring("cannot open the lock"));
}
