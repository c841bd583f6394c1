// A typed value without positions: what parameters, metrics and records are made of.
// Integers have any size and are never floats; maps keep the order in which they were written.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mlpipe {

// A whole number of any size, kept as canonical decimal text: no plus sign, no leading zeros, no "-0".
class Integer {
  public:
    Integer() : text_("0") {}
    explicit Integer(std::int64_t number);
    // Decimal digits with an optional sign; nullopt for anything else.
    static std::optional<Integer> parse(std::string_view text);
    const std::string& text() const { return text_; }
    std::optional<std::int64_t> to_int64() const;
    double to_double() const;
    bool operator==(const Integer&) const = default;

  private:
    std::string text_;
};

class Value {
  public:
    using List = std::vector<Value>;
    using Map = std::vector<std::pair<std::string, Value>>;

    Value() = default;  // null
    Value(bool flag) : data_(flag) {}
    Value(std::int64_t number) : data_(Integer(number)) {}
    Value(int number) : Value(static_cast<std::int64_t>(number)) {}
    Value(Integer number) : data_(std::move(number)) {}
    Value(double number) : data_(number) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(List items) : data_(std::move(items)) {}
    Value(Map entries) : data_(std::move(entries)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    // Each returns null when the value is of another type.
    const bool* as_bool() const { return std::get_if<bool>(&data_); }
    const Integer* as_integer() const { return std::get_if<Integer>(&data_); }
    const double* as_float() const { return std::get_if<double>(&data_); }
    const std::string* as_string() const { return std::get_if<std::string>(&data_); }
    const List* as_list() const { return std::get_if<List>(&data_); }
    const Map* as_map() const { return std::get_if<Map>(&data_); }
    List* as_list() { return std::get_if<List>(&data_); }
    Map* as_map() { return std::get_if<Map>(&data_); }
    // An integer or a float as a double.
    std::optional<double> number() const;

    // The entry of a map, or null. Linear: index large maps once instead of asking often.
    const Value* find(std::string_view key) const;
    // `a.b.c`, or null; a number addresses an item of a list.
    const Value* find_path(std::string_view dotted) const;
    // Replaces or appends an entry; turns null into a map.
    Value& set(std::string key, Value value);
    void push(Value value);

    // Types must agree: 1 and 1.0 differ. The order of map entries does not count.
    bool operator==(const Value& other) const;

  private:
    std::variant<std::monostate, bool, Integer, double, std::string, List, Map> data_;
};

}  // namespace mlpipe
