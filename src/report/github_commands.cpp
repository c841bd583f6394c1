#include "mlpipe/report/github_commands.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/path.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_shown = 10;  // of a kind, of one step
constexpr std::size_t most_title_columns = 200, most_message_columns = 4000;

std::string escaped_message(std::string_view printable_text) {
    std::string text;
    for (const char letter : printable_text) {
        if (letter == '%') {
            text += "%25";
        } else if (letter == '\n') {
            text += "%0A";
        } else if (letter == '\r') {
            text += "%0D";
        } else {
            text += letter;
        }
    }
    return text;
}

std::string escaped_property(std::string_view bytes) {
    std::string text;
    for (const char letter : escaped_message(printable(bytes))) {
        if (letter == ':') {
            text += "%3A";
        } else if (letter == ',') {
            text += "%2C";
        } else {
            text += letter;
        }
    }
    return text;
}

std::string place_of(const GithubAnnotation& annotation, const GithubJob& job) {
    const std::string file = path::normalise(annotation.file), workspace = path::normalise(job.workspace);
    if (annotation.file.empty() || job.workspace.empty() || !path::contains(workspace, file)) return {};
    std::string text = "file=" + escaped_property(path::relative(file, workspace));
    if (annotation.position.line > 0) text += ",line=" + std::to_string(annotation.position.line);
    if (annotation.position.column > 0) text += ",col=" + std::to_string(annotation.position.column);
    return text;
}

std::string command(const GithubAnnotation& annotation, const GithubJob& job) {
    std::string properties = place_of(annotation, job);
    if (!annotation.title.empty())
        properties += (properties.empty() ? "title=" : ",title=") +
                      escaped_property(cut(printable(annotation.title), most_title_columns));
    const char* name = annotation.level == GithubAnnotation::Level::error ? "::error" : "::warning";
    return name + (properties.empty() ? "" : " " + properties) +
           "::" + escaped_message(cut(printable_text(annotation.message), most_message_columns)) + "\n";
}

void keep_first(std::vector<GithubAnnotation>& annotations, GithubAnnotation::Level level) {
    std::size_t count = 0;
    GithubAnnotation* last = nullptr;
    for (GithubAnnotation& annotation : annotations) {
        if (annotation.level == level && ++count == most_shown) last = &annotation;
    }
    if (count <= most_shown) return;
    last->message += "\n(and " + std::to_string(count - most_shown) + " more, which the log names)";
    count = 0;
    std::erase_if(annotations, [&](const GithubAnnotation& annotation) {
        return annotation.level == level && ++count > most_shown;
    });
}

}  // namespace

std::string github_group(std::string_view title) {
    return "::group::" + escaped_message(cut(printable(title), most_title_columns)) + "\n";
}

std::string github_end_of_group() {
    return "::endgroup::\n";
}

std::string github_annotations(std::vector<GithubAnnotation> annotations, const GithubJob& job) {
    keep_first(annotations, GithubAnnotation::Level::error);
    keep_first(annotations, GithubAnnotation::Level::warning);
    std::string text;
    for (const GithubAnnotation& annotation : annotations) text += command(annotation, job);
    return text;
}

std::vector<GithubAnnotation> error_annotations(const Error& error, const std::string& root) {
    std::vector<GithubAnnotation> annotations;
    if (const auto* wrong = dynamic_cast<const PipelineError*>(&error)) {
        for (const Diagnostic& one : wrong->diagnostics())
            annotations.push_back({GithubAnnotation::Level::error, "", one.text(),
                                   one.file.empty() ? "" : path::join(root, one.file), one.position});
    }
    if (annotations.empty())
        annotations.push_back({GithubAnnotation::Level::error, "", error.what(), "", {}});
    return annotations;
}

}  // namespace mlpipe
