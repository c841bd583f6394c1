#include "reproduction_text.hpp"

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::size_t short_digest = 12;

Tone tone_of(OutputVerdict verdict) {
    switch (verdict) {
        case OutputVerdict::identical:
            return Tone::good;
        case OutputVerdict::within_tolerance:
            return Tone::caution;
        case OutputVerdict::differs:
        case OutputVerdict::missing:
        case OutputVerdict::extra:
            break;
    }
    return Tone::bad;
}

Tone tone_of(Verdict verdict) {
    if (verdict == Verdict::identical) return Tone::good;
    return verdict == Verdict::within_tolerance ? Tone::caution : Tone::bad;
}

std::string words(std::string text) {
    for (char& c : text) c = c == '_' ? ' ' : c;
    return text;
}

std::string digest_text(const std::optional<Reference>& reference) {
    return reference ? reference->digest.hex().substr(0, short_digest) : "-";
}

std::string outputs_text(const ReproductionReport& report, const TextStyle& style) {
    Table table({{"stage", Align::left, false},
                 {"output", Align::left, true},
                 {"recorded", Align::left, false},
                 {"reproduced", Align::left, false},
                 {"verdict", Align::left, false}});
    for (const OutputComparison& output : report.outputs) {
        table.add({TableCell(output.stage), TableCell(output.path),
                   TableCell(digest_text(output.recorded), Tone::faint),
                   TableCell(digest_text(output.reproduced), Tone::faint),
                   TableCell(words(to_string(output.verdict)), tone_of(output.verdict))});
    }
    return table.empty() ? "" : table.text(style);
}

std::string change_line(const Change& change) {
    const auto value = [](const std::string& text) { return text.empty() ? "none" : printable(text); };
    return "  " + printable(change.field) + (change.name.empty() ? "" : " " + printable(change.name)) + ": " +
           value(change.before) + " -> " + value(change.after) + "\n";
}

std::string environment_text(const ReproductionReport& report) {
    if (!report.environment_known) return "The environment of the original is unknown.\n";
    if (report.environment.empty()) return "";
    std::string text = "The environment differs (recorded -> here):\n";
    for (const Change& change : report.environment) text += change_line(change);
    return text;
}

}  // namespace

std::string commands_text(const Original& original, const TextStyle& style) {
    std::string text;
    const auto add = [&](const std::string& name, const std::string& command) {
        text += "  " + toned(printable(name), Tone::strong, style.colour) + "\n";
        for (const std::string& line : text::split_lines(command)) text += "    " + printable(line) + "\n";
    };
    if (!original.pipeline.setup.empty()) add("environment.setup", original.pipeline.setup);
    for (const RecordedStage& stage : original.stages) {
        for (const std::string& part : stage.declared.command.parts) add(stage.name, part);
    }
    return text;
}

std::string reproduction_text(const ReproductionReport& report, const TextStyle& style) {
    std::string text = outputs_text(report, style);
    for (const OutputComparison& output : report.outputs) {
        if (output.where.empty()) continue;
        text += printable(output.path) + " (recorded -> reproduced):\n";
        for (const std::string& place : output.where) text += "  " + printable(place) + "\n";
    }
    for (const auto& [stage, changes] : report.inputs) {
        text += printable(stage) + " did not have the inputs that were recorded:\n";
        for (const Change& change : changes) text += change_line(change);
    }
    for (const AbsentInput& input : report.absent) {
        text += "absent: " + printable(input.artifact.path) + ", which " + printable(input.stage) +
                " reads: neither the store nor the commit has " + input.artifact.reference.digest.hex() +
                "\n";
    }
    for (const std::string& problem : report.problems) text += "failed: " + printable(problem) + "\n";
    text += environment_text(report);
    if (report.first_divergence)
        text += "The first stage that diverged: " + printable(*report.first_divergence) + "\n";
    if (!report.directory.empty()) text += "Kept for a look: " + printable(report.directory) + "\n";
    text += "Verdict: " + toned(words(to_string(report.verdict)), tone_of(report.verdict), style.colour) +
            ". Commit " + report.commit.substr(0, short_digest) +
            (report.original.empty() ? "" : ", run " + printable(report.original)) +
            (report.run.empty() ? "" : "; recorded as run " + report.run) + ".\n";
    return text;
}

}  // namespace mlpipe::cli
