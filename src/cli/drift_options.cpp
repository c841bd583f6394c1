#include "drift_options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::cli {
namespace {

const std::vector<std::string> known_methods = {
    "ks", "ks_statistic", "wasserstein", "psi", "jensenshannon", "kl_div", "chisquare", "z", "cramers_v"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> names_of(const TableProfile& reference, const TableProfile& current) {
    std::vector<std::string> names;
    for (const TableProfile* table : {&reference, &current})
        for (const ColumnProfile& column : table->columns)
            if (!contains(names, column.name)) names.push_back(column.name);
    return names;
}

DriftMethod method_of(const std::string& word) {
    if (const auto method = parse_drift_method(word); method && contains(known_methods, word)) return *method;
    std::string known;
    for (const std::string& one : known_methods) known += (known.empty() ? "" : ", ") + one;
    throw Error(ErrorKind::usage, "--method: '" + path::printable(word) + "' is none" +
                                      text::did_you_mean(word, known_methods) + "; there are " + known);
}

double threshold_of(const std::string& word) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || !(number >= 0) || std::isinf(number))
        throw Error(ErrorKind::usage,
                    "--threshold: '" + path::printable(word) + "' is no number of 0 or more");
    return number;
}

// Of "COLUMN=WORD" that column's rule, of "WORD" those of all columns.
void for_rules(const std::vector<std::string>& words, DriftOptions& options,
               const std::function<void(DriftRule& rule, const std::string& word)>& set) {
    for (const std::string& word : words) {
        const std::size_t end = word.rfind('=');
        if (end != std::string::npos) {
            set(options.columns[word.substr(0, end)], word.substr(end + 1));
        } else {
            set(options.numerical, word);
            set(options.categorical, word);
        }
    }
}

}  // namespace

bool DriftFlags::chooses(const std::string& column) const {
    if (column == target || column == prediction) return true;
    return (columns.empty() || contains(columns, column)) && !contains(exclude, column);
}

std::optional<std::string> DriftFlags::unknown_name(const TableProfile& reference,
                                                    const TableProfile& current) const {
    const std::vector<std::string> known = names_of(reference, current);
    for (const std::vector<std::string>* names : {&columns, &exclude})
        for (const std::string& name : *names)
            if (!contains(known, name)) return name;
    return std::nullopt;
}

void refuse_column(const std::string& name, const TableProfile& reference, const TableProfile& current) {
    throw Error(ErrorKind::usage, "neither table has a column '" + path::printable(name) + "'" +
                                      text::did_you_mean(name, names_of(reference, current)));
}

DriftOptions DriftFlags::options() const {
    DriftOptions options;
    options.preset = parse_drift_preset(preset).value_or(DriftPreset::robust);
    options.share_threshold = share;
    options.target = target;
    options.prediction = prediction;
    for_rules(methods, options,
              [](DriftRule& rule, const std::string& word) { rule.method = method_of(word); });
    for_rules(thresholds, options,
              [](DriftRule& rule, const std::string& word) { rule.threshold = threshold_of(word); });
    return options;
}

void add_drift_options(CLI::App& command, DriftFlags& flags) {
    command
        .add_option("--preset", flags.preset, "How columns are compared: robust (without it) or evidently")
        ->check(CLI::IsMember({"robust", "evidently"}));
    command.add_option("--columns", flags.columns, "Compare these columns alone: a,b")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_option("--exclude", flags.exclude, "Compare all columns but these: a,b")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        .add_option("--target", flags.target, "The column of what is predicted; its drift is told as such")
        ->type_name("COLUMN");
    command
        .add_option("--prediction", flags.prediction,
                    "The column of the predictions; its drift is told as such")
        ->type_name("COLUMN");
    command
        .add_option("--method", flags.methods,
                    "Compare by this method: psi, or of one column: delay=psi; repeatable")
        ->type_name("[COLUMN=]METHOD")
        ->allow_extra_args(false);
    command
        .add_option("--threshold", flags.thresholds,
                    "From where a score is drift: 0.2, or of one column: delay=0.2; repeatable")
        ->type_name("[COLUMN=]NUMBER")
        ->allow_extra_args(false);
    command.add_option("--share", flags.share, "The share of columns that drift at which the whole does")
        ->check(CLI::Range(0.0, 1.0));
}

}  // namespace mlpipe::cli
