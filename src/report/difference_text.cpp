#include "mlpipe/report/difference_text.hpp"

#include <algorithm>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t digest_digits = 12;
constexpr std::size_t most_files = 20;  // of a directory

Tone tone_of(Existence change) {
    switch (change) {
        case Existence::added:
            return Tone::good;
        case Existence::removed:
            return Tone::bad;
        case Existence::changed:
            break;
    }
    return Tone::caution;
}

TableCell existence_cell(Existence change) {
    return {to_string(change), tone_of(change)};
}

std::string lines_text(char sign, const std::optional<std::size_t>& lines) {
    return lines && *lines > 0 ? sign + std::to_string(*lines) : std::string();
}

// What an absent side of a change is called.
std::string side_text(const std::string& value) {
    return value.empty() ? "(none)" : value;
}

Existence existence(const DataChange& change) {
    if (!change.before) return Existence::added;
    return change.after ? Existence::changed : Existence::removed;
}

std::string content_text(const std::optional<Reference>& reference) {
    if (!reference) return "(none)";
    return reference->digest.hex().substr(0, digest_digits) + ", " + text::format_bytes(reference->size);
}

Table data_table(const std::vector<DataChange>& changes) {
    Table table({{"", Align::left, false},
                 {"data", Align::left, true},
                 {"of", Align::left, true},
                 {"before", Align::left, false},
                 {"after", Align::left, false},
                 {"files", Align::left, false}});
    for (const DataChange& change : changes) {
        const bool directory =
            (change.after ? change.after : change.before)->type == ReferenceType::directory;
        table.add({existence_cell(existence(change)), TableCell(change.path + (directory ? "/" : "")),
                   TableCell(change.output ? change.stage : "a source", Tone::faint),
                   TableCell(content_text(change.before)), TableCell(content_text(change.after)),
                   TableCell(change.files ? file_counts_text(*change.files) : "")});
        if (!change.files) continue;
        std::size_t shown = 0;
        for (const FileDifference& file : *change.files) {
            if (++shown > most_files) break;
            table.add({TableCell(""), TableCell("  " + file.path), TableCell(""), TableCell(""),
                       TableCell(""), existence_cell(file.change)});
        }
        if (change.files->size() > most_files)
            table.add(
                {TableCell(""),
                 TableCell("  ... and " + std::to_string(change.files->size() - most_files) + " more")});
    }
    return table;
}

Table stage_table(const std::vector<StageChange>& stages) {
    Table table({{"stage", Align::left, true},
                 {"", Align::left, false},
                 {"", Align::left, true},
                 {"before", Align::left, true},
                 {"after", Align::left, true}});
    for (const StageChange& stage : stages) {
        if (stage.change != Existence::changed)
            table.add({TableCell(stage.stage), existence_cell(stage.change)});
        bool first = true;
        for (const Change& change : stage.changes) {
            table.add({TableCell(first ? stage.stage : ""), TableCell(change.field), TableCell(change.name),
                       TableCell(side_text(change.before)), TableCell(side_text(change.after))});
            first = false;
        }
    }
    return table;
}

struct Section {
    const char* title;
    Table table;
};

std::vector<Section> sections(const Difference& difference) {
    const std::string &from = difference.from.label, &to = difference.to.label;
    std::vector<Section> all;
    const auto add = [&](const char* title, Table table) {
        if (!table.empty()) all.push_back({title, std::move(table)});
    };
    add("code", code_table(difference.code));
    add("parameters", parameter_table(difference.parameters, from, to));
    add("metrics", metric_table(difference.metrics, from, to));
    add("data", data_table(difference.data));
    add("environment", environment_table(difference.environment, from, to));
    add("stages", stage_table(difference.stages));
    return all;
}

std::string state_text(const StateName& state) {
    std::string text = state.label;
    if (state.commit && state.kind == "commit" && !state.commit->starts_with(state.label))
        text += " (" + state.commit->substr(0, digest_digits) + ")";
    return text;
}

std::string sum_text(const std::vector<CodeChange>& changes) {
    std::size_t added = 0, removed = 0;
    for (const CodeChange& change : changes) {
        added += change.added.value_or(0);
        removed += change.removed.value_or(0);
    }
    return text::plural(changes.size(), "file") + " (+" + std::to_string(added) + " -" +
           std::to_string(removed) + ")";
}

// "3 metrics, 2 better, 1 worse"
std::string verdicts_text(const std::vector<MetricChange>& changes) {
    std::size_t better = 0, worse = 0;
    for (const MetricChange& change : changes) {
        if (const auto verdict = change.better()) ++(*verdict ? better : worse);
    }
    std::string text = text::plural(changes.size(), "metric");
    if (better > 0) text += ", " + std::to_string(better) + " better";
    if (worse > 0) text += ", " + std::to_string(worse) + " worse";
    return text;
}

}  // namespace

