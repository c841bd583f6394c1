// Artifacts and parameters as the lists that several records have of them. For this room's .cpp files.
#pragma once
#include <string_view>
#include <vector>

#include "mlpipe/model/stage_record.hpp"

namespace mlpipe::json_fields {

Value artifacts_value(const std::vector<ArtifactAt>& artifacts);
std::vector<ArtifactAt> artifacts(const Value& map, std::string_view name);
Value parameters_value(const std::vector<ParameterValue>& parameters);
std::vector<ParameterValue> parameters(const Value& map, std::string_view name);

}  // namespace mlpipe::json_fields
