// Machines and interpreters as the JSON text under which they are stored once.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/base/value.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe::lineage {

// A string, or {"base64": ...} where the bytes are not UTF-8.
Value text_value(const std::string& text);
std::string text_of(const Value& value);

std::string to_json(const MachineEnvironment& machine);
std::string to_json(const InterpreterEnvironment& interpreter);
// Throw Error(damaged) for what to_json did not write.
MachineEnvironment parse_machine(const std::string& json);
InterpreterEnvironment parse_interpreter(const std::string& json);

std::string arguments_json(const std::vector<std::string>& arguments);
std::vector<std::string> parse_arguments(const std::string& json);

std::optional<std::string> cause_json(const std::optional<RunCause>& cause);
RunCause parse_cause(const std::string& json);

}  // namespace mlpipe::lineage
