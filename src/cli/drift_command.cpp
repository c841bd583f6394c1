#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "commands.hpp"
#include "context.hpp"
#include "drift_options.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/quality/conclude_drift.hpp"
#include "mlpipe/quality/judge_volume.hpp"
#include "mlpipe/quality/load_profile.hpp"
#include "mlpipe/quality/stored_profile.hpp"
#include "mlpipe/report/drift_page.hpp"
#include "mlpipe/report/drift_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/prometheus.hpp"
#include "mlpipe/store/hasher.hpp"
#include "performance_options.hpp"
#include "prometheus_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string reference, current;
    DriftFlags drift;
    PerformanceFlags performance;
    std::string least_rows, most_rows, time, age;
    std::string save_profile, output, html;
    TableOptions table;
    std::size_t jobs = 0;
    PrometheusOptions prometheus;
    bool json = false, exit_zero = false;
};

std::optional<RowLimit> row_limit(const std::string& word, const char* option) {
    if (word.empty()) return std::nullopt;
    if (const auto limit = parse_row_limit(word)) return limit;
    throw Error(ErrorKind::usage, std::string(option) +
                                      " takes a count of rows, or a share of the reference's as 50%, "
                                      "not '" +
                                      path::printable(word) + "'");
}

VolumeLimits volume_limits(const Flags& flags) {
    VolumeLimits limits;
    limits.least_rows = row_limit(flags.least_rows, "--min-rows");
    limits.most_rows = row_limit(flags.most_rows, "--max-rows");
    limits.time = flags.time;
    limits.now_ns = system_clock().now_ns();
    if (flags.age.empty()) {
        if (!flags.time.empty())
            throw Error(ErrorKind::usage, "--time needs --max-age: how old its newest may be");
        return limits;
    }
    limits.age_s = text::parse_duration(flags.age);
    if (!limits.age_s)
        throw Error(ErrorKind::usage,
                    "--max-age takes a while, as 2d or 36h, not '" + path::printable(flags.age) + "'");
    return limits;
}

// What is compared of the tables. Labels come later than the rows that they are of, and an id is another in each row.
bool is_compared(const Flags& flags, const std::string& column) {
    if (flags.performance.is_asked() && (column == flags.performance.id)) return false;
    return flags.drift.chooses(column);
}

TableProfile load(const Flags& flags, const std::string& path, bool all_columns, Context& context) {
    ProfileOptions options;
    options.threads = flags.jobs > 0 ? flags.jobs : core_count();
    options.stop = StopPoint(&context.interrupt, 1);
    if (!all_columns) options.wanted = [&flags](const std::string& name) { return is_compared(flags, name); };
    return load_profile(posix_file_system(), path::join(context.directory, path), flags.table, options);
}

void save_profile(const Flags& flags, const TableProfile& table, Context& context) {
    ThreadPool pool(1);
    HashOptions hashing;
    hashing.dependency = true;
    const std::string file = path::join(context.directory, flags.reference);
    const auto hashed =
        Hasher(posix_file_system(), nullptr, pool, "", &context.interrupt).hash(file, hashing);
    if (!hashed) throw Error(ErrorKind::failed, path::printable(flags.reference) + " is not there any more");
    const StoredProfile profile{flags.reference, hashed->reference.digest, reduce_profile(table)};
    write_file_atomically(posix_file_system(), path::join(context.directory, flags.save_profile),
                          profile_text(profile), Durability::lazy);
}

// A target that comes with the labels is in no table.
void leave_out_absent_target(const Flags& flags, const TableProfile& current, DriftOptions& options,
                             TableProfile& reference) {
    const auto has_target = [&](const ColumnProfile& column) { return column.name == options.target; };
    if (!flags.performance.is_asked() ||
        std::any_of(current.columns.begin(), current.columns.end(), has_target))
        return;
    std::erase_if(reference.columns, has_target);
    options.target.clear();
}

void refuse_strangers(const Flags& flags, const TableProfile& reference, const TableProfile& current) {
    for (const ColumnProfile& one : reference.columns)
        for (const ColumnProfile& other : current.columns)
            if (one.name == other.name) return;
    throw Error(ErrorKind::usage, "there is no column to compare that stands both in " +
                                      path::printable(flags.reference) + " and in " +
                                      path::printable(flags.current));
}