Table code_table(const std::vector<CodeChange>& changes) {
    Table table({{"", Align::left, false},
                 {"file", Align::left, true},
                 {"lines added", Align::right, false},
                 {"removed", Align::right, false}});
    for (const CodeChange& change : changes) {
        table.add({existence_cell(change.change), TableCell(change.path),
                   TableCell(lines_text('+', change.added), Tone::good),
                   TableCell(lines_text('-', change.removed), Tone::bad)});
    }
    return table;
}

Table environment_table(const std::vector<Change>& changes, const std::string& from, const std::string& to) {
    Table table({{"", Align::left, false},
                 {"", Align::left, true},
                 {from, Align::left, true},
                 {to, Align::left, true}});
    for (const Change& change : changes) {
        table.add({TableCell(change.field), TableCell(change.name), TableCell(side_text(change.before)),
                   TableCell(side_text(change.after))});
    }
    return table;
}

std::string file_counts_text(const std::vector<FileDifference>& files) {
    std::string text;
    for (const Existence kind : {Existence::added, Existence::removed, Existence::changed}) {
        const auto count = std::count_if(files.begin(), files.end(),
                                         [&](const FileDifference& file) { return file.change == kind; });
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + to_string(kind);
    }
    return text;
}

std::string parameter_name(const std::string& file, const std::string& key) {
    return key.empty() ? file : file + ":" + key;
}

std::string value_text(const Value& value) {
    if (const std::string* text = value.as_string()) return *text;
    return canonical_json(value);
}

Table parameter_table(const std::vector<ParameterChange>& changes, const std::string& from,
                      const std::string& to) {
    const auto side = [](const std::optional<Value>& value) {
        return value ? TableCell(value_text(*value)) : TableCell("(none)", Tone::faint);
    };
    Table table({{"parameter", Align::left, true}, {from, Align::left, true}, {to, Align::left, true}});
    for (const ParameterChange& change : changes) {
        table.add(
            {TableCell(parameter_name(change.file, change.key)), side(change.before), side(change.after)});
    }
    return table;
}

Table metric_table(const std::vector<MetricChange>& changes, const std::string& from, const std::string& to) {
    const auto side = [](const std::optional<double>& value) {
        return value ? TableCell(text::format_number(*value)) : TableCell("(none)", Tone::faint);
    };
    Table table({{"metric", Align::left, true},
                 {from, Align::right, false},
                 {to, Align::right, false},
                 {"change", Align::right, false},
                 {"relative", Align::right, false},
                 {"", Align::left, false}});
    for (const MetricChange& change : changes) {
        const auto better = change.better();
        const Tone tone = !better ? Tone::plain : *better ? Tone::good : Tone::bad;
        table.add({TableCell(change.name), side(change.before), side(change.after),
                   TableCell(change_text(change.change()), tone),
                   TableCell(percent_text(change.relative()), tone),
                   TableCell(!better   ? ""
                             : *better ? "better"
                                       : "worse",
                             tone)});
    }
    return table;
}

std::string difference_text(const Difference& difference, const TextStyle& style) {
    std::string text =
        printable(state_text(difference.from)) + " -> " + printable(state_text(difference.to)) + "\n";
    TextStyle inner = style;
    if (inner.width > 2) inner.width -= 2;
    for (const Section& section : sections(difference)) {
        text += "\n" + toned(section.title, Tone::strong, style.colour) + "\n" +
                indented(section.table.text(inner), 2);
    }
    if (difference.empty()) text += "\nNothing that was compared differs.\n";
    if (!difference.notes.empty()) text += "\n";
    for (const std::string& note : difference.notes)
        text += toned("note: " + printable(note), Tone::caution, style.colour) + "\n";
    return text;
}

std::string difference_summary(const Difference& difference, const TextStyle& style) {
    Table table({{"", Align::left, false}, {"", Align::left, true}});
    const auto add = [&](const char* title, std::size_t count, const std::string& counted) {
        if (count > 0) table.add({TableCell(title), TableCell(counted)});
    };
    add("code", difference.code.size(), sum_text(difference.code));
    add("parameters", difference.parameters.size(), text::plural(difference.parameters.size(), "parameter"));
    add("metrics", difference.metrics.size(), verdicts_text(difference.metrics));
    add("data", difference.data.size(), text::plural(difference.data.size(), "artifact"));
    add("environment", difference.environment.size(),
        text::plural(difference.environment.size(), "difference"));
    add("stages", difference.stages.size(), text::plural(difference.stages.size(), "stage"));
    std::string text = table.empty() ? "Nothing that was compared differs.\n" : table.text(style);
    for (const std::string& note : difference.notes) text += "note: " + printable(note) + "\n";
    return text;
}

std::string difference_markdown(const Difference& difference) {
    std::string text = "### " + markdown_text(state_text(difference.from)) + " → " +
                       markdown_text(state_text(difference.to)) + "\n";
    for (const Section& section : sections(difference))
        text += std::string("\n**") + section.title + "**\n\n" + section.table.markdown();
    if (difference.empty()) text += "\nNothing that was compared differs.\n";
    for (const std::string& note : difference.notes) text += "\n> " + markdown_text(note) + "\n";
    return text;
}

}  // namespace mlpipe
