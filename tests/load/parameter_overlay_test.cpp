#include "mlpipe/load/parameter_overlay.hpp"

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr const char* base =
    "train:\n  lr: 0.1  # slow\n  layers: [64, 64]\n  options: {}\nmonths: [1, 2]\nnote:\n";

OverlaidParameters overlay(const std::string& over) {
    return overlay_parameters({"params.yaml", base}, {"tests/params.yaml", over});
}

Value value_of(const OverlaidParameters& overlaid) {
    return parse_yaml(overlaid.text, "params.yaml").root.to_value();
}

std::string error_of(const std::string& over) {
    try {
        overlay(over);
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("maps are merged, lists and single values are replaced") {
    const OverlaidParameters overlaid = overlay("months: [1]\ntrain: {lr: 1}\n");
    CHECK(overlaid.keys == std::vector<std::string>{"months", "train.lr"});
    CHECK(value_of(overlaid) ==
          parse_yaml_value("{train: {lr: 1, layers: [64, 64], options: {}}, months: [1], note: null}"));
}

TEST_CASE("an empty overlay changes nothing") {
    for (const char* text : {"", "# nothing yet\n", "{}\n", "train: {}\n"}) {
        CAPTURE(text);
        CHECK(overlay(text).keys.empty());
        CHECK(value_of(overlay(text)) == parse_yaml(base, "params.yaml").root.to_value());
    }
}

TEST_CASE("an empty map and an absent value take what they are given") {
    const OverlaidParameters overlaid = overlay("train: {options: {depth: 3}}\nnote: {by: me}\n");
    CHECK(*value_of(overlaid).find_path("train.options.depth") == Value(3));
    CHECK(*value_of(overlaid).find_path("note.by") == Value("me"));
}

TEST_CASE("an unknown parameter is an error at its place with the nearest name: a typo would test nothing") {
    CHECK(error_of("train:\n  lrr: 1\nmonth: [1]\n") ==
          "tests/params.yaml:2:3: 'train.lrr' is no parameter of params.yaml (did you mean 'lr'?)\n"
          "tests/params.yaml:3:1: 'month' is no parameter of params.yaml (did you mean 'months'?)");
}

TEST_CASE("a map and a single value do not stand for each other") {
    CHECK(error_of("train: 5\n") ==
          "tests/params.yaml:1:8: 'train' is the number 5, but a map in params.yaml; "
          "name the keys of it that are to change");
    CHECK(error_of("train: {lr: {a: 1}}\n") ==
          "tests/params.yaml:1:13: 'train.lr' is a map, but the number 0.1 in params.yaml");
    CHECK(error_of("- 1\n") ==
          "tests/params.yaml:1:1: tests/params.yaml is a list, but a map in params.yaml; name "
          "the keys of it that are to change");
}

TEST_CASE("JSON is overlaid as JSON") {
    const OverlaidParameters overlaid =
        overlay_parameters({"p.json", R"({"a": 1, "b": "x"})"}, {"tests/p.json", R"({"b": "y"})"});
    CHECK(overlaid.text == "{\n  \"a\": 1,\n  \"b\": \"y\"\n}\n");
}

TEST_CASE("TOML and Python are overlaid in their text, for programs read more in it than values") {
    const OverlaidParameters toml = overlay_parameters(
        {"p.toml", "# top\n[train]\nlr = 0.1 # slow\nlayers = [64, # one\n  32]\noptions = {}\n"},
        {"tests/p.toml", "train.lr = 1.0\ntrain.layers = [1]\ntrain.options.depth = 3\n"});
    CHECK(toml.text == "# top\n[train]\nlr = 1.0 # slow\nlayers = [1]\noptions = {\"depth\" = 3}\n");
    CHECK(toml.keys == std::vector<std::string>{"train.lr", "train.layers", "train.options"});

    const OverlaidParameters python = overlay_parameters(
        {"p.py",
         "import os\nclass Train:\n    lr = 0.1  # slow\n    layers = (64, # (\n        32)\n"
         "    kind = {'name': 'a'}\n    def run(self):\n        return self.lr\n"},
        {"tests/p.py", "class Train:\n    lr = None\n    layers = [1, True]\n    kind = {'name': 'b'}\n"});
    CHECK(python.text ==
          "import os\nclass Train:\n    lr = None  # slow\n    layers = [1, True]\n"
          "    kind = {'name': \"b\"}\n    def run(self):\n        return self.lr\n");

    const auto error = [](const char* file, const char* base_text, const char* over_text) {
        try {
            overlay_parameters({file, base_text}, {"tests/" + std::string(file), over_text});
        } catch (const PipelineError& problem) {
            return std::string(problem.what());
        }
        return std::string("no error");
    };
    CHECK(error("p.py", "class A:\n    lr = 1\n", "class A:\n    lrr = 1\n") ==
          "tests/p.py:2:5: 'A.lrr' is no parameter of p.py (did you mean 'lr'?)");
    CHECK(error("p.toml", "[a]\n", "a.b = 1\n") ==
          "p.toml:1:1: 'a' is not written as one value that could be replaced");
    CHECK(error("p.py", "class A:\n    pass\n", "A = {'b': 1}\n") ==
          "p.py:1:1: 'A' is not written as one value that could be replaced");
    CHECK(error("p.py", "a = 1, 2\n", "a = [3]\n") ==
          "p.py:1:5: 'a' is not written as one value that could be replaced");
}
