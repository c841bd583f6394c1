#include "problems.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::load {
namespace {

std::string joined(std::span<const std::string> words) {
    std::string result;
    for (const std::string& word : words) result += (result.empty() ? "" : ", ") + word;
    return result;
}

}  // namespace

void Problems::add(Position position, std::string message) {
    diagnostics_.push_back({file_, position, std::move(message)});
}

void Problems::wrong(const Node& node, std::string_view key, std::string_view expected) {
    add(node.position(), "'" + path::printable(key) + "'" + of_subject() + " expects " +
                             std::string(expected) + ", not " + node.describe());
}

void Problems::unknown_key(const Node::Entry& entry, std::string_view where,
                           std::span<const std::string> known) {
    std::string guess = text::did_you_mean(entry.key, known);
    if (guess.empty()) guess = "; expected one of " + joined(known);
    add(entry.key_position,
        "unknown key '" + path::printable(entry.key) + "' in " + std::string(where) + guess);
}

void Problems::throw_if_any() {
    if (diagnostics_.empty()) return;
    const auto place = [](const Diagnostic& d) {
        return std::tie(d.position.line, d.position.column, d.message);
    };
    std::sort(diagnostics_.begin(), diagnostics_.end(),
              [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    diagnostics_.erase(std::unique(diagnostics_.begin(), diagnostics_.end()), diagnostics_.end());
    throw PipelineError(std::move(diagnostics_));
}

std::optional<std::string> Problems::text(const Node& node, std::string_view key) {
    const std::string* text = node.scalar().as_string();
    if (text && text->find_first_not_of(" \t\r\n") != std::string::npos) return *text;
    const bool needs_quotes = node.is_scalar() && !node.is_null() && !text;
    wrong(node, key, needs_quotes ? "a string (put it in quotes)" : "a string");
    return std::nullopt;
}

std::optional<bool> Problems::flag(const Node& node, std::string_view key) {
    if (const bool* flag = node.scalar().as_bool()) return *flag;
    wrong(node, key, "true or false");
    return std::nullopt;
}

std::optional<std::uint64_t> Problems::count(const Node& node, std::string_view key) {
    if (const Integer* number = node.scalar().as_integer()) {
        const auto small = number->to_int64();
        if (small && *small >= 0 && *small <= 1'000'000) return static_cast<std::uint64_t>(*small);
    }
    wrong(node, key, "a whole number from 0 to 1000000");
    return std::nullopt;
}

std::optional<double> Problems::duration(const Node& node, std::string_view key, bool zero) {
    std::optional<double> seconds = node.scalar().number();
    if (const std::string* text = node.scalar().as_string()) seconds = text::parse_duration(*text);
    if (seconds && std::isfinite(*seconds) && (*seconds > 0 || (zero && *seconds == 0))) return seconds;
    wrong(node, key,
          zero ? "a duration such as 30s, 1.5h or 1d" : "a duration above zero such as 30s, 1.5h or 1d");
    return std::nullopt;
}

std::vector<const Node*> Problems::texts(const Node& node, std::string_view key, bool or_one) {
    std::vector<const Node*> result;
    if (or_one && node.is_scalar()) {
        if (text(node, key)) result.push_back(&node);
        return result;
    }
    if (!node.is_list()) {
        wrong(node, key, or_one ? "a string or a list of strings" : "a list of strings");
        return result;
    }
    for (const Node& item : node.items()) {
        if (text(item, key)) result.push_back(&item);
    }
    return result;
}

}  // namespace mlpipe::load
