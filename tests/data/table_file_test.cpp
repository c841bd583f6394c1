#include "mlpipe/data/table_file.hpp"

#include <zlib.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "data/tables.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

std::string gzip(const std::string& text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(text.size() + 1000, '\0');
    std::string input = text;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::vector<std::vector<std::string>> rows_of(MemoryFileSystem& files, const std::string& path) {
    TableReader reader(files, table_file(path), {});
    return read_all(reader).rows;
}

}  // namespace

TEST_CASE("the format of a table is told by the end of its name") {
    CHECK(table_file("a.csv").format == TableFormat::csv);
    CHECK(table_file("a.b/c.TSV").format == TableFormat::tsv);
    CHECK(table_file("a.ndjson").format == TableFormat::json_lines);
    CHECK(table_file("a.parquet").format == TableFormat::parquet);
    const TableFile packed = table_file("a.jsonl.gz");
    CHECK(packed.format == TableFormat::json_lines);
    CHECK(packed.gzip);
    for (const char* other : {"a.txt", "csv", "a.csv.zip", "a.parquet.gz", ""})
        CHECK_THROWS_WITH(table_file(other), ContainsSubstring("no table that can be read"));
}

TEST_CASE("gzip is unpacked, several members one after the other") {
    MemoryFileSystem files;
    files.put("/t.csv.gz", gzip("a,b\n1,2\n") + gzip("3,4\n"));
    CHECK(rows_of(files, "/t.csv.gz") == std::vector<std::vector<std::string>>{{"1", "2"}, {"3", "4"}});
}

TEST_CASE("gzip that is cut off or damaged is no table") {
    MemoryFileSystem files;
    std::string packed = gzip("a,b\n" + std::string(1000, '1') + ",2\n");
    files.put("/t.csv.gz", packed.substr(0, packed.size() - 4));
    CHECK_THROWS_WITH(rows_of(files, "/t.csv.gz"),
                      ContainsSubstring("/t.csv.gz") && ContainsSubstring("too soon"));
    packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);
    files.put("/t.csv.gz", packed);
    CHECK_THROWS_WITH(rows_of(files, "/t.csv.gz"), ContainsSubstring("cannot unpack"));
    files.put("/t.csv.gz", "a,b\n");
    CHECK_THROWS_WITH(rows_of(files, "/t.csv.gz"), ContainsSubstring("cannot unpack"));
}

TEST_CASE("Parquet needs an interpreter with pyarrow, and says so") {
    const TemporaryDirectory directory;
    directory.write("t.parquet", "PAR1");
    FileSystem& files = posix_file_system();
    const std::string path = directory.path() + "/t.parquet";
    CHECK_THROWS_WITH(TableReader(files, table_file(path), {usual_missing_texts(), "/no/such/python"}),
                      ContainsSubstring("/no/such/python"));
    const std::string python =
        directory.write("python", "#!/bin/sh\necho 'this interpreter has no pyarrow' >&2\nexit 1\n");
    REQUIRE(std::system(("chmod +x '" + python + "'").c_str()) == 0);
    CHECK_THROWS_WITH(TableReader(files, table_file(path), {usual_missing_texts(), python}),
                      ContainsSubstring("no pyarrow") && ContainsSubstring(path));
}
