#include "mlpipe/base/path.hpp"
#include "mlpipe/plan/fingerprint.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t longest_value = 60;
constexpr std::size_t most_names = 3;

// A value that fits a line, or nothing.
std::string short_text(const std::string& value) {
    const std::string text = path::printable(value);
    return text.size() > longest_value || value.find('\n') != std::string::npos ? "" : text;
}

std::string noun(const std::string& field) {
    return field == "environment" ? "environment variable" : field;
}

std::string plural_noun(const std::string& field) {
    const std::string one = noun(field);
    return one.ends_with('y') ? one.substr(0, one.size() - 1) + "ies" : one + "s";
}

bool is_content(const std::string& field) {
    return field == "dependency" || field == "environment file" || field == "passed variable" ||
           field == "secret";
}

std::string one(const Change& change) {
    std::string text = noun(change.field);
    if (!change.name.empty()) text += " " + path::printable(change.name);
    const bool named = !change.name.empty();
    if (named && change.before.empty() && !change.after.empty()) {
        text += " added";
        const std::string value = short_text(change.after);
        return is_content(change.field) || change.field == "output" || value.empty() ? text
                                                                                     : text + ": " + value;
    }
    if (named && change.after.empty() && !change.before.empty()) return text + " removed";
    text += " changed";
    const std::string before = short_text(change.before), after = short_text(change.after);
    if (is_content(change.field) || before.empty() || after.empty()) return text;
    return text + " from " + before + " to " + after;
}

std::string several(const std::vector<const Change*>& group) {
    std::string text = std::to_string(group.size()) + " " + plural_noun(group.front()->field) + " changed: ";
    for (std::size_t i = 0; i < group.size() && i < most_names; ++i)
        text += (i == 0 ? "" : ", ") + path::printable(group[i]->name);
    if (group.size() > most_names) text += " and " + std::to_string(group.size() - most_names) + " more";
    return text;
}

}  // namespace

std::string summary(const std::vector<Change>& changes) {
    if (changes.empty()) return "unchanged";
    std::string text;
    for (std::size_t i = 0; i < changes.size();) {
        std::vector<const Change*> group;
        for (const std::string& field = changes[i].field; i < changes.size() && changes[i].field == field;
             ++i)
            group.push_back(&changes[i]);
        if (!text.empty()) text += "; ";
        text += group.size() == 1 ? one(*group.front()) : several(group);
    }
    return text;
}

}  // namespace mlpipe
