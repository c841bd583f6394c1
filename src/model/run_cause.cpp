#include "json_fields.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

using namespace json_fields;

std::string cause_text(const RunCause& cause) {
    return cause.kind == RunCause::Kind::watch ? "watch" : "alarm " + cause.alarm;
}

Value to_value(const RunCause& cause) {
    if (cause.kind == RunCause::Kind::watch) return Value::Map{{"kind", "watch"}, {"tick", cause.tick}};
    return Value::Map{{"kind", "retraining"}, {"alarm", cause.alarm}, {"run", cause.run}};
}

RunCause parse_run_cause(const Value& value) {
    const std::string kind = text(value, "kind");
    if (kind == "watch") return {RunCause::Kind::watch, text(value, "tick"), "", ""};
    if (kind == "retraining")
        return {RunCause::Kind::retraining, "", text(value, "alarm"), text(value, "run")};
    damaged("kind", "is neither watch nor retraining");
}

}  // namespace mlpipe
