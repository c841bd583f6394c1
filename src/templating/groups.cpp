#include "groups.hpp"

#include <algorithm>
#include <unordered_map>

#include "mlpipe/base/path.hpp"
#include "text_form.hpp"

namespace mlpipe::templating {
namespace {

// Far more than can be run; a matrix of a few long lists has more combinations than fit into memory.
constexpr std::size_t most_members = 1'000'000;

// Of two members with one key the later one counts, at the place of the first.
class MemberList {
  public:
    void add(std::string key, VariablePointer item) {
        const auto [found, is_new] = places_.emplace(key, members_.size());
        if (is_new)
            members_.push_back({std::move(key), std::move(item)});
        else
            members_[found->second].item = std::move(item);
    }
    std::vector<Member> take() { return std::move(members_); }

  private:
    std::vector<Member> members_;
    std::unordered_map<std::string, std::size_t> places_;
};

std::vector<Member> of_list(const std::vector<Item>& items) {
    MemberList members;
    const bool by_number =
        std::any_of(items.begin(), items.end(), [](const Item& item) { return !item.value->is_scalar(); });
    for (std::size_t i = 0; i < items.size(); ++i)
        members.add(by_number ? std::to_string(i) : items[i].text(), items[i].value);
    return members.take();
}

std::vector<Item> items_of(const Variable& list) {
    std::vector<Item> items;
    items.reserve(list.items().size());
    for (const VariablePointer& item : list.items()) items.push_back({item, true});
    return items;
}

std::vector<Item> resolved_items(const Interpolation& interpolation, const Node& list) {
    std::vector<Item> items;
    items.reserve(list.items().size());
    for (const Node& item : list.items()) items.push_back(resolve_item(interpolation, item));
    return items;
}

// A string is a list of its characters: DVC goes through it as Python does.
std::vector<Item> characters(const std::string& text) {
    std::vector<Item> items;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        items.push_back({Variable::scalar(text.substr(begin, end - begin), nullptr), false});
        begin = end;
    }
    return items;
}

[[noreturn]] void fail(const Interpolation& interpolation, const Node& data, std::string message) {
    throw PipelineError({{interpolation.file, data.position(), std::move(message)}});
}

// One list of a matrix.
std::vector<Item> axis(const Interpolation& interpolation, const Node::Entry& entry) {
    if (entry.value.is_list()) return resolved_items(interpolation, entry.value);
    const std::string name = "'matrix: " + path::printable(entry.key) + "'";
    if (!entry.value.is_string())
        fail(interpolation, entry.value, name + " is " + entry.value.describe() + "; expected a list");
    const Item item = resolve_item(interpolation, entry.value);
    if (item.value->is_list()) return items_of(*item.value);
    if (item.value->is_map()) {
        std::vector<Item> keys;
        for (const auto& [key, value] : item.value->entries())
            keys.push_back({Variable::scalar(key, nullptr), false});
        return keys;
    }
    const std::string* text = item.value->value().as_string();
    if (item.from_variable || !text)
        fail(interpolation, entry.value, name + " is a single value; expected a list");
    return characters(*text);
}

}  // namespace

Group foreach_group(const Interpolation& interpolation, const Node& data) {
    if (data.is_list()) return {of_list(resolved_items(interpolation, data)), false};
    MemberList members;
    if (data.is_map()) {
        for (const Node::Entry& entry : data.entries()) {
            const Value key = key_value(entry);
            members.add(key.as_string() ? resolve_item_key(interpolation, entry) : text_form(key),
                        resolve_item(interpolation, entry.value).value);
        }
        return {members.take(), true};
    }
    const Item item = resolve_item(interpolation, data);
    if (item.value->is_list()) return {of_list(items_of(*item.value)), false};
    if (!item.value->is_map())
        fail(interpolation, data,
             "'foreach' goes through " + std::string(data.describe()) +
                 ", which is a single value; expected a list or a map");
    for (const auto& [key, value] : item.value->entries()) members.add(key, value);
    return {members.take(), true};
}

Group matrix_group(const Interpolation& interpolation, const Node& data) {
    std::vector<std::pair<std::string, std::vector<Item>>> axes;
    std::size_t count = 1;
    for (const Node::Entry& entry : data.entries()) {
        axes.emplace_back(resolve_item_key(interpolation, entry), axis(interpolation, entry));
        count *= axes.back().second.size();
        if (count > most_members)
            fail(interpolation, data,
                 "the matrix makes more than " + std::to_string(most_members) + " stages");
    }
    MemberList members;
    for (std::size_t number = 0; number < count; ++number) {
        // The last list goes round fastest.
        std::string key;
        Variable::Entries entries;
        std::size_t round = count, rest = number;
        for (const auto& [name, items] : axes) {
            round /= items.size();
            const std::size_t at = rest / round;
            rest %= round;
            const Item& item = items[at];
            key += (entries.empty() ? "" : "-") +
                   (item.value->is_scalar() ? item.text() : name + std::to_string(at));
            entries.emplace_back(name, item.value);
        }
        members.add(std::move(key), Variable::map(std::move(entries), nullptr));
    }
    return {members.take(), true};
}

}  // namespace mlpipe::templating
