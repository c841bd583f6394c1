#include "mlpipe/base/reference.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorKind::damaged, "a record names an artifact wrongly: " + what);
}

const std::string& text_entry(const Value& reference, const char* key) {
    const Value* entry = reference.find(key);
    if (!entry || !entry->as_string()) refuse("'" + std::string(key) + "' is missing or no text");
    return *entry->as_string();
}

ReferenceType parse_type(const std::string& text) {
    for (const ReferenceType type : {ReferenceType::file, ReferenceType::directory, ReferenceType::link})
        if (text == to_string(type)) return type;
    refuse("no type is called '" + text + "'");
}

}  // namespace

const char* to_string(ReferenceType type) {
    switch (type) {
        case ReferenceType::file:
            return "file";
        case ReferenceType::directory:
            return "dir";
        case ReferenceType::link:
            return "link";
    }
    return "unknown";
}

Value to_value(const Reference& reference) {
    Value value;
    value.set("type", to_string(reference.type));
    value.set("sha256", reference.digest.hex());
    value.set("size", *Integer::parse(std::to_string(reference.size)));
    if (reference.executable) value.set("exec", true);
    return value;
}

Reference parse_reference(const Value& value) {
    const Value::Map* map = value.as_map();
    if (!map) refuse("it is no map");
    Reference reference;
    reference.type = parse_type(text_entry(value, "type"));
    const auto digest = Digest::parse(text_entry(value, "sha256"));
    if (!digest) refuse("'sha256' is not 64 hex digits");
    reference.digest = *digest;

    const Value* size = value.find("size");
    const auto bytes = size && size->as_integer() ? size->as_integer()->to_int64() : std::nullopt;
    if (!bytes || *bytes < 0) refuse("'size' is missing or no number of bytes");
    reference.size = static_cast<std::uint64_t>(*bytes);

    std::size_t known = 3;
    if (const Value* executable = value.find("exec")) {
        if (!executable->as_bool()) refuse("'exec' is neither true nor false");
        reference.executable = *executable->as_bool();
        ++known;
    }
    if (map->size() != known) refuse("it has entries beyond type, sha256, size and exec");
    return reference;
}

}  // namespace mlpipe
