// Which columns `mlpipe drift` compares, and how: what its options say, as the library takes it.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/quality/compare_profiles.hpp"

namespace mlpipe::cli {

struct DriftFlags {
    std::string preset = "robust";
    std::vector<std::string> columns, exclude;
    std::vector<std::string> methods, thresholds;  // "psi", "delay=psi"
    std::string target, prediction;
    std::optional<double> share;

    // --columns and --exclude; target and prediction belong to any choice.
    bool chooses(const std::string& column) const;
    // Of --columns or --exclude, a name that no column of either table has.
    std::optional<std::string> unknown_name(const TableProfile& reference, const TableProfile& current) const;
    DriftOptions options() const;  // throws Error(usage) for a word that is no method or no number
};

// Throws Error(usage), with the nearest name of a column.
[[noreturn]] void refuse_column(const std::string& name, const TableProfile& reference,
                                const TableProfile& current);

void add_drift_options(CLI::App& command, DriftFlags& flags);

}  // namespace mlpipe::cli
