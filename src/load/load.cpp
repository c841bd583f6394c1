#include "mlpipe/load/load.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "templating.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void fail(const std::string& shown, std::string message) {
    throw PipelineError({{shown, {}, std::move(message)}});
}

std::string read_text(const FileSystem& files, const std::string& file, const std::string& shown) {
    const std::optional<FileStat> stat = files.stat(file);
    if (!stat) fail(shown, "there is no such file");
    if (stat->type == FileType::directory) fail(shown, "this is a directory; expected a pipeline file");
    std::optional<std::string> text = read_file_if_present(files, file);
    if (!text) fail(shown, "there is no such file");
    return std::move(*text);
}

// All that is wrong, templating and the rest. A template's place may fit nothing else: it is named once.
[[noreturn]] void fail_with_all(std::vector<Diagnostic> templating, const Document& document, Dialect dialect,
                                const std::string& file, const std::string& project_root) {
    std::vector<Diagnostic> all = std::move(templating);
    const Document rest = load::without_templates(document);
    const bool has_stages = rest.root.find("stages") && !rest.root.find("stages")->entries().empty();
    try {
        if (has_stages) static_cast<void>(build_pipeline(rest, dialect, file, project_root));
    } catch (const PipelineError& error) {
        const std::size_t count = all.size();
        for (const Diagnostic& diagnostic : error.diagnostics()) {
            const bool named =
                std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count),
                            [&](const Diagnostic& d) { return d.position == diagnostic.position; });
            if (!named) all.push_back(diagnostic);
        }
    }
    throw PipelineError(std::move(all));
}

}  // namespace

Dialect dialect_of(std::string_view file) {
    return path::name(file) == "dvc.yaml" ? Dialect::dvc : Dialect::mlpipe;
}

Pipeline load_pipeline(const FileSystem& files, const std::string& file, const std::string& shown,
                       const std::string& project_root) {
    const Dialect dialect = dialect_of(file);
    Document document = parse_yaml(read_text(files, file, shown), shown);
    std::vector<Diagnostic> templating = load::find_templating(document);
    if (!templating.empty()) fail_with_all(std::move(templating), document, dialect, file, project_root);
    return build_pipeline(resolve(std::move(document), dialect), dialect, file, project_root);
}

}  // namespace mlpipe
