#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <streambuf>

#include "mlpipe/document/node.hpp"
#include "references.hpp"
#include "scalar.hpp"
#include "text_check.hpp"
#include "tree_builder.hpp"

namespace mlpipe {
namespace {

using document::TreeBuilder;

// Lets the parser read the text where it lies.
class ViewBuffer : public std::streambuf {
  public:
    explicit ViewBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // a get area is never written to
        setg(begin, begin, begin + text.size());
    }

  protected:
    int_type pbackfail(int_type character) override {
        if (gptr() == eback()) return traits_type::eof();
        gbump(-1);
        return traits_type::not_eof(character);
    }
};

Position position_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

char character_at(std::string_view text, const YAML::Mark& mark) {
    const auto at = static_cast<std::size_t>(mark.pos);
    return mark.is_null() || at >= text.size() ? '\0' : text[at];
}

// What to do about it. The parser ends a plain value at a '?' inside braces, which YAML 1.2 would allow there.
std::string advice(const YAML::Exception& error, std::string_view text) {
    const char found = character_at(text, error.mark);
    if (error.msg == YAML::ErrorMsg::UNKNOWN_TOKEN && found > ' ' && found < 0x7F)
        return std::string("; put a value with '") + found + "' here into quotes";
    if (error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW)
        return "; inside {} and [] a value with one of , ? [ ] { }, with ': ' or with ' #' needs quotes";
    if (error.msg == YAML::ErrorMsg::MAP_VALUE) return "; a value with ': ' needs quotes";
    return {};
}

void read_events(std::string_view text, const std::string& file, TreeBuilder& builder) {
    ViewBuffer buffer(text);
    std::istream stream(&buffer);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        builder.check_last_quote();
    } catch (const TreeBuilder::Stop&) {
    } catch (const YAML::Exception& error) {
        builder.diagnostics().push_back(
            {file, position_of(error.mark), "not valid YAML: " + error.msg + advice(error, text)});
    }
}

}  // namespace

Document parse_yaml(std::string_view text, std::string file, const DocumentLimits& limits) {
    text = document::without_mark(text);
    if (auto bad = document::find_bad_byte(text, file)) throw PipelineError({std::move(*bad)});
    TreeBuilder builder(text, file, limits);
    read_events(text, file, builder);
    std::vector<Diagnostic>& diagnostics = builder.diagnostics();
    if (!diagnostics.empty()) throw PipelineError(std::move(diagnostics));
    Node root = document::expand_references(builder.take(), file, diagnostics);
    if (!diagnostics.empty()) throw PipelineError(std::move(diagnostics));
    return {std::move(file), std::move(root)};
}

Value parse_yaml_value(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
    // Quotes and brackets are YAML's; anything else is one plain scalar, whatever YAML would make of ':', '#'
    // or '*'.
    const char opening = text.front();
    if (opening != '"' && opening != '\'' && opening != '[' && opening != '{')
        return document::resolve_plain(text);
    return parse_yaml(text, "value").root.to_value();
}

}  // namespace mlpipe
