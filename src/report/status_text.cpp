#include "mlpipe/report/status_text.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_listed_skips = 20;

std::size_t count_of(const std::vector<StatusLine>& lines, DecisionKind kind) {
    return static_cast<std::size_t>(std::count_if(
        lines.begin(), lines.end(), [kind](const auto& line) { return line.decision.kind == kind; }));
}

std::string reason_of(const StatusLine& line) {
    // The reason itself may say so already.
    if (!line.accepted || line.decision.reason.find("accepted") != std::string::npos)
        return line.decision.reason;
    return line.decision.reason.empty() ? "accepted" : line.decision.reason + " (accepted)";
}

std::string counts_text(const std::vector<StatusLine>& lines) {
    struct Words {
        DecisionKind kind;
        const char* text;
    };
    static constexpr std::array words{Words{DecisionKind::run, " to run"},
                                      Words{DecisionKind::unknown, " that may have to run"},
                                      Words{DecisionKind::restore, " to restore"},
                                      Words{DecisionKind::blocked, " blocked"},
                                      Words{DecisionKind::held, " held"},
                                      Words{DecisionKind::absent, " up to date with absent files"},
                                      Words{DecisionKind::skip, " up to date"}};
    std::string text;
    for (const Words& entry : words) {
        const std::size_t count = count_of(lines, entry.kind);
        if (count > 0) text.append(text.empty() ? "" : ", ").append(std::to_string(count)).append(entry.text);
    }
    return text;
}

// An absent side is said in words: "" would look like an empty value.
std::string side(const std::string& value) {
    return value.empty() ? "(none)" : printable(value);
}

}  // namespace

Tone tone_of(DecisionKind kind) {
    switch (kind) {
        case DecisionKind::skip:
        case DecisionKind::absent:
            return Tone::faint;
        case DecisionKind::restore:
            return Tone::good;
        case DecisionKind::run:
            return Tone::accent;
        case DecisionKind::blocked:
            return Tone::bad;
        case DecisionKind::held:
        case DecisionKind::unknown:
            break;
    }
    return Tone::caution;
}

std::string status_text(const std::vector<StatusLine>& lines, const TextStyle& style, bool all) {
    if (lines.empty()) return "No stage is selected.\n";
    const std::size_t skipped = count_of(lines, DecisionKind::skip);
    if (skipped == lines.size()) {
        const auto accepted = static_cast<std::size_t>(
            std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.accepted; }));
        if (accepted == 0 && !all) {
            return toned("Everything is up to date", Tone::good, style.colour) + " (" +
                   text::plural(lines.size(), "stage") + ").\n";
        }
    }
    const bool list_skips = all || skipped <= most_listed_skips;
    Table table({{"", Align::left, false}, {"", Align::left, true}, {"", Align::left, true}});
    for (const StatusLine& line : lines) {
        const bool listed = line.decision.kind != DecisionKind::skip || list_skips || line.accepted;
        if (listed) {
            table.add({TableCell(to_string(line.decision.kind), tone_of(line.decision.kind)),
                       TableCell(line.stage), TableCell(reason_of(line))});
        }
    }
    return table.text(style) + text::plural(lines.size(), "stage") + ": " + counts_text(lines) + ".\n";
}

std::string why_text(const StatusLine& line, const TextStyle& style) {
    std::string text = toned(printable(line.stage), Tone::strong, style.colour) + ": " +
                       toned(to_string(line.decision.kind), tone_of(line.decision.kind), style.colour);
    if (!reason_of(line).empty()) text += ", " + printable(reason_of(line));
    text += "\n";
    for (const Change& change : line.decision.changes) {
        text += "  " + printable(change.field);
        if (!change.name.empty()) text += " " + printable(change.name);
        text += "\n    was: " + toned(side(change.before), Tone::bad, style.colour) +
                "\n    now: " + toned(side(change.after), Tone::good, style.colour) + "\n";
    }
    return text;
}

}  // namespace mlpipe
