#include "mlpipe/base/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace mlpipe {
namespace {

std::optional<std::int64_t> parse_int64(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

using Entry = std::pair<std::string, Value>;

std::vector<const Entry*> sorted(const Value::Map& map) {
    std::vector<const Entry*> entries;
    entries.reserve(map.size());
    for (const Entry& entry : map) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(),
              [](const Entry* a, const Entry* b) { return a->first < b->first; });
    return entries;
}

bool equal_maps(const Value::Map& left, const Value::Map& right) {
    if (left.size() != right.size()) return false;
    const auto a = sorted(left), b = sorted(right);
    return std::equal(a.begin(), a.end(), b.begin(), [](const Entry* x, const Entry* y) {
        return x->first == y->first && x->second == y->second;
    });
}

}  // namespace

Integer::Integer(std::int64_t number) : text_(std::to_string(number)) {}

std::optional<Integer> Integer::parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
    Integer result;
    result.text_ = (negative && text != "0" ? "-" : "") + std::string(text);
    return result;
}

std::optional<std::int64_t> Integer::to_int64() const {
    return parse_int64(text_);
}

double Integer::to_double() const {
    double number = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    static_cast<void>(end);
    if (error == std::errc::result_out_of_range) {
        const double infinity = std::numeric_limits<double>::infinity();
        return text_.front() == '-' ? -infinity : infinity;
    }
    return number;
}

std::optional<double> Value::number() const {
    if (const Integer* integer = as_integer()) return integer->to_double();
    if (const double* number = as_float()) return *number;
    return std::nullopt;
}

const Value* Value::find(std::string_view key) const {
    const Map* map = as_map();
    if (!map) return nullptr;
    const auto found =
        std::find_if(map->begin(), map->end(), [&](const Entry& entry) { return entry.first == key; });
    return found == map->end() ? nullptr : &found->second;
}

const Value* Value::find_path(std::string_view dotted) const {
    const Value* at = this;
    while (at) {
        const std::size_t dot = dotted.find('.');
        const std::string_view part = dotted.substr(0, dot);
        if (const List* list = at->as_list()) {
            const auto index = parse_int64(part);
            if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= list->size()) return nullptr;
            at = &(*list)[static_cast<std::size_t>(*index)];
        } else {
            at = at->find(part);
        }
        if (dot == std::string_view::npos) break;
        dotted.remove_prefix(dot + 1);
    }
    return at;
}

Value& Value::set(std::string key, Value value) {
    if (is_null()) data_ = Map();
    Map& map = std::get<Map>(data_);
    const auto found =
        std::find_if(map.begin(), map.end(), [&](const Entry& entry) { return entry.first == key; });
    if (found == map.end()) return map.emplace_back(std::move(key), std::move(value)).second;
    return found->second = std::move(value);
}

void Value::push(Value value) {
    if (is_null()) data_ = List();
    std::get<List>(data_).push_back(std::move(value));
}

bool Value::operator==(const Value& other) const {
    if (data_.index() != other.data_.index()) return false;
    if (const Map* map = as_map()) return equal_maps(*map, *other.as_map());
    if (const double* number = as_float()) {
        // Equal where the text is: NaN is itself, and -0.0 is not 0.0.
        if (std::isnan(*number) || std::isnan(*other.as_float()))
            return std::isnan(*number) && std::isnan(*other.as_float());
        return *number == *other.as_float() && std::signbit(*number) == std::signbit(*other.as_float());
    }
    return data_ == other.data_;
}

}  // namespace mlpipe
