#include "fields.hpp"

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "wording.hpp"

namespace mlpipe::fields {

std::string field(std::string_view label, const std::string& value) {
    return value.empty() ? std::string() : pad(label, label_columns) + printable(value) + "\n";
}

std::string list(std::string_view title, std::string_view lines) {
    return lines.empty() ? std::string() : std::string(title) + "\n" + indented(lines, 2);
}

std::string artifacts_text(const std::vector<ArtifactAt>& artifacts) {
    Table table({{"", Align::left, true},
                 {"", Align::left, false},
                 {"", Align::right, false},
                 {"", Align::left, false}});
    for (const ArtifactAt& artifact : artifacts) {
        const Reference& reference = artifact.reference;
        table.add({TableCell(artifact.path + (reference.type == ReferenceType::directory ? "/" : "")),
                   TableCell(to_string(reference.type)), TableCell(text::format_bytes(reference.size)),
                   TableCell(reference.digest.hex().substr(0, digest_digits_shown), Tone::faint)});
    }
    return table.text({});
}

std::string metrics_text(const MetricValues& metrics) {
    Table table({{"", Align::left, true}, {"", Align::right, false}});
    for (const auto& [name, value] : metrics) table.add({TableCell(name), TableCell(number_text(value))});
    return table.text({});
}

std::string parameters_text(const std::vector<ParameterValue>& parameters) {
    Table table({{"", Align::left, true}, {"", Align::left, true}});
    for (const ParameterValue& parameter : parameters)
        table.add({TableCell(parameter_name(parameter.file, parameter.key)),
                   TableCell(canonical_json(parameter.value))});
    return table.text({});
}

}  // namespace mlpipe::fields
