// The part of Python's expressions that says a value by itself, as `ast.literal_eval` takes it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "mlpipe/document/node.hpp"
#include "python_tokens.hpp"

namespace mlpipe::document {

class PythonLiterals {
  public:
    PythonLiterals(const std::string& file, const DocumentLimits& limits) : file_(file), limits_(limits) {}

    // What `tokens`, an expression or several with commas between, stand for; nullopt where they are no literal. A
    // literal that cannot be a value (`{[1]: 2}`, half of a surrogate pair) adds to `problems`. Throws PipelineError
    // beyond the limits.
    std::optional<Node> read(std::span<const PythonToken> tokens);

    std::vector<Diagnostic> problems;

  private:
    // What a sign, or the sum with an imaginary number, may stand before.
    enum class Form { real, imaginary, signed_number, other };
    struct Literal {
        Node node;
        Form form = Form::other;
        bool hashable = true;
        std::string written{};  // of a tuple
    };
    using Items = std::vector<Literal>;

    const PythonToken* next() const { return at_ < tokens_.size() ? &tokens_[at_] : nullptr; }
    bool take(std::string_view operation);
    // The text of the tokens from `first` on that have been taken.
    std::string written(std::size_t first) const;

    std::optional<Literal> item();
    std::optional<Literal> signed_number();
    std::optional<Literal> primary();
    std::optional<Literal> number();
    std::optional<Literal> strings();
    std::optional<Literal> word();
    std::optional<Literal> parenthesised();
    std::optional<Literal> list();
    std::optional<Literal> braces();
    std::optional<Literal> dict(Literal first_key, Position position);
    void add(Node& map, const Literal& key, Node value, std::unordered_set<std::string>& names);
    std::optional<Items> items(std::string_view closing);

    Literal scalar(Value value, Form form, std::size_t first) const;
    Literal as_written(Form form, std::size_t first) const;
    static Literal tuple(Items items, Position position);
    Literal set(Items items, Position position);
    void check_hashable(const Literal& literal, const char* place);
    void complain(Position position, std::string message);

    const std::string& file_;
    const DocumentLimits& limits_;
    std::span<const PythonToken> tokens_;
    std::size_t at_ = 0, depth_ = 0, nodes_ = 0;
    std::vector<Diagnostic> found_;  // problems of what may yet turn out to be no literal
};

}  // namespace mlpipe::document
