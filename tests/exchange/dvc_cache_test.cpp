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

TEST_CASE("the cache is where [cache] dir says, relative to .dvc") {
    const auto place = [](std::string_view config) {
        return dvc_cache_directory("/p", parse_dvc_settings(config, "config"));
    };
    CHECK(place("") == "/p/.dvc/cache");
    CHECK(place("[cache]\n    dir = ../shared\n") == "/p/shared");
    CHECK(place("['remote \"dir\"']\n    dir = /x\n[cache]\n    type = copy\n") == "/p/.dvc/cache");
    CHECK(place("# [cache]\n[core]\ndir=/no\n[cache]\ndir=\"/a b\" # ours\n") == "/a b");
    CHECK(place("[cache]\r\n  dir = /data/cache # ours\r\n[core]\r\n") == "/data/cache");
    CHECK(place("[cache]\n    dir =\n") == "/p/.dvc/cache");
    CHECK(place("[\n=\ndir\n") == "/p/.dvc/cache");
    CHECK(place("[cache]\ndir = /srv/cache/\n[cache]\ndir = /srv/local\n") == "/srv/local");
}
