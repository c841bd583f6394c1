#include <algorithm>

#include "mlpipe/document/node.hpp"

namespace mlpipe {
namespace {

bool ends_with(std::string_view file, std::string_view ending) {
    if (file.size() < ending.size()) return false;
    const std::string_view end = file.substr(file.size() - ending.size());
    return std::equal(end.begin(), end.end(), ending.begin(), [](char c, char wanted) {
        return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == wanted;
    });
}

}  // namespace

DocumentFormat document_format(std::string_view file) {
    if (ends_with(file, ".json")) return DocumentFormat::json;
    if (ends_with(file, ".toml")) return DocumentFormat::toml;
    if (ends_with(file, ".py")) return DocumentFormat::python;
    return DocumentFormat::yaml;
}

Document parse_document(std::string_view text, std::string file, const DocumentLimits& limits) {
    switch (document_format(file)) {
        case DocumentFormat::json:
            return parse_json_document(text, std::move(file), limits);
        case DocumentFormat::toml:
            return parse_toml(text, std::move(file), limits);
        case DocumentFormat::python:
            return parse_python(text, std::move(file), limits);
        case DocumentFormat::yaml:
            break;
    }
    return parse_yaml(text, std::move(file), limits);
}

}  // namespace mlpipe
