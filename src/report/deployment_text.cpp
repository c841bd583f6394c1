#include "mlpipe/report/deployment_text.hpp"

#include <algorithm>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using Outcome = DeploymentReport::Outcome;

constexpr std::size_t step_width = 12;

std::string milliseconds(double seconds) {
    return text::format_number(
               std::max(0.001, static_cast<double>(static_cast<long long>(seconds * 1e6 + 0.5)) / 1e3)) +
           " ms";
}

std::string version_of(const std::optional<ReleaseContent>& content) {
    return content ? printable(content->version) : "";
}

// "flight v2 is live".
std::string live_sentence(const DeploymentReport& report) {
    std::string text = printable(report.model) + " " + version_of(report.release) + " is live";
    if (report.event)
        text +=
            "; '" + printable(report.alias) + "' points to it now" +
            (report.event->from_version.empty() ? ""
                                                : ", no longer to " + printable(report.event->from_version));
    else if (report.error.empty())
        text += "; '" + printable(report.alias) + "' points to it, as before";
    return text + ".\n";
}

std::string what_is_live(const std::optional<ReleaseContent>& content) {
    return content ? printable(content->version) + " is live" : "nothing is live";
}

std::string error_line(const DeploymentReport& report) {
    return report.error.empty() ? "" : printable_text(report.error) + "\n";
}

}  // namespace

std::string deployment_event_text(const DeploymentEvent& event, const TextStyle& style) {
    const std::string name = pad(to_string(event.step), step_width);
    switch (event.kind) {
        case DeploymentEvent::Kind::line:
            return toned(name + " | ", Tone::faint, style.colour) + printable_line(event.text) + "\n";
        case DeploymentEvent::Kind::problem:
            return toned(name + "   " + printable_text(event.text), Tone::caution, style.colour) + "\n";
        case DeploymentEvent::Kind::done:
            break;
    }
    std::string text = name + "   done";
    if (!event.text.empty()) text += ": " + printable(event.text);
    if (event.seconds > 0) text += " (" + text::format_duration(event.seconds) + ")";
    return text + "\n";
}

std::string shadow_text(const ShadowReport& report, const TextStyle& style) {
    std::string text = text::plural(report.requests, "request") + ", " + std::to_string(report.different) +
                       " answered differently (" + number_text(100 * report.disagreement()) + " %)";
    for (std::size_t i = 0; i < report.first_different.size(); ++i)
        text += (i == 0 ? "; first at line " : ", ") + std::to_string(report.first_different[i]);
    text += "\n";
    Table table({{"", Align::left, false}, {"p50", Align::right, false}, {"p99", Align::right, false}});
    table.add({"candidate", milliseconds(report.candidate.p50_s), milliseconds(report.candidate.p99_s)});
    table.add({"live", milliseconds(report.production.p50_s), milliseconds(report.production.p99_s)});
    text += table.text(style);
    for (const std::string& reason : report.failed)
        text += toned("failed", Tone::bad, style.colour) + ": " + printable(reason) + "\n";
    return text;
}

std::string deployment_text(const DeploymentReport& report, const TextStyle& style) {
    const std::string shadow = report.shadow ? shadow_text(*report.shadow, style) : "";
    switch (report.outcome) {
        case Outcome::live:
            return shadow + live_sentence(report) + error_line(report);
        case Outcome::gated:
            return shadow + "Not deployed, and nothing was changed: " + what_is_live(report.previous) + ".\n";
        case Outcome::unchanged:
            return shadow + error_line(report) +
                   "Not deployed, and nothing was changed: " + what_is_live(report.previous) + ".\n";
        case Outcome::reverted:
            return shadow + error_line(report) + "Taken back: " + what_is_live(report.previous) +
                   (report.previous ? " again" : "") + ".\n";
        case Outcome::unfinished:
            break;
    }
    return shadow + error_line(report);
}

std::string pending_text(const PendingRelease& pending) {
    const bool rollback = pending.kind == PendingRelease::Kind::rollback;
    return (rollback ? "a rollback to " : "a deployment of ") + printable(pending.release.content.version) +
           " goes on, or was killed: then the next deployment or rollback " +
           (rollback || pending.confirmed ? "finishes" : "undoes") + " it";
}

std::string rollback_text(const DeploymentReport& report, const TextStyle&) {
    switch (report.outcome) {
        case Outcome::live:
            return live_sentence(report) + error_line(report);
        case Outcome::unchanged:
            return error_line(report) + "Nothing was changed: " + what_is_live(report.previous) + ".\n";
        default:
            return error_line(report);
    }
}

}  // namespace mlpipe
