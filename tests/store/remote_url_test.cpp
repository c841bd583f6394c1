#include "mlpipe/base/error.hpp"
#include "mlpipe/store/remote.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("directories are remotes by their path") {
    CHECK(parse_remote_url("/srv/runs/", "/p").path == "/srv/runs");
    CHECK(parse_remote_url("../runs", "/home/p").path == "/home/runs");
    CHECK(parse_remote_url("./a:b", "/p").path == "/p/a:b");
    CHECK(parse_remote_url("file:///srv/with%20blank", "/p").path == "/srv/with blank");
    CHECK(parse_remote_url("/srv", "/p").kind == RemoteLocation::Kind::directory);
}

TEST_CASE("an ssh address has user, host, port and path") {
    const RemoteLocation full = parse_remote_url("ssh://anna@example.org:2222/srv/it's%20mine", "/p");
    CHECK(full.kind == RemoteLocation::Kind::ssh);
    CHECK(full.user == "anna");
    CHECK(full.host == "example.org");
    CHECK(full.port == 2222u);
    CHECK(full.path == "/srv/it's mine");
    CHECK(parse_remote_url("ssh://box/~/runs", "/p").path == "runs");
    CHECK(parse_remote_url("ssh://[::1]:22/srv/x", "/p").host == "::1");
    CHECK_FALSE(parse_remote_url("ssh://box/x", "/p").port);
}

TEST_CASE("what ssh, a shell or a reader could take for something else is refused") {
    const auto [url, why] = GENERATE(table<std::string, std::string>({
        {"", "empty"},
        {"ssh://-oProxyCommand=x/srv", "host"},
        {"ssh://$(id)/srv", "host"},
        {"ssh://a b/srv", "host"},
        {"ssh://-l@host/srv", "user"},
        {"ssh://anna:secret@host/srv", "password"},
        {"ssh://host", "directory on that host"},
        {"ssh://host/", "directory on that host"},
        {"ssh://host:0/srv", "port"},
        {"ssh://host:22x/srv", "port"},
        {"ssh://::1/srv", "port"},
        {"ssh://host/a%2", "hexadecimal"},
        {"ssh://host/a%00b", "hexadecimal"},
        {"file://host/srv", "absolute"},
        {"s3://bucket/x", "not supported"},
        {"host:/srv/x", "ssh://host/path"},
        {"a\nb", "one line"},
    }));
    INFO(url);
    CHECK_THROWS_WITH(parse_remote_url(url, "/p"), ContainsSubstring(why));
}

TEST_CASE("a refused password is not repeated") {
    try {
        parse_remote_url("ssh://anna:secret@host/srv", "/p");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(std::string(error.what()).find("secret") == std::string::npos);
    }
}
