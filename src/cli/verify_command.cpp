#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/tables.hpp"
#include "mlpipe/run/verify.hpp"
#include "progress.hpp"

namespace mlpipe::cli {
namespace {

Value as_value(const Verification& result) {
    Value::List findings;
    for (const Damage& damage : result.damages) {
        findings.emplace_back(Value::Map{{"where", Value(to_string(damage.place))},
                                         {"path", json_text(damage.path)},
                                         {"problem", json_text(damage.problem)}});
    }
    return Value::Map{{"ok", result.damages.empty()},
                      {"bytes", static_cast<std::int64_t>(result.bytes)},
                      {"findings", std::move(findings)}};
}

std::string advice(const Verification& result) {
    bool store = false, lineage = false, lock = false;
    for (const Damage& damage : result.damages) {
        store = store || damage.place == Damage::Place::store;
        lineage = lineage || damage.place == Damage::Place::lineage;
        lock = lock || damage.place == Damage::Place::lock;
    }
    std::string text;
    if (store) {
        text +=
            "Remove what is damaged in the store: the next run that needs it makes it again. If it was right "
            "once,\n"
            "the disk or its memory has changed it.\n";
    }
    if (lineage) {
        text +=
            "Move lineage.db away, with its -wal and -shm: the next run begins a new one. What was recorded "
            "is lost;\n"
            "results are not, they are in the store and in the lock file.\n";
    }
    if (lock)
        text +=
            "Take the lock file from git, or run: stages that it does not know are looked up in the store.\n";
    return text;
}

// The lock file is checked where there is a pipeline; all else needs none.
Project project_of(const std::string& file, const Context& context) {
    if (!file.empty()) return context.project(file);
    try {
        return context.project(std::nullopt);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::usage) throw;
        return context.project_without_pipeline();
    }
}

int execute(const std::string& file, bool json, Context& context) {
    World world = context.world();
    const Project project = project_of(file, context);
    Verification result;
    {
        Progress progress(context);
        result = verify(world.files, project, [&](std::uint64_t bytes) {
            progress.show([&] { return "verified " + text::format_bytes(bytes); });
        });
    }
    const bool whole = result.damages.empty();
    if (json) {
        context.print_json(as_value(result));
    } else if (whole) {
        context.print("All is as it was written: " + text::format_bytes(result.bytes) + " in the store.\n");
    } else {
        Table table({{"", Align::left, true}, {"", Align::left, true}});
        for (const Damage& damage : result.damages) {
            table.add({TableCell(damage.path, Tone::bad), TableCell(damage.problem)});
        }
        // Whole lines: a path that is cut is of no use here.
        TextStyle style = context.out.style;
        style.width = 0;
        context.print(table.text(style) + text::plural(result.damages.size(), "finding") + ".\n");
        context.tell(advice(result));
    }
    return whole ? exit_done : exit_damaged;
}

}  // namespace

void add_verify(CLI::App& app, Context& context, const Choose& choose) {
    struct Flags {
        std::string file;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "verify", "Read every object against its name, and check the database and the lock file");
    command.add_option("-f,--file", flags->file, "The pipeline file, whose lock is checked");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return execute(flags->file, flags->json, context); });
    });
}

}  // namespace mlpipe::cli
