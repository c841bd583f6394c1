#include <CLI/CLI.hpp>
#include <algorithm>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/doctor.hpp"

namespace mlpipe::cli {
namespace {

Tone tone_of(Health health) {
    switch (health) {
        case Health::good:
            return Tone::good;
        case Health::warning:
            return Tone::caution;
        case Health::failure:
            break;
    }
    return Tone::bad;
}

std::size_t count_of(const std::vector<Checkup>& all, Health health) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [health](const Checkup& one) { return one.health == health; }));
}

// Findings and advice are whole sentences with paths and commands in them: nothing is cut.
std::string as_text(const std::vector<Checkup>& all, const TextStyle& style) {
    std::size_t columns = 0;
    for (const Checkup& one : all) columns = std::max(columns, one.subject.size());
    std::string text = "mlpipe " MLPIPE_VERSION "\n";
    for (const Checkup& one : all) {
        text += toned(pad(to_string(one.health), 4), tone_of(one.health), style.colour) + "  " +
                pad(one.subject, columns) + "  ";
        const std::string margin(columns + 8, ' ');
        const auto lines = text::split_lines(one.found);
        for (std::size_t i = 0; i < lines.size(); ++i)
            text += (i == 0 ? "" : margin) + printable(lines[i]) + "\n";
        if (!one.advice.empty())
            text += margin + toned(printable("-> " + one.advice), Tone::faint, style.colour) + "\n";
    }
    const std::size_t warnings = count_of(all, Health::warning), failures = count_of(all, Health::failure);
    if (warnings == 0 && failures == 0) return text + "All is well.\n";
    return text + text::plural(failures, "failure") + ", " + text::plural(warnings, "warning") + ".\n";
}

Value as_value(const std::vector<Checkup>& all) {
    Value::List checks;
    for (const Checkup& one : all) {
        checks.emplace_back(Value::Map{{"subject", json_text(one.subject)},
                                       {"health", Value(to_string(one.health))},
                                       {"found", json_text(one.found)},
                                       {"advice", json_text(one.advice)}});
    }
    return Value::Map{{"version", MLPIPE_VERSION},
                      {"ok", count_of(all, Health::failure) == 0},
                      {"checks", std::move(checks)}};
}

}  // namespace

void add_doctor(CLI::App& app, Context& context, const Choose& choose) {
    auto json = std::make_shared<bool>(false);
    CLI::App& command =
        *app.add_subcommand("doctor", "Look at the project and the machine, and say what gets in the way");
    command.add_flag("--json", *json, "One JSON document on standard output");
    command.callback([json, &context, choose] {
        choose([json, &context] {
            World world = context.world();
            const auto all = examine(context.directory, context.variable("MLPIPE_ROOT"), world);
            *json ? context.print_json(as_value(all)) : context.print(as_text(all, context.out.style));
            return count_of(all, Health::failure) == 0 ? exit_done : exit_failed;
        });
    });
}

}  // namespace mlpipe::cli
