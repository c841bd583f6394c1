#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/load/table_schema.hpp"
#include "mlpipe/quality/check_table.hpp"
#include "mlpipe/quality/infer_schema.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/prometheus.hpp"
#include "prometheus_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string data, schema, against, time, output, severity, python = "python3";
    std::vector<std::string> keys;
    PrometheusOptions prometheus;
    bool personal_data = false, infer = false, show_values = false, all = false, json = false,
         exit_zero = false;
};

TableFile file_at(const std::string& path, const Context& context) {
    TableFile file = table_file(path);
    file.path = path::join(context.directory, path);
    return file;
}

CheckOptions check_options(const Flags& flags, const Context& context) {
    CheckOptions options;
    options.python = flags.python;
    options.threads = core_count();
    options.show_values = flags.show_values;
    options.stop = StopPoint(&context.interrupt, 1);
    return options;
}

SchemaRule asked_rule(RuleKind kind, const Flags& flags, std::vector<std::string> columns = {}) {
    SchemaRule rule;
    rule.kind = kind;
    rule.text = flags.against;
    rule.texts = std::move(columns);
    return rule;
}

TableSchema asked_schema(const Flags& flags, const World& world, const Context& context) {
    TableSchema schema;
    if (!flags.schema.empty())
        schema = load_table_schema(read_file(world.files, path::join(context.directory, flags.schema)),
                                   flags.schema);
    if (flags.personal_data) schema.rules.push_back(asked_rule(RuleKind::personal_data, flags));
    if (flags.against.empty()) return schema;
    std::erase_if(schema.rules, [](const SchemaRule& rule) { return is_leakage(rule.kind); });
    schema.against = flags.against;
    schema.rules.push_back(asked_rule(RuleKind::shared_rows, flags));
    if (!flags.keys.empty()) schema.rules.push_back(asked_rule(RuleKind::shared_keys, flags, flags.keys));
    if (!flags.time.empty()) schema.rules.push_back(asked_rule(RuleKind::time_overlap, flags, {flags.time}));
    return schema;
}

void write(const Flags& flags, const std::string& text, World& world, const Context& context) {
    const std::string file = path::join(context.directory, flags.output);
    write_file_atomically(world.files, file, text, Durability::lazy);
}

int infer(const Flags& flags, Context& context) {
    World world = context.world();
    const std::string text =
        infer_schema(world.files, file_at(flags.data, context), flags.data, check_options(flags, context));
    if (flags.output.empty()) {
        context.print(text);
    } else {
        write(flags, text, world, context);
        context.print(printable(flags.output) + "\n");
    }
    return exit_done;
}

int check(const Flags& flags, Context& context) {
    if (flags.schema.empty() && flags.against.empty() && !flags.personal_data)
        throw Error(ErrorKind::usage,
                    "nothing is asked of the data: name a --schema, a table to hold it --against, or ask for "
                    "--personal-data; 'mlpipe check --infer DATA' writes a schema to begin with");
    if (flags.against.empty() && (!flags.keys.empty() || !flags.time.empty()))
        throw Error(ErrorKind::usage, "--key and --time are of the table that --against names");
    World world = context.world();
    const TableSchema schema = asked_schema(flags, world, context);
    CheckedTables tables{file_at(flags.data, context), std::nullopt};
    if (!schema.against.empty()) tables.against = file_at(schema.against, context);
    CheckResult result = check_table(world.files, tables, schema, check_options(flags, context));
    result.data = flags.data;
    if (flags.severity == "warn") result = as_warning(std::move(result));
    const std::string json = pretty_json(to_value(result)) + "\n";
    if (!flags.output.empty()) write(flags, json, world, context);
    context.print(flags.json ? json : check_text(result, flags.all, context.out.style));
    const bool delivered = deliver(
        flags.prometheus, [&] { return check_measurements(result, system_clock().now_ns()); }, context);
    if (blocks(result) && !flags.exit_zero) return exit_gate;
    return delivered ? exit_done : exit_failed;
}

}  // namespace

void add_check(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("check", "Hold a table against a schema, or write one from it");
    command.add_option("data", flags->data, "A table: .csv, .tsv or .jsonl, each also with .gz, or .parquet")
        ->required();
    command.add_option("--schema", flags->schema, "What it must fulfil, in YAML");
    CLI::Option* infer_flag =
        command.add_flag("--infer", flags->infer, "Write a schema that the table fulfils; judges nothing");
    command.add_flag("--personal-data", flags->personal_data,
                     "Look for e-mail addresses, phone numbers, payment cards, IBANs and IP addresses");
    command.add_option("--against", flags->against,
                       "No row of this table, train.csv say, may be in the data");
    command.add_option("--key", flags->keys, "With --against: nor this column's value; several make one key")
        ->delimiter(',');
    command.add_option("--time", flags->time, "With --against: this column's values must all be later");
    command.add_option("--severity", flags->severity, "error, or warn: whatever fails is a warning")
        ->check(CLI::IsMember({"error", "warn"}));
    command.add_flag("--show-values", flags->show_values,
                     "Show values of rows that fail; never personal data");
    command.add_flag("--all", flags->all, "Show the rules that hold as well");
    command.add_option("--python", flags->python, "The interpreter whose pyarrow reads Parquet (python3)");
    command.add_option("-o,--output", flags->output, "The schema, or the JSON document, into this file");
    add_prometheus_options(command, flags->prometheus);
    command.add_flag("--exit-zero", flags->exit_zero, "Exit with 0 also when a rule does not hold");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    infer_flag->excludes("--schema")->excludes("--against")->excludes("--json");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return flags->infer ? infer(*flags, context) : check(*flags, context); });
    });
}

}  // namespace mlpipe::cli
