#include "mlpipe/exchange/dvc_cache.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const char* const hex = "900150983cd24fb0d6963f7d28e17f72";

}  // namespace

TEST_CASE("an object of DVC 3 lies below files/md5, one of DVC 2 at the top") {
    CHECK(dvc_object_path(*DvcHash::parse(hex, false)) == "files/md5/90/0150983cd24fb0d6963f7d28e17f72");
    CHECK(dvc_object_path(*DvcHash::parse(hex, true)) == "90/0150983cd24fb0d6963f7d28e17f72");
    CHECK(dvc_object_path(*DvcHash::parse(hex + std::string(".dir"), false)) ==
          "files/md5/90/0150983cd24fb0d6963f7d28e17f72.dir");
}

TEST_CASE("the cache's folder is what [cache] dir says") {
    CHECK(dvc_cache_setting("[cache]\n    dir = ../shared\n") == "../shared");
    CHECK(dvc_cache_setting("['remote \"dir\"']\n    dir = /x\n[cache]\n    type = copy\n") == std::nullopt);
    CHECK(dvc_cache_setting("# [cache]\n[core]\ndir=/no\n[cache]\ndir=\"/a b\" # ours\n") == "/a b");
    CHECK(dvc_cache_setting("[cache]\r\n  dir = /data/cache # ours\r\n[core]\r\n") == "/data/cache");
    CHECK(dvc_cache_setting("[cache]\n    dir =\n") == std::nullopt);
    CHECK(dvc_cache_setting("[\n=\ndir\n") == std::nullopt);
    CHECK(dvc_cache_setting("") == std::nullopt);
}

TEST_CASE("it is relative to .dvc") {
    CHECK(dvc_cache_directory("/p/.dvc", std::nullopt) == "/p/.dvc/cache");
    CHECK(dvc_cache_directory("/p/.dvc", "../shared") == "/p/shared");
    CHECK(dvc_cache_directory("/p/.dvc", "/srv/cache/") == "/srv/cache");
}
