#include "output_state.hpp"

#include <algorithm>
#include <iterator>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_names = 3;

std::string named(const std::vector<const OutputSpec*>& outputs, const char* one, const char* several) {
    std::string text = outputs.size() == 1 ? "output " : "outputs ";
    for (std::size_t i = 0; i < outputs.size() && i < most_names; ++i)
        text += (i == 0 ? "" : ", ") + path::printable(outputs[i]->path);
    if (outputs.size() > most_names) text += " and " + std::to_string(outputs.size() - most_names) + " more";
    return text + " " + (outputs.size() == 1 ? one : several);
}

}  // namespace

std::string OutputState::modified_persistent() const {
    std::vector<const OutputSpec*> persistent;
    std::copy_if(modified.begin(), modified.end(), std::back_inserter(persistent),
                 [](const OutputSpec* output) { return output->persist; });
    if (persistent.empty()) return "";
    return named(persistent, "persists and was modified", "persist and were modified");
}

std::string OutputState::text() const {
    std::string text;
    if (!modified.empty()) text = named(modified, "was modified", "were modified");
    if (!missing.empty()) text += (text.empty() ? "" : " and ") + named(missing, "is missing", "are missing");
    return text;
}

OutputState compare_outputs(const std::vector<OutputSpec>& outputs,
                            const std::vector<std::optional<Reference>>& present, const StageRecord& record) {
    OutputState state = take_stock(outputs, present);
    for (std::size_t i = 0; i < outputs.size() && i < present.size(); ++i)
        if (present[i] && !present[i]->same_content(record.outputs[i].reference))
            state.modified.push_back(&outputs[i]);
    return state;
}

OutputState take_stock(const std::vector<OutputSpec>& outputs,
                       const std::vector<std::optional<Reference>>& present) {
    OutputState state;
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (i >= present.size() || !present[i]) state.missing.push_back(&outputs[i]);
    return state;
}

bool declares(const StageRecord& record, const std::vector<OutputSpec>& outputs) {
    return std::equal(
        record.outputs.begin(), record.outputs.end(), outputs.begin(), outputs.end(),
        [](const ArtifactAt& recorded, const OutputSpec& output) { return recorded.path == output.path; });
}

std::string first_line(const std::string& text) {
    return path::printable(text.substr(0, text.find('\n')));
}

}  // namespace mlpipe
