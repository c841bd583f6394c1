// The reader of Python files against Python's own, which the script beside this file asks.
#include <cstdio>

#include "mlpipe/base/json.hpp"
#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string output_of(const std::string& command) {
    std::string output;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char block[1 << 16];
    while (const std::size_t read = std::fread(block, 1, sizeof block, pipe)) output.append(block, read);
    REQUIRE(::pclose(pipe) == 0);
    return output;
}

// In the order of the map: a later assignment counts at the place of the first.
std::string read(const std::string& text) {
    try {
        return pretty_json(parse_python(text, "params.py").root.to_value());
    } catch (const PipelineError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("a Python file says what Python itself sees in it") {
    const std::string lines = output_of("PYTHONDONTWRITEBYTECODE=1 python3 '" MLPIPE_SOURCE_DIRECTORY
                                        "/tests/document/python_values.py'");
    std::size_t compared = 0, values = 0, refused = 0;
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = lines.find('\n', begin);
        const Value line = parse_json(std::string_view(lines).substr(begin, end - begin), "python_values.py");
        begin = end + 1;
        const std::string& text = *line.find("text")->as_string();
        const Value& expected = *line.find("values");
        const std::string found = read(text);
        // What Python cannot read need not be noticed, but is survived.
        refused += expected.is_null() ? 1 : 0;
        if (expected.is_null()) continue;
        ++compared;
        values += expected.as_map()->size();
        if (found == pretty_json(expected)) continue;
        CAPTURE(text);
        CHECK(found == pretty_json(expected));
    }
    // The script has made what it should.
    CHECK(compared > 1000);
    CHECK(values > 2000);
    CHECK(refused > 100);
}
