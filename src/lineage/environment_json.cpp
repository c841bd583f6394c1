#include "environment_json.hpp"

#include <limits>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::lineage {

namespace {

[[noreturn]] void damaged(const std::string& what) {
    throw Error(ErrorKind::damaged, "lineage.db holds a damaged description of " + what);
}

Value parse(const std::string& json, const std::string& what) {
    try {
        return parse_json(json, what);
    } catch (const Error&) {
        damaged(what);
    }
}

std::string text_field(const Value& value, std::string_view name) {
    const Value* field = value.find(name);
    return field ? text_of(*field) : std::string();
}

std::uint64_t number_field(const Value& value, std::string_view name, std::uint64_t most) {
    const Value* field = value.find(name);
    if (!field) return 0;
    const Integer* integer = field->as_integer();
    const auto number = integer ? integer->to_int64() : std::nullopt;
    if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > most) damaged("a machine");
    return static_cast<std::uint64_t>(*number);
}

Value text_list(const std::vector<std::string>& texts) {
    Value::List list;
    list.reserve(texts.size());
    for (const auto& text : texts) list.push_back(text_value(text));
    return Value(std::move(list));
}

std::vector<std::string> texts_of(const Value& value, const std::string& what) {
    const auto* list = value.as_list();
    if (!list) damaged(what);
    std::vector<std::string> texts;
    texts.reserve(list->size());
    for (const auto& item : *list) texts.push_back(text_of(item));
    return texts;
}

}  // namespace

Value text_value(const std::string& text) {
    if (path::is_utf8(text)) return Value(text);
    Value encoded;
    encoded.set("base64", text::base64(text));
    return encoded;
}

std::string text_of(const Value& value) {
    if (const auto* text = value.as_string()) return *text;
    const Value* encoded = value.find("base64");
    const std::string* base64 = encoded ? encoded->as_string() : nullptr;
    auto decoded = base64 ? text::parse_base64(*base64) : std::nullopt;
    if (!decoded) damaged("a text");
    return *decoded;
}

std::string to_json(const MachineEnvironment& machine) {
    Value value;
    value.set("os", text_value(machine.os));
    value.set("kernel", text_value(machine.kernel));
    value.set("cpu", text_value(machine.cpu));
    value.set("cpus", static_cast<std::int64_t>(machine.cpus));
    value.set("memory", static_cast<std::int64_t>(machine.memory));
    value.set("gpus", text_list(machine.gpus));
    return canonical_json(value);
}

MachineEnvironment parse_machine(const std::string& json) {
    const Value value = parse(json, "a machine");
    MachineEnvironment machine;
    machine.os = text_field(value, "os");
    machine.kernel = text_field(value, "kernel");
    machine.cpu = text_field(value, "cpu");
    machine.cpus = static_cast<unsigned>(number_field(value, "cpus", std::numeric_limits<unsigned>::max()));
    machine.memory = number_field(value, "memory", std::numeric_limits<std::int64_t>::max());
    if (const Value* gpus = value.find("gpus")) machine.gpus = texts_of(*gpus, "a machine");
    return machine;
}

std::string to_json(const InterpreterEnvironment& interpreter) {
    Value::List packages;
    packages.reserve(interpreter.packages.size());
    for (const auto& [name, version] : interpreter.packages)
        packages.emplace_back(Value::List{text_value(name), text_value(version)});
    Value value;
    value.set("interpreter", text_value(interpreter.interpreter));
    value.set("version", text_value(interpreter.version));
    value.set("packages", Value(std::move(packages)));
    return canonical_json(value);
}

InterpreterEnvironment parse_interpreter(const std::string& json) {
    const std::string what = "an interpreter";
    const Value value = parse(json, what);
    InterpreterEnvironment interpreter;
    interpreter.interpreter = text_field(value, "interpreter");
    interpreter.version = text_field(value, "version");
    const Value* packages = value.find("packages");
    if (!packages || !packages->as_list()) damaged(what);
    for (const Value& package : *packages->as_list()) {
        auto texts = texts_of(package, what);
        if (texts.size() != 2) damaged(what);
        interpreter.packages.emplace_back(std::move(texts[0]), std::move(texts[1]));
    }
    return interpreter;
}

std::string arguments_json(const std::vector<std::string>& arguments) {
    return canonical_json(text_list(arguments));
}

std::vector<std::string> parse_arguments(const std::string& json) {
    return texts_of(parse(json, "a run's arguments"), "a run's arguments");
}

std::optional<std::string> cause_json(const std::optional<RunCause>& cause) {
    if (!cause) return std::nullopt;
    return canonical_json(to_value(*cause));
}

RunCause parse_cause(const std::string& json) {
    return parse_run_cause(parse(json, "a run's cause"));
}

}  // namespace mlpipe::lineage
