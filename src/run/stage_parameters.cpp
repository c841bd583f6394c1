#include "stage_parameters.hpp"

#include "job_builder.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

Value::Map::iterator find_or_add(Value::Map& map, const std::string& key) {
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        if (entry->first == key) return entry;
    return map.insert(map.end(), {key, Value::Map{}});
}

// `parameters` are sorted, so that what lies around a value comes before it.
void put(Value& around, const std::string& key, const Value& value) {
    Value* at = &around;
    for (std::size_t begin = 0; begin <= key.size();) {
        const std::size_t end = std::min(key.find('.', begin), key.size());
        Value::Map* map = at->as_map();
        if (map == nullptr) return;
        at = &find_or_add(*map, key.substr(begin, end - begin))->second;
        begin = end + 1;
    }
    *at = value;
}

}  // namespace

Value parameter_document(const std::vector<ParameterValue>& parameters) {
    Value document = Value::Map{};
    for (const ParameterValue& parameter : parameters) {
        Value& file = find_or_add(*document.as_map(), parameter.file)->second;
        if (parameter.key.empty())
            file = parameter.value;
        else
            put(file, parameter.key, parameter.value);
    }
    return document;
}

void hand_in_parameters(FileSystem& files, Job& job, const std::string& stage,
                        const std::vector<ParameterValue>& parameters) {
    if (parameters.empty()) return;
    const std::string file =
        std::string(path::parent(job.log_file)) + "/" + file_name_of(stage) + ".params.json";
    write_file_atomically(files, file, canonical_json(parameter_document(parameters)) + "\n",
                          Durability::lazy);
    set_variable(job, "MLPIPE_PARAMS", file);
}

}  // namespace mlpipe
