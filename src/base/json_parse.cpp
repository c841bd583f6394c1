#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t deepest = 100;

// Walks the text for the parser and tells how far it has come, which the parser's callbacks do not.
struct WatchedIterator {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    const char** reached;

    reference operator*() const { return *at; }
    WatchedIterator& operator++() {
        *reached = ++at;
        return *this;
    }
    WatchedIterator operator++(int) {
        WatchedIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const WatchedIterator& other) const { return at == other.at; }
    bool operator!=(const WatchedIterator& other) const { return at != other.at; }
};

class ValueBuilder {
  public:
    ValueBuilder(std::string_view text, std::string_view origin)
        : text_(text), origin_(origin), reached_(text.data()) {}

    WatchedIterator begin() { return {text_.data(), &reached_}; }
    WatchedIterator end() { return {text_.data() + text_.size(), &reached_}; }
    Value take() { return std::move(root_); }

    bool null() { return add(Value()); }
    bool boolean(bool flag) { return add(Value(flag)); }
    bool number_integer(std::int64_t number) { return add(Value(number)); }
    bool number_unsigned(std::uint64_t number) { return add(Value(*Integer::parse(std::to_string(number)))); }
    // Integers beyond 64 bits come here too; their text tells.
    bool number_float(double number, const std::string& token) {
        if (auto integer = Integer::parse(token)) return add(Value(std::move(*integer)));
        return add(Value(number));
    }
    bool string(std::string& text) { return add(Value(std::move(text))); }
    bool binary(nlohmann::json::binary_t&) { return false; }

    bool start_object(std::size_t) { return open(Value(Value::Map())); }
    bool start_array(std::size_t) { return open(Value(Value::List())); }
    bool end_array() {
        open_.pop_back();
        return true;
    }
    bool end_object() {
        Value& closed = *open_.back().value;
        open_.pop_back();
        if (const Value* name = closed.find("$float");
            name && closed.as_map()->size() == 1 && name->as_string())
            if (const auto number = special_float(*name->as_string())) closed = Value(*number);
        return true;
    }
    bool key(std::string& name) {
        Frame& frame = open_.back();
        if (!frame.note(name)) fail(key_begin(), "the key '" + path::printable(name) + "' stands here twice");
        frame.key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
        std::string_view what = error.what();
        what.remove_prefix(std::min(what.size(), what.find("] ") + 2));
        if (what.starts_with("parse error at ")) what.remove_prefix(what.find(": ") + 2);
        fail(position == 0 ? 0 : position - 1, std::string(what));
    }

  private:
    struct Frame {
        Value* value;
        std::string key;
        std::unordered_set<std::string> keys;  // only of large maps, where a search would be slow

        // False if the map has the key already.
        bool note(const std::string& name) {
            const Value::Map& map = *value->as_map();
            if (map.size() < 16) return value->find(name) == nullptr;
            if (keys.empty())
                for (const auto& entry : map) keys.insert(entry.first);
            return keys.insert(name).second;
        }
    };

    static std::optional<double> special_float(const std::string& name) {
        if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
        if (name == "inf") return std::numeric_limits<double>::infinity();
        if (name == "-inf") return -std::numeric_limits<double>::infinity();
        return std::nullopt;
    }

    Value& place(Value value) {
        if (open_.empty()) return root_ = std::move(value);
        Frame& frame = open_.back();
        if (Value::List* list = frame.value->as_list()) return list->emplace_back(std::move(value));
        return frame.value->as_map()->emplace_back(std::move(frame.key), std::move(value)).second;
    }
    bool add(Value value) {
        place(std::move(value));
        return true;
    }
    bool open(Value value) {
        if (open_.size() == deepest)
            fail(offset() - 1, "it is nested deeper than " + std::to_string(deepest) + " levels");
        open_.push_back({&place(std::move(value)), {}, {}});
        return true;
    }

    std::size_t offset() const { return static_cast<std::size_t>(reached_ - text_.data()); }

    // The opening quote of the key whose closing quote was just read: the nearest one that is not escaped.
    std::size_t key_begin() const {
        std::size_t at = offset() - 1;
        while (at > 0) {
            --at;
            if (text_[at] != '"') continue;
            std::size_t slashes = 0;
            while (slashes < at && text_[at - slashes - 1] == '\\') ++slashes;
            if (slashes % 2 == 0) break;
        }
        return at;
    }

    [[noreturn]] void fail(std::size_t at, const std::string& message) const {
        const std::string_view before = text_.substr(0, std::min(at, text_.size()));
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
        throw Error(ErrorKind::pipeline, path::printable(origin_) + ":" + std::to_string(line) + ":" +
                                             std::to_string(before.size() - begin + 1) + ": " + message);
    }

    std::string_view text_, origin_;
    const char* reached_;
    Value root_;
    std::vector<Frame> open_;
};

}  // namespace

Value parse_json(std::string_view text, std::string_view origin) {
    ValueBuilder builder(text, origin);
    nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder);
    return builder.take();
}

}  // namespace mlpipe