DriftResult compare(const Flags& flags, TableProfile reference, Context& context) {
    DriftOptions options = flags.drift.options();
    const VolumeLimits limits = volume_limits(flags);
    TableProfile current =
        load(flags, flags.current, limits.age_s.has_value() || !flags.drift.exclude.empty(), context);
    if (const auto unknown = flags.drift.unknown_name(reference, current))
        // The nearest name may be that of a column that was not chosen.
        refuse_column(*unknown, load(flags, flags.reference, true, context),
                      load(flags, flags.current, true, context));
    std::vector<DriftFinding> volume = judge_volume(reference, current, limits);
    for (TableProfile* table : {&reference, &current})
        std::erase_if(table->columns,
                      [&](const ColumnProfile& column) { return !is_compared(flags, column.name); });
    leave_out_absent_target(flags, current, options, reference);
    refuse_strangers(flags, reference, current);
    DriftResult result = compare_profiles(reference, current, options, StopPoint(&context.interrupt, 1));
    std::vector<DriftFinding> performance;
    if (flags.performance.is_asked())
        performance = judge_performance(flags.performance, flags.current, flags.drift.target,
                                        flags.drift.prediction, flags.table, context);
    add_findings(result, std::move(volume), std::move(performance));
    return result;
}

void tell(const Flags& flags, const DriftResult& result, Context& context) {
    const auto write = [&](const std::string& file, const std::string& text) {
        if (!file.empty())
            write_file_atomically(posix_file_system(), path::join(context.directory, file), text,
                                  Durability::lazy);
    };
    const std::string document = pretty_json(to_value(result)) + "\n";
    write(flags.output, document);
    if (!flags.html.empty()) write(flags.html, drift_page(result, {flags.reference, flags.current}));
    context.print(flags.json ? document : drift_text(result, context.out.style));
}

int execute(const Flags& flags, Context& context) {
    flags.performance.check(flags.drift.target, flags.drift.prediction);
    if (flags.current.empty() && flags.save_profile.empty())
        throw Error(ErrorKind::usage,
                    "with what is it to be compared? mlpipe drift REFERENCE CURRENT; --save-profile "
                    "FILE writes the reference's profile alone");
    if (!flags.save_profile.empty() && !is_profile_file(flags.save_profile))
        throw Error(ErrorKind::usage, "the name of a profile has to end in .json, by which it is known");
    TableProfile reference =
        load(flags, flags.reference, !flags.save_profile.empty() || !flags.drift.exclude.empty(), context);
    if (!flags.save_profile.empty()) {
        if (is_profile_file(flags.reference))
            throw Error(ErrorKind::usage,
                        "--save-profile: " + path::printable(flags.reference) + " is a profile already");
        save_profile(flags, reference, context);
    }
    if (flags.current.empty()) {
        context.print(printable(flags.save_profile) + "\n");
        return exit_done;
    }
    const DriftResult result = compare(flags, std::move(reference), context);
    tell(flags, result, context);
    const bool delivered = deliver(
        flags.prometheus,
        [&] { return drift_measurements(result, flags.reference, flags.current, system_clock().now_ns()); },
        context);
    if (result.drift && !flags.exit_zero) return exit_drift;
    return delivered ? exit_done : exit_failed;
}

void add_volume_options(CLI::App& command, Flags& flags) {
    command
        .add_option("--min-rows", flags.least_rows,
                    "The current table must have so many rows, or 50% of the reference's")
        ->type_name("ROWS");
    command.add_option("--max-rows", flags.most_rows, "It may have so many rows, or 200% of the reference's")
        ->type_name("ROWS");
    command.add_option("--max-age", flags.age, "How old its newest time may be: 2d, 36h")->type_name("WHILE");
    command.add_option("--time", flags.time, "The column of that time; without it the only column of times")
        ->type_name("COLUMN");
}

}  // namespace

void add_drift(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "drift", "Say how far the rows of a table have moved from those of another; exit with 5 on drift");
    command.add_option("reference", flags->reference, "A table, or a profile that --save-profile wrote")
        ->required();
    command.add_option("current", flags->current, "The table, or profile, that is compared with it");
    add_drift_options(command, flags->drift);
    add_volume_options(command, *flags);
    add_performance_options(command, flags->performance);
    command
        .add_option("--save-profile", flags->save_profile,
                    "Write what is needed of the reference to compare with it")
        ->type_name("FILE");
    command
        .add_option("--python", flags->table.python,
                    "The interpreter whose pyarrow reads Parquet; without it python3")
        ->type_name("PROGRAM");
    command.add_option("-j,--jobs", flags->jobs, "Threads that read; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command.add_option("-o,--output", flags->output, "Write the JSON document into this file too")
        ->type_name("FILE");
    command.add_option("--html", flags->html, "Write a page that draws both tables' columns")
        ->type_name("FILE");
    add_prometheus_options(command, flags->prometheus);
    command.add_flag("--exit-zero", flags->exit_zero, "Exit with 0 also on drift");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
