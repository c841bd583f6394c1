#include "semantic_version.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace mlpipe::registry {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](unsigned char letter) { return std::isdigit(letter) != 0; });
}

bool is_identifier(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '-';
    });
}

bool has_leading_zero(std::string_view digits) {
    return digits.size() > 1 && digits.front() == '0';
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    if (!is_digits(text) || has_leading_zero(text)) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find('.', begin);
        parts.emplace_back(text.substr(begin, end - begin));
        if (end == text.npos) return parts;
        begin = end + 1;
    }
}

// Numbers are lower than words, and compared as numbers.
bool is_lower_part(const std::string& left, const std::string& right) {
    const bool digits = is_digits(left);
    if (digits != is_digits(right)) return digits;
    if (digits && left.size() != right.size()) return left.size() < right.size();
    return left < right;
}

}  // namespace

std::optional<SemanticVersion> SemanticVersion::parse(std::string_view text) {
    SemanticVersion version;
    if (text.starts_with('v')) text.remove_prefix(1);
    if (const std::size_t plus = text.find('+'); plus != text.npos) {
        version.build = text.substr(plus + 1);
        text = text.substr(0, plus);
        for (const std::string& part : split(version.build))
            if (!is_identifier(part)) return std::nullopt;
    }
    if (const std::size_t dash = text.find('-'); dash != text.npos) {
        version.before = split(text.substr(dash + 1));
        text = text.substr(0, dash);
        for (const std::string& part : version.before)
            if (!is_identifier(part) || (is_digits(part) && has_leading_zero(part))) return std::nullopt;
    }
    const std::vector<std::string> parts = split(text);
    if (parts.size() != 3) return std::nullopt;
    const auto first = number(parts[0]), second = number(parts[1]), third = number(parts[2]);
    if (!first || !second || !third) return std::nullopt;
    version.major_number = *first;
    version.minor_number = *second;
    version.patch_number = *third;
    return version;
}

std::string SemanticVersion::text() const {
    std::string written = "v" + std::to_string(major_number) + "." + std::to_string(minor_number) + "." +
                          std::to_string(patch_number);
    for (std::size_t i = 0; i < before.size(); ++i) written += (i == 0 ? "-" : ".") + before[i];
    return build.empty() ? written : written + "+" + build;
}

SemanticVersion SemanticVersion::next(NewVersion::Part part) const {
    SemanticVersion next;
    next.major_number = major_number + (part == NewVersion::Part::major ? 1 : 0);
    if (part == NewVersion::Part::major) return next;
    next.minor_number = minor_number + (part == NewVersion::Part::minor ? 1 : 0);
    if (part == NewVersion::Part::minor) return next;
    next.patch_number = patch_number + 1;
    return next;
}

bool is_lower(const SemanticVersion& left, const SemanticVersion& right) {
    if (left.major_number != right.major_number) return left.major_number < right.major_number;
    if (left.minor_number != right.minor_number) return left.minor_number < right.minor_number;
    if (left.patch_number != right.patch_number) return left.patch_number < right.patch_number;
    if (left.before.empty() || right.before.empty()) return !left.before.empty() && right.before.empty();
    return std::lexicographical_compare(left.before.begin(), left.before.end(), right.before.begin(),
                                        right.before.end(), is_lower_part);
}

}  // namespace mlpipe::registry
