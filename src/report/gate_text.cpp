#include "mlpipe/report/gate_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mlpipe/report/tables.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::array<std::pair<GateVerdict, const char*>, 4> past{{{GateVerdict::fail, "failed"},
                                                                   {GateVerdict::undecided, "undecided"},
                                                                   {GateVerdict::warn, "warned"},
                                                                   {GateVerdict::pass, "passed"}}};

std::string number_or_none(const std::optional<double>& number) {
    return number ? number_text(*number) : "-";
}

}  // namespace

Tone tone_of(GateVerdict verdict) {
    switch (verdict) {
        case GateVerdict::pass:
            return Tone::good;
        case GateVerdict::fail:
        case GateVerdict::undecided:
            return Tone::bad;
        case GateVerdict::warn:
            break;
    }
    return Tone::caution;
}

Table gate_table(const std::vector<GateResult>& results) {
    Table table({{"verdict", Align::left, false},
                 {"stage", Align::left, true},
                 {"metric", Align::left, true},
                 {"value", Align::right, false},
                 {"rule", Align::left, false},
                 {"threshold", Align::right, false},
                 {"baseline", Align::right, false},
                 {"reason", Align::left, true}});
    for (const GateResult& result : results) {
        table.add({TableCell(to_string(result.verdict), tone_of(result.verdict)), TableCell(result.stage),
                   TableCell(result.metric), TableCell(number_or_none(result.value)),
                   TableCell(to_string(result.rule)), TableCell(number_text(result.threshold)),
                   TableCell(result.baseline ? number_or_none(result.baseline->value) : "-"),
                   TableCell(result.reason)});
    }
    return table;
}

std::string gates_text(const std::vector<GateResult>& results, const TextStyle& style) {
    return gate_table(results).text(style);
}

std::string gate_counts_text(const std::vector<GateResult>& results) {
    std::vector<GateVerdict> verdicts;
    for (const GateResult& result : results) verdicts.push_back(result.verdict);
    return verdict_counts_text(verdicts);
}

std::string verdict_counts_text(const std::vector<GateVerdict>& verdicts) {
    std::string text;
    for (const auto& [verdict, word] : past) {
        const auto count = std::count(verdicts.begin(), verdicts.end(), verdict);
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + word;
    }
    return text;
}

}  // namespace mlpipe
