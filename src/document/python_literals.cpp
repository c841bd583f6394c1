#include "python_literals.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "mlpipe/base/path.hpp"
#include "python_keys.hpp"
#include "python_strings.hpp"
#include "scalar.hpp"

namespace mlpipe::document {
namespace {

std::optional<Value> number_value(std::string_view written) {
    std::string digits(written);
    std::erase(digits, '_');
    const std::string_view text = digits;
    const std::string_view prefix = text.substr(0, 2);
    const auto integer = [&](int base) {
        const auto decimal = to_decimal(text.substr(2), base);
        return decimal ? std::optional<Value>(*Integer::parse(*decimal)) : std::nullopt;
    };
    if (prefix == "0x" || prefix == "0X") return integer(16);
    if (prefix == "0o" || prefix == "0O") return integer(8);
    if (prefix == "0b" || prefix == "0B") return integer(2);
    return resolve_plain(text);
}

Value negated(const Value& value) {
    if (const double* number = value.as_float()) return -*number;
    return *Integer::parse("-" + value.as_integer()->text());
}

}  // namespace

std::optional<Node> PythonLiterals::read(std::span<const PythonToken> tokens) {
    tokens_ = tokens;
    at_ = 0;
    found_.clear();
    if (tokens.empty()) return std::nullopt;
    const Position position = tokens.front().position;
    std::optional<Literal> literal = item();
    if (literal && next() && next()->is(",")) {
        ++at_;
        std::optional<Items> rest = items("");
        if (!rest) return std::nullopt;
        rest->insert(rest->begin(), std::move(*literal));
        literal = tuple(std::move(*rest), position);
    }
    if (!literal || next()) return std::nullopt;
    problems.insert(problems.end(), found_.begin(), found_.end());
    return std::move(literal->node);
}

bool PythonLiterals::take(std::string_view operation) {
    if (!next() || !next()->is(operation)) return false;
    ++at_;
    return true;
}

// A complex number is written as the sum of a real and an imaginary one.
std::optional<PythonLiterals::Literal> PythonLiterals::item() {
    const std::size_t first = at_;
    std::optional<Literal> left = signed_number();
    if (!left || !next() || (!next()->is("+") && !next()->is("-"))) return left;
    const bool real = left->node.scalar().number().has_value() && left->form != Form::other;
    ++at_;
    const std::optional<Literal> right = primary();
    if (!real || !right || right->form != Form::imaginary) return std::nullopt;
    return as_written(Form::other, first);
}

std::optional<PythonLiterals::Literal> PythonLiterals::signed_number() {
    const std::size_t first = at_;
    const PythonToken* sign = next();
    if (!sign || (!sign->is("-") && !sign->is("+"))) return primary();
    ++at_;
    const std::optional<Literal> operand = primary();
    if (!operand) return std::nullopt;
    if (operand->form == Form::imaginary) return as_written(Form::signed_number, first);
    if (operand->form != Form::real) return std::nullopt;
    const Value& value = operand->node.scalar();
    return scalar(sign->is("-") ? negated(value) : value, Form::signed_number, first);
}

std::optional<PythonLiterals::Literal> PythonLiterals::primary() {
    const PythonToken* token = next();
    if (!token) return std::nullopt;
    if (++nodes_ > limits_.most_nodes)
        throw PipelineError(
            {{file_, token->position,
              "the document has more than " + std::to_string(limits_.most_nodes) + " values"}});
    switch (token->kind) {
        case PythonToken::Kind::number:
            return number();
        case PythonToken::Kind::string:
            return strings();
        case PythonToken::Kind::name:
            return word();
        default:
            break;
    }
    if (token->is("...")) {
        ++at_;
        return as_written(Form::other, at_ - 1);
    }
    if (!token->is("(") && !token->is("[") && !token->is("{")) return std::nullopt;
    if (++depth_ > limits_.most_depth)
        throw PipelineError(
            {{file_, token->position, "nested more than " + std::to_string(limits_.most_depth) + " deep"}});
    std::optional<Literal> found = token->is("(") ? parenthesised() : token->is("[") ? list() : braces();
    --depth_;
    return found;
}

std::optional<PythonLiterals::Literal> PythonLiterals::number() {
    const PythonToken& token = tokens_[at_++];
    const bool hexadecimal = token.text.starts_with("0x") || token.text.starts_with("0X");
    if (!hexadecimal && (token.text.back() == 'j' || token.text.back() == 'J'))
        return as_written(Form::imaginary, at_ - 1);
    std::optional<Value> value = number_value(token.text);
    if (!value) return std::nullopt;
    return scalar(std::move(*value), Form::real, at_ - 1);
}

// Strings that follow each other are one.
std::optional<PythonLiterals::Literal> PythonLiterals::strings() {
    const std::size_t first = at_;
    std::string text;
    bool bytes = false;
    for (; next() && next()->kind == PythonToken::Kind::string; ++at_) {
        PythonString part = read_python_string(next()->text);
        if (part.kind == PythonString::Kind::formatted) return std::nullopt;
        bytes = bytes || part.kind == PythonString::Kind::bytes;
        if (!part.problem.empty()) complain(next()->position, std::move(part.problem));
        text += part.text;
    }
    if (bytes) return as_written(Form::other, first);
    return Literal{Node::make_scalar(text, text, true, tokens_[first].position)};
}

std::optional<PythonLiterals::Literal> PythonLiterals::word() {
    const PythonToken& token = tokens_[at_++];
    if (token.text == "True" || token.text == "False")
        return scalar(token.text == "True", Form::other, at_ - 1);
    if (token.text == "None") return scalar({}, Form::other, at_ - 1);
    // The one way to write an empty set.
    if (token.text != "set" || !take("(") || !take(")")) return std::nullopt;
    return set({}, token.position);
}

std::optional<PythonLiterals::Literal> PythonLiterals::parenthesised() {
    const std::size_t first = at_++;
    std::optional<Literal> only;
    if (!take(")")) {
        only = item();
        if (!only) return std::nullopt;
        if (take(")")) return only;
        if (!take(",")) return std::nullopt;
    }
    std::optional<Items> found = only ? items(")") : Items{};
    if (!found) return std::nullopt;
    if (only) found->insert(found->begin(), std::move(*only));
    Literal literal = tuple(std::move(*found), tokens_[first].position);
    literal.written = written(first);
    return literal;
}

std::optional<PythonLiterals::Literal> PythonLiterals::list() {
    const Position position = tokens_[at_++].position;
    std::optional<Items> found = items("]");
    if (!found) return std::nullopt;
    Literal literal = tuple(std::move(*found), position);
    literal.hashable = false;
    return literal;
}

std::optional<PythonLiterals::Literal> PythonLiterals::braces() {
    const Position position = tokens_[at_++].position;
    if (take("}")) {
        Literal empty{Node::make_map(position)};
        empty.hashable = false;
        return empty;
    }
    std::optional<Literal> first = item();
    if (!first) return std::nullopt;
    if (take(":")) return dict(std::move(*first), position);
    std::optional<Items> found = take("}") ? Items{} : take(",") ? items("}") : std::nullopt;
    if (!found) return std::nullopt;
    found->insert(found->begin(), std::move(*first));
    return set(std::move(*found), position);
}

// As in Python the first place of a key stays, and its last value counts.
std::optional<PythonLiterals::Literal> PythonLiterals::dict(Literal first_key, Position position) {
    Literal literal{Node::make_map(position)};
    literal.hashable = false;
    std::unordered_map<std::string, std::size_t> known;
    std::unordered_set<std::string> names;
    for (std::optional<Literal> key = std::move(first_key);;) {
        std::optional<Literal> value = item();
        if (!value) return std::nullopt;
        check_hashable(*key, "a key of a dict");
        if (key->hashable) {
            Node& map = literal.node;
            const auto [place, is_new] = known.emplace(python_identity(key->node), map.entries().size());
            if (is_new)
                add(map, *key, std::move(value->node), names);
            else
                map.entries()[place->second].value = std::move(value->node);
        }
        if (take("}")) return literal;
        if (!take(",")) return std::nullopt;
        if (take("}")) return literal;
        key = item();
        if (!key || !take(":")) return std::nullopt;
    }
}

void PythonLiterals::add(Node& map, const Literal& key, Node value, std::unordered_set<std::string>& names) {
    const bool is_tuple = key.node.is_list();
    std::string name = is_tuple ? key.written : python_key_text(key.node);
    if (!names.insert(name).second)
        complain(key.node.position(),
                 "the key '" + path::printable(name) + "' stands twice in this dict, once as text");
    map.add(std::move(name), key.node.position(), std::move(value),
            is_tuple ? Node::Kind::string : key.node.kind());
}

// Up to `closing`, or to the end of the tokens where that is empty.
std::optional<PythonLiterals::Items> PythonLiterals::items(std::string_view closing) {
    Items found;
    for (;;) {
        if (closing.empty() ? !next() : take(closing)) return found;
        std::optional<Literal> one = item();
        if (!one) return std::nullopt;
        found.push_back(std::move(*one));
        if (closing.empty() ? !next() : take(closing)) return found;
        if (!take(",")) return std::nullopt;
    }
}

std::string PythonLiterals::written(std::size_t first) const {
    const std::string_view last = tokens_[at_ - 1].text;
    const char* begin = tokens_[first].text.data();
    return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
}

PythonLiterals::Literal PythonLiterals::scalar(Value value, Form form, std::size_t first) const {
    return {Node::make_scalar(std::move(value), written(first), false, tokens_[first].position), form};
}

PythonLiterals::Literal PythonLiterals::as_written(Form form, std::size_t first) const {
    return scalar(written(first), form, first);
}

PythonLiterals::Literal PythonLiterals::tuple(Items items, Position position) {
    Literal literal{Node::make_list(position)};
    for (Literal& item : items) {
        literal.hashable = literal.hashable && item.hashable;
        literal.node.add(std::move(item.node));
    }
    return literal;
}

PythonLiterals::Literal PythonLiterals::set(Items items, Position position) {
    Literal literal{Node::make_list(position)};
    literal.hashable = false;
    std::unordered_set<std::string> known;
    for (Literal& item : items) {
        check_hashable(item, "an item of a set");
        if (item.hashable && known.insert(python_identity(item.node)).second)
            literal.node.add(std::move(item.node));
    }
    return literal;
}

void PythonLiterals::check_hashable(const Literal& literal, const char* place) {
    if (!literal.hashable)
        complain(literal.node.position(), std::string("a list, a set or a dict cannot be ") + place);
}

void PythonLiterals::complain(Position position, std::string message) {
    found_.push_back({file_, position, "not valid Python: " + std::move(message)});
}

}  // namespace mlpipe::document
