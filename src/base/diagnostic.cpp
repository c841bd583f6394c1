#include "mlpipe/base/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

std::vector<Diagnostic> sorted(std::vector<Diagnostic> diagnostics) {
    const auto place = [](const Diagnostic& d) {
        return std::tie(d.file, d.position.line, d.position.column);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    return diagnostics;
}

std::string lines(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!text.empty()) text += '\n';
        text += diagnostic.text();
    }
    return text;
}

}  // namespace

std::string Diagnostic::text() const {
    std::string text = path::printable(file);
    if (position.line > 0) text += (text.empty() ? "" : ":") + std::to_string(position.line);
    if (position.line > 0 && position.column > 0) text += ":" + std::to_string(position.column);
    return text.empty() ? message : text + ": " + message;
}

PipelineError::PipelineError(std::vector<Diagnostic> diagnostics)
    : Error(ErrorKind::pipeline, lines(sorted(diagnostics))), diagnostics_(sorted(std::move(diagnostics))) {}

}  // namespace mlpipe
