// The statements of a Python file that give a name a value, found as DVC finds them; the rest is passed over.
#include <algorithm>
#include <array>

#include "mlpipe/document/node.hpp"
#include "python_literals.hpp"
#include "python_tokens.hpp"
#include "text_check.hpp"

namespace mlpipe {
namespace {

using document::PythonToken;
using Kind = PythonToken::Kind;
using Statement = std::span<const PythonToken>;

bool is_keyword(std::string_view word) {
    constexpr std::array<std::string_view, 35> keywords{
        "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
        "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
        "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
        "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
    return std::binary_search(keywords.begin(), keywords.end(), word);
}

// Begins a statement with others behind its ':', which do not count.
bool is_compound(std::string_view word) {
    constexpr std::array<std::string_view, 12> words{"async",   "class", "def", "elif", "else",  "except",
                                                     "finally", "for",   "if",  "try",  "while", "with"};
    return std::binary_search(words.begin(), words.end(), word);
}

// Which assignments count: all, or those to attributes of self.
enum class Names { all, of_self };

struct Target {
    std::string name;
    bool of_self = false;
};

// The first `wanted` outside of brackets, and of what a lambda has before its ':'.
std::size_t find_outside(Statement tokens, std::string_view wanted) {
    std::size_t brackets = 0, lambdas = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const PythonToken& token = tokens[i];
        if (token.is("(") || token.is("[") || token.is("{")) ++brackets;
        if (token.is(")") || token.is("]") || token.is("}")) --brackets;
        if (brackets > 0) continue;
        if (token.is_name("lambda"))
            ++lambdas;
        else if (lambdas > 0 && token.is(":"))
            --lambdas;
        else if (lambdas == 0 && token.is(wanted))
            return i;
    }
    return tokens.size();
}

class ModuleWalk {
  public:
    ModuleWalk(const std::vector<PythonToken>& tokens, const std::string& file, const DocumentLimits& limits)
        : tokens_(tokens), literals_(file, limits) {}

    Node read() {
        Node module = Node::make_map({1, 1});
        statements(module, Names::all);
        if (!literals_.problems.empty()) throw PipelineError(std::move(literals_.problems));
        return module;
    }

  private:
    void statements(Node& into, Names names) {
        while (tokens_[at_].kind != Kind::dedent && tokens_[at_].kind != Kind::end) statement(into, names);
    }

    void statement(Node& into, Names names) {
        const Statement line = take_line();
        if (line.front().is_name("class") && line.size() > 1) {
            Node members = Node::make_map(line.front().position);
            body(line, members, Names::all);
            put(into, std::string(line[1].text), line[1].position, std::move(members));
        } else if (line.front().is_name("def") && line.size() > 1 && line[1].is_name("__init__")) {
            body(line, into, Names::of_self);
        } else if (!is_compound(line.front().text)) {
            simple_statements(line, into, names);
        }
        skip_block();
    }

    Statement take_line() {
        const std::size_t begin = at_;
        while (tokens_[at_].kind != Kind::newline) ++at_;
        return Statement(tokens_).subspan(begin, at_++ - begin);
    }

    // What follows the header of a class or function, on its line or below it.
    void body(Statement line, Node& into, Names names) {
        const std::size_t colon = find_outside(line, ":");
        if (colon + 1 < line.size()) return simple_statements(line.subspan(colon + 1), into, names);
        if (tokens_[at_].kind != Kind::indent) return;
        ++at_;
        statements(into, names);
        ++at_;
    }

    // The block of a statement that is passed over.
    void skip_block() {
        std::size_t depth = 0;
        do {
            if (tokens_[at_].kind == Kind::indent) ++depth;
            if (depth == 0) return;
            if (tokens_[at_].kind == Kind::dedent) --depth;
            ++at_;
        } while (depth > 0);
    }

    void simple_statements(Statement line, Node& into, Names names) {
        while (!line.empty()) {
            const std::size_t end = find_outside(line, ";");
            assignment(line.first(end), into, names);
            line = line.subspan(std::min(end + 1, line.size()));
        }
    }

    void assignment(Statement statement, Node& into, Names names) {
        std::size_t at = 0;
        const auto target = read_target(statement, at);
        if (!target || at == statement.size() || (names == Names::of_self && !target->of_self)) return;
        if (statement[at].is(":")) at += 1 + find_outside(statement.subspan(at + 1), "=");
        if (at >= statement.size() || !statement[at].is("=")) return;
        if (auto value = literals_.read(statement.subspan(at + 1)))
            put(into, target->name, statement.front().position, std::move(*value));
    }

    // A name or `self.name`, maybe in parentheses.
    static std::optional<Target> read_target(Statement tokens, std::size_t& at) {
        if (at == tokens.size()) return std::nullopt;
        std::optional<Target> target;
        if (tokens[at].is("(")) {
            target = read_target(tokens, ++at);
            if (!target || at == tokens.size() || !tokens[at].is(")")) return std::nullopt;
        } else if (tokens[at].kind == Kind::name && !is_keyword(tokens[at].text)) {
            target = Target{std::string(tokens[at].text)};
        } else {
            return std::nullopt;
        }
        ++at;
        while (at + 1 < tokens.size() && tokens[at].is(".")) {
            if (target->of_self || target->name != "self") return std::nullopt;
            target = Target{std::string(tokens[at + 1].text), true};
            at += 2;
        }
        return target;
    }

    // The last value counts, at the place of the first.
    static void put(Node& map, std::string name, Position position, Node value) {
        for (Node::Entry& entry : map.entries()) {
            if (entry.key != name) continue;
            entry.key_position = position;
            entry.value = std::move(value);
            return;
        }
        map.add(std::move(name), position, std::move(value));
    }

    const std::vector<PythonToken>& tokens_;
    document::PythonLiterals literals_;
    std::size_t at_ = 0;
};

}  // namespace

Document parse_python(std::string_view text, std::string file, const DocumentLimits& limits) {
    text = document::without_mark(text);
    const std::vector<PythonToken> tokens = document::python_tokens(text, file);
    Node root = ModuleWalk(tokens, file, limits).read();
    return {std::move(file), std::move(root)};
}

}  // namespace mlpipe
