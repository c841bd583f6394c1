// Two readers, one meaning: text that the fast reader takes, and the same text with a document end after it,
// which leaves it to yaml-cpp, must give the same tree.
#include <cstdlib>
#include <random>

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

const std::vector<std::string> corpus{
    "stages:\n  train:\n    cmd: python src/train.py --lr 0.1  # go\n    deps:\n    - src/train.py\n    - "
    "data/a.csv\n"
    "    params:\n      - train.lr\n      - other.yaml:\n          - a.b\n          - c\n    outs:\n      - "
    "models/m.pkl:\n"
    "          cache: false\n          desc: 'a b'\n      - x/y\n  two: {cmd: run, deps: [a, b/c.txt, -1], "
    "env: {A: \"1\"}}\n",
    "# comment\n\nlr: 0.10\nname: \"x: y # z\"\nnull_value:\nempty: ~\nlist: []\nmap: {}\nnested: [[1, 2], "
    "{a: [b]}]\n"
    "neg: -5\nflag: --x\nurl: http://a/b:c\nhash: a#b\ntime: 12:30\n",
    "- a\n- b: 1\n  c: 2\n-   d: x\n    e:\n    - f\n    - g: h\n- [x, y]\n- 'q'\n",
    "a:\n  b:\n    c: 1\n\n  # inner\n  d: 2\ne: null\nf: Null # x\ng: {h: null, i: ~, j: NULL}\nk: [null, "
    "~]\n",
};

void describe(const Node& node, std::uint32_t lines_before, std::string& out) {
    const auto place = [&](Position position) {
        out += std::to_string(position.line - lines_before) + ":" + std::to_string(position.column) + " ";
    };
    place(node.position());
    out +=
        std::to_string(static_cast<int>(node.kind())) + (node.quoted() ? "q" : "p") + "(" + node.raw() + ")";
    for (const Node& item : node.items()) {
        out += "[";
        describe(item, lines_before, out);
        out += "]";
    }
    for (const Node::Entry& entry : node.entries()) {
        out += "{";
        place(entry.key_position);
        out += entry.key + "=";
        describe(entry.value, lines_before, out);
        out += "}";
    }
}

std::string read(const std::string& text, std::uint32_t lines_before = 0) {
    std::string result;
    try {
        const Document document = parse_yaml(text, "a.yaml");
        if (document.root.is_null()) return "nothing";
        describe(document.root, lines_before, result);
    } catch (const PipelineError&) {
        return "error";
    }
    return result;
}

std::string read_slowly(const std::string& text) {
    return read("---\n" + text, 1);
}

bool has_document_marks(const std::string& text) {
    return text.starts_with('%') || text.starts_with("---") || text.find("\n---") != std::string::npos ||
           text.find("\n%") != std::string::npos;
}

std::string mutated(std::string text, std::mt19937& random) {
    static const std::string alphabet = " \n\n  :-#,[]{}'\"&*!|>%@`?~.ax1\t\\";
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
        const std::size_t at = below(text.size());
        const char letter = alphabet[below(alphabet.size())];
        switch (below(6)) {
            case 0:
                text.erase(at, 1 + below(4));
                break;
            case 1:
                text.insert(at, 1, letter);
                break;
            case 2:
                text.insert(at, 1 + below(3), ' ');
                break;
            case 3:
                text[at] = letter;
                break;
            case 4:
                text.insert(at, text.substr(below(text.size()), below(12)));
                break;
            default:
                text.resize(at + 1);
                break;
        }
        if (text.empty()) text = "a";
    }
    return text;
}

std::size_t rounds() {
    const char* wanted = std::getenv("MLPIPE_TEST_ROUNDS");
    return wanted ? std::strtoul(wanted, nullptr, 10) : 3000;
}

}  // namespace

TEST_CASE("both readers agree on what is written by hand") {
    for (const std::string& text : corpus) {
        INFO(text);
        CHECK(read(text) != "error");
        CHECK(read(text) == read_slowly(text));
    }
}

TEST_CASE("both readers agree on mutated documents") {
    std::mt19937 random(20261123);
    for (std::size_t i = 0; i < rounds(); ++i) {
        const std::string text = mutated(corpus[i % corpus.size()], random);
        if (has_document_marks(text)) continue;
        const std::string fast = read(text), slow = read_slowly(text);
        if (fast == slow) continue;
        INFO(text);
        REQUIRE(fast == slow);
    }
}
