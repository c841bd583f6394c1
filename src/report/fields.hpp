// What records look like in text, whatever they record: labelled values, and lists under a title.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe::fields {

constexpr std::size_t label_columns = 12;
constexpr std::size_t digest_digits_shown = 12;

// A line; none where there is no value.
std::string field(std::string_view label, const std::string& value);
// The title, and the lines below it, indented; nothing where there are none.
std::string list(std::string_view title, std::string_view lines);

std::string artifacts_text(const std::vector<ArtifactAt>& artifacts);
std::string metrics_text(const MetricValues& metrics);
std::string parameters_text(const std::vector<ParameterValue>& parameters);

}  // namespace mlpipe::fields
