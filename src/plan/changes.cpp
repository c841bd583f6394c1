#include <cmath>
#include <map>
#include <tuple>

#include "key_fields.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/plan/fingerprint.hpp"

namespace mlpipe {

std::string artifact_text(const Reference& reference) {
    const std::string digest = reference.digest.hex().substr(0, 12);
    return reference.type == ReferenceType::file ? digest
                                                 : std::string(to_string(reference.type)) + " " + digest;
}

std::string output_text(const OutputSpec& output) {
    std::string text = to_string(output.role);
    if (!output.cache) text += ", not cached";
    if (output.persist) text += ", persist";
    return text;
}

std::string command_text(const Command& command) {
    std::string text;
    for (const std::string& part : command.parts) text += (text.empty() ? "" : "\n") + part;
    return text;
}

namespace {

struct Side {
    KeyField field;
    std::size_t rank = 0;  // of the tag, in the order of the key
    std::string payload, shown;
};

std::vector<Side> sides(const StageInputs& inputs) {
    std::vector<Side> all;
    const char* last = nullptr;
    std::size_t rank = 0;
    // Tags that do not occur must not shift the ranks of those that follow, hence the fixed list.
    static constexpr std::string_view tags[] = {"command", "shell", "user-shell",      "directory",
                                                "env",     "pass",  "secret",          "param",
                                                "dep",     "out",   "environment-file"};
    walk_key_fields(inputs, [&](const KeyField& field, const auto& encode, const auto& show) {
        if (field.tag != last)
            rank = static_cast<std::size_t>(std::find(std::begin(tags), std::end(tags), field.tag) -
                                            std::begin(tags));
        last = field.tag;
        Side side{field, rank, {}, show()};
        encode(side.payload);
        all.push_back(std::move(side));
    });
    return all;
}

auto identity(const Side& side) {
    return std::tie(side.rank, side.field.name, side.field.subname);
}

std::string value_text(const Value& value) {
    if (const double* number = value.as_float(); number && !std::isfinite(*number))
        return std::isnan(*number) ? "nan" : *number < 0 ? "-inf" : "inf";
    return canonical_json(value);
}

std::string encoded(const Value& value) {
    std::string text;
    append_value(text, value);
    return text;
}

// Maps are compared key by key, so that a parameter is named as precisely as it can be.
void compare_values(const std::string& name, const char* separator, const Value* before, const Value* after,
                    std::vector<Change>& found) {
    const Value::Map* old_map = before ? before->as_map() : nullptr;
    const Value::Map* new_map = after ? after->as_map() : nullptr;
    if (!old_map || !new_map) {
        if (!before || !after || encoded(*before) != encoded(*after))
            found.push_back(
                {"parameter", name, before ? value_text(*before) : "", after ? value_text(*after) : ""});
        return;
    }
    std::map<std::string_view, std::pair<const Value*, const Value*>> entries;
    for (const auto& [key, value] : *old_map) entries[key].first = &value;
    for (const auto& [key, value] : *new_map) entries[key].second = &value;
    for (const auto& [key, both] : entries)
        compare_values(name + separator + std::string(key), ".", both.first, both.second, found);
}

void compare(const Side* before, const Side* after, std::vector<Change>& found) {
    if (before && after && before->payload == after->payload) return;
    const KeyField& field = before ? before->field : after->field;
    if (std::string_view(field.tag) == "param") {
        std::string name(field.name);
        if (!field.subname.empty()) name.append(1, ':').append(field.subname);
        compare_values(name, field.subname.empty() ? ":" : ".", before ? before->field.value : nullptr,
                       after ? after->field.value : nullptr, found);
        return;
    }
    found.push_back(
        {field.label, std::string(field.name), before ? before->shown : "", after ? after->shown : ""});
}

}  // namespace

std::vector<Change> changes(const StageInputs& before, const StageInputs& after) {
    const std::vector<Side> old_sides = sides(before), new_sides = sides(after);
    std::vector<Change> found;
    auto a = old_sides.begin();
    auto b = new_sides.begin();
    while (a != old_sides.end() || b != new_sides.end()) {
        const bool take_old =
            b == new_sides.end() || (a != old_sides.end() && !(identity(*b) < identity(*a)));
        const bool take_new =
            a == old_sides.end() || (b != new_sides.end() && !(identity(*a) < identity(*b)));
        compare(take_old ? &*a : nullptr, take_new ? &*b : nullptr, found);
        if (take_old) ++a;
        if (take_new) ++b;
    }
    return found;
}

}  // namespace mlpipe
