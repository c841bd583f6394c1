#include "line_counts.hpp"

#include <algorithm>
#include <vector>

namespace mlpipe {
namespace {

constexpr std::size_t looked_at = 8000;  // bytes in which a NUL makes it binary, as in git
constexpr std::ptrdiff_t most_edits = 4000;

using Lines = std::vector<std::string_view>;

bool is_text(std::string_view content) {
    return content.substr(0, looked_at).find('\0') == std::string_view::npos;
}

// With their ends: a last line without one differs from the same line with one.
Lines lines_of(std::string_view content) {
    Lines lines;
    while (!content.empty()) {
        const std::size_t end = content.find('\n');
        const std::size_t length = end == std::string_view::npos ? content.size() : end + 1;
        lines.push_back(content.substr(0, length));
        content.remove_prefix(length);
    }
    return lines;
}

// The length of the shortest edit script (Myers, "An O(ND) Difference Algorithm", 1986, fig. 2).
std::optional<std::size_t> edit_distance(const Lines& before, const Lines& after) {
    const auto old_size = static_cast<std::ptrdiff_t>(before.size());
    const auto new_size = static_cast<std::ptrdiff_t>(after.size());
    const std::ptrdiff_t most = std::min(old_size + new_size, most_edits);
    const auto at = [most](std::ptrdiff_t diagonal) { return static_cast<std::size_t>(diagonal + most + 1); };
    std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * most + 3), 0);
    for (std::ptrdiff_t edits = 0; edits <= most; ++edits) {
        for (std::ptrdiff_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
            const bool down = diagonal == -edits ||
                              (diagonal != edits && furthest[at(diagonal - 1)] < furthest[at(diagonal + 1)]);
            std::ptrdiff_t x = down ? furthest[at(diagonal + 1)] : furthest[at(diagonal - 1)] + 1;
            std::ptrdiff_t y = x - diagonal;
            while (x < old_size && y < new_size &&
                   before[static_cast<std::size_t>(x)] == after[static_cast<std::size_t>(y)]) {
                ++x;
                ++y;
            }
            furthest[at(diagonal)] = x;
            if (x >= old_size && y >= new_size) return static_cast<std::size_t>(edits);
        }
    }
    return std::nullopt;
}

// What both have at their beginning and end needs no search.
void drop_common(Lines& before, Lines& after) {
    const auto first = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    after.erase(after.begin(), first.second);
    before.erase(before.begin(), first.first);
    while (!before.empty() && !after.empty() && before.back() == after.back()) {
        before.pop_back();
        after.pop_back();
    }
}

}  // namespace

std::optional<LineCounts> count_lines(std::string_view before, std::string_view after) {
    if (!is_text(before) || !is_text(after)) return std::nullopt;
    Lines old_lines = lines_of(before), new_lines = lines_of(after);
    drop_common(old_lines, new_lines);
    if (old_lines.empty() || new_lines.empty()) return LineCounts{new_lines.size(), old_lines.size()};
    const auto edits = edit_distance(old_lines, new_lines);
    if (!edits) return std::nullopt;
    // added + removed = edits, added - removed = what it grew by.
    const std::size_t added = (*edits + new_lines.size() - old_lines.size()) / 2;
    return LineCounts{added, *edits - added};
}

}  // namespace mlpipe
