#include "mlpipe/model/stage_record.hpp"

#include "artifact_fields.hpp"
#include "json_fields.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr int record_version = 1;

}  // namespace

Value to_value(const StageRecord& record) {
    Value::Map map{{"version", record_version},
                   {"key", record.key.hex()},
                   {"run", record.run},
                   {"duration_s", record.duration_s},
                   {"inputs", to_value(record.inputs)},
                   {"outputs", artifacts_value(record.outputs)}};
    if (!record.prior.empty()) map.emplace_back("prior", artifacts_value(record.prior));
    if (const auto& accepted = record.accepted)
        map.emplace_back("accepted",
                         Value::Map{{"why", accepted->why}, {"by", accepted->by}, {"at", accepted->at}});
    return map;
}

StageRecord parse_stage_record(const Value& value) {
    if (required(value, "version") != Value(record_version))
        throw Error(ErrorKind::damaged, "a stage record has a version other than 1: a newer mlpipe wrote it");
    StageRecord record;
    record.key = digest(required(value, "key"), "key");
    record.run = text(value, "run");
    record.duration_s = number(value, "duration_s");
    record.inputs = parse_stage_inputs(required(value, "inputs"));
    required(value, "outputs");
    record.outputs = artifacts(value, "outputs");
    record.prior = artifacts(value, "prior");
    if (const Value* accepted = value.find("accepted"))
        record.accepted = Acceptance{text(*accepted, "why"), text(*accepted, "by"), text(*accepted, "at")};
    return record;
}

}  // namespace mlpipe
