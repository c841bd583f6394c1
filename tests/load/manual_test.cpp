// Each example of docs/pipeline.md and docs/templating.md is read by the code that it describes.
#include <fstream>
#include <iterator>

#include "load_case.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

namespace {

std::string manual() {
    std::string text;
    for (const char* page : {"/docs/pipeline.md", "/docs/templating.md"}) {
        std::ifstream stream(std::string(MLPIPE_SOURCE_DIRECTORY) + page);
        text.append(std::istreambuf_iterator<char>(stream), {});
    }
    return text;
}

std::string in_stage(const std::string& keys) {
    std::string text = "stages:\n  s:\n    cmd: run\n    ";
    for (const char c : keys) text += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return text;
}

}  // namespace

TEST_CASE("the examples of the manual are right") {
    const std::string text = manual();
    std::size_t examples = 0;
    for (std::size_t at = text.find("```yaml"); at != std::string::npos; at = text.find("```yaml", at)) {
        const std::size_t line_end = text.find('\n', at);
        const std::size_t end = text.find("```\n", line_end);
        REQUIRE(end != std::string::npos);
        const std::string kind = text.substr(at + 7, line_end - at - 7);
        std::string example = text.substr(line_end + 1, end - line_end - 1);
        at = end;
        if (kind == " config") continue;
        INFO(example);
        if (kind == " stage") example = in_stage(example);
        if (kind.empty() && example.find("stages:") == std::string::npos)
            example += "stages: {s: {cmd: run}}\n";
        CHECK(load_case::errors(example, kind == " dvc" ? "/project/dvc.yaml" : "/project/pipeline.yaml") ==
              "no error");
        ++examples;
    }
    CHECK(examples > 25);
}

TEST_CASE("the manual's Python file says what the manual says of it") {
    const std::string text = manual();
    const std::size_t begin = text.find("```python\n");
    REQUIRE(begin != std::string::npos);
    const std::string example = text.substr(begin + 10, text.find("```\n", begin + 10) - begin - 10);
    CHECK(mlpipe::canonical_json(mlpipe::parse_document(example, "settings.py").root.to_value()) ==
          R"({"SEED":7,"Train":{"depth":16,"layers":[64,32],"rate":0.001}})");
}
