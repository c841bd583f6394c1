// Against the sftp server that comes with ssh, without the ssh between.
#include <array>

#include "../../src/store/sftp_remote.hpp"
#include "remote_contract.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

std::string server() {
    for (const char* path : {"/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                             "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server"}) {
        if (posix_file_system().stat(path)) return path;
    }
    FAIL("the sftp server of OpenSSH is not installed (openssh-sftp-server)");
    return "";
}

}  // namespace

TEST_CASE("an sftp server is a remote") {
    const TemporaryDirectory directory;
    const std::string place = directory.path() + "/with 'quotes' and $(dollars)/remote";
    SftpRemote remote({server(), "-e"}, place, "ssh://here/there");
    check_remote(remote);
    CHECK(posix_file_system().list(place + "/tmp").empty());
    CHECK(posix_file_system().stat(place + "/" + object_item("small").path())->mode == 0444);
}

TEST_CASE("a server without the extensions of OpenSSH is a remote too") {
    const TemporaryDirectory directory;
    SftpRemote remote({server(), "-e", "-P", "posix-rename,fsync"}, directory.path() + "/remote", "old");
    check_remote(remote);
    CHECK(posix_file_system().list(directory.path() + "/remote/tmp").empty());
}

TEST_CASE("a read-only sftp server says so") {
    const TemporaryDirectory directory;
    SftpRemote remote({server(), "-e", "-R"}, directory.path() + "/remote", "ssh://here/there");
    CHECK(remote.has({object_item("a")}).front() == std::nullopt);
    CHECK_THROWS_WITH(remote.put({offer(object_item("a"), "a")}, [](std::size_t) {}),
                      ContainsSubstring("cannot write") && ContainsSubstring("ssh://here/there") &&
                          ContainsSubstring("permission denied"));
}

TEST_CASE("what is no sftp server is told apart, with what it said") {
    CHECK_THROWS_WITH(SftpRemote({"sh", "-c", "echo no route to host >&2; exit 255"}, "x", "ssh://h/x"),
                      ContainsSubstring("cannot reach 'ssh://h/x': no route to host"));
    CHECK_THROWS_WITH(SftpRemote({"sh", "-c", "echo Welcome to this machine; cat"}, "x", "ssh://h/x"),
                      ContainsSubstring("no sftp server") && ContainsSubstring("Welc"));
    CHECK_THROWS_WITH(SftpRemote({"no-such-ssh"}, "x", "ssh://h/x"), ContainsSubstring("no-such-ssh"));
}

TEST_CASE("a connection that breaks off in the middle ends what waits for it") {
    const TemporaryDirectory directory;
    const std::string place = directory.path() + "/remote";
    SftpRemote whole({server(), "-e"}, place, "ssh://h/x");
    const std::string large(4'000'000, 'x');
    whole.put({offer(object_item(large), large)}, [](std::size_t) {});
    // Half of the requests for its pieces never arrive.
    SftpRemote broken({"sh", "-c", "dd bs=1 count=1500 2>/dev/null | \"$0\" -e", server()}, place,
                      "ssh://h/x");
    TextReceiver receiver;
    CHECK_THROWS_WITH(broken.get({{object_item(large), large.size()}}, receiver),
                      ContainsSubstring("the connection to 'ssh://h/x' ended"));
    CHECK(receiver.ends.empty());
    CHECK_THROWS(broken.has({object_item(large)}));
}

TEST_CASE("ssh is called without a way to ask, and with names that are no options") {
    const RemoteLocation location = parse_remote_url("ssh://anna@example.org:2222/srv/runs", "/");
    const std::vector<std::string> command = ssh_command(location);
    const std::vector<std::string> end(command.end() - 8, command.end());
    CHECK(end == std::vector<std::string>{"-p", "2222", "-l", "anna", "-s", "--", "example.org", "sftp"});
    CHECK(std::find(command.begin(), command.end(), "BatchMode=yes") != command.end());
}
