#include "tag_name.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "semantic_version.hpp"

namespace mlpipe {

namespace {

bool is_letter_or_digit(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

// GTO's rule, without what git takes for no name of a reference.
bool is_name(std::string_view name) {
    const auto allowed = [](char letter) {
        return is_letter_or_digit(letter) || letter == '-' || letter == '_' || letter == '/';
    };
    return !name.empty() && is_letter_or_digit(name.front()) && is_letter_or_digit(name.back()) &&
           std::all_of(name.begin(), name.end(), allowed) && name.find("//") == name.npos;
}

// GTO keeps models of a folder apart by `folder:model`; a tag says it with another sign.
constexpr char folder_mark = ':', folder_mark_in_tag = '=';

std::string replaced(std::string_view name, char from, char to) {
    std::string text(name);
    std::replace(text.begin(), text.end(), from, to);
    return text;
}

bool is_folder(std::string_view folder) {
    return !folder.empty() && std::all_of(folder.begin(), folder.end(), [](char letter) {
        return is_letter_or_digit(letter) || std::string_view("-_./").find(letter) != std::string_view::npos;
    });
}

// Takes `#12` from the end. False: there is something else after a `#`.
bool take_number(std::string_view& text, std::uint64_t& number) {
    const std::size_t hash = text.rfind('#');
    const std::string_view digits = text.substr(hash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return false;
    text = text.substr(0, hash);
    return true;
}

}  // namespace

bool is_model_name(std::string_view name) {
    const std::size_t mark = name.find(folder_mark);
    return mark == name.npos ? is_name(name)
                             : is_folder(name.substr(0, mark)) && is_name(name.substr(mark + 1));
}

namespace registry {

bool is_alias_name(std::string_view name) {
    return is_name(name);
}

std::optional<TagName> TagName::parse(std::string_view tag) {
    TagName found;
    const std::size_t mark = tag.find_first_of("@#");
    if (mark == tag.npos) return std::nullopt;
    found.model = replaced(tag.substr(0, mark), folder_mark_in_tag, folder_mark);
    if (!is_model_name(found.model)) return std::nullopt;
    std::string_view rest = tag.substr(mark + 1);
    if (rest.find('#') != rest.npos && !take_number(rest, found.number)) return std::nullopt;
    const bool taken_back = rest.ends_with('!');
    if (taken_back) rest.remove_suffix(1);
    if (tag[mark] == '#') {
        if (!is_alias_name(rest)) return std::nullopt;
        found.kind = taken_back ? ModelEvent::Kind::unassigned : ModelEvent::Kind::assigned;
        found.alias = rest;
        return found;
    }
    found.kind = ModelEvent::Kind::deprecated;
    if (rest == "deprecated" && !taken_back) return found;
    if (!rest.starts_with('v') || !SemanticVersion::parse(rest)) return std::nullopt;
    if (!taken_back) found.kind = ModelEvent::Kind::registered;
    found.version = rest;
    return found;
}

std::string TagName::text() const {
    std::string tag = replaced(model, folder_mark, folder_mark_in_tag);
    switch (kind) {
        case ModelEvent::Kind::registered:
            tag += "@" + version;
            break;
        case ModelEvent::Kind::deprecated:
            tag += version.empty() ? "@deprecated" : "@" + version + "!";
            break;
        case ModelEvent::Kind::assigned:
            tag += "#" + alias;
            break;
        case ModelEvent::Kind::unassigned:
            tag += "#" + alias + "!";
            break;
    }
    return number == 0 ? tag : tag + "#" + std::to_string(number);
}

}  // namespace registry

}  // namespace mlpipe
