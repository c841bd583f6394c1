#include "template_world.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exchange/dvc_settings.hpp"

namespace mlpipe::load {
namespace {

// Whether the second of two words is meant.
bool chosen(const DvcSetting& setting, const char* usual, const char* other, const std::string& shown) {
    const std::string value = text::lower(setting.value);
    if (value == other) return true;
    if (value == usual) return false;
    throw PipelineError({{shown, setting.position,
                          "'" + setting.key + "' of [parsing] expects " + usual + " or " + other + ", not '" +
                              path::printable(setting.value) + "'"}});
}

ArgumentStyle argument_style(const FileSystem& files, const std::string& directory, const std::string& root) {
    ArgumentStyle style;
    const auto dvc_root = find_dvc_root(files, directory, root);
    if (!dvc_root) return style;
    for (const DvcSetting& setting : read_dvc_settings(files, *dvc_root)) {
        if (setting.section != "parsing") continue;
        const std::string shown =
            path::contains(root, setting.file) ? path::relative(setting.file, root) : setting.file;
        if (setting.key == "bool")
            style.negates_flags = chosen(setting, "store_true", "boolean_optional", shown);
        if (setting.key == "list") style.repeats_lists = chosen(setting, "nargs", "append", shown);
    }
    return style;
}

}  // namespace

TemplateWorld template_world(const FileSystem& files, const std::string& file,
                             const std::string& project_root) {
    std::string directory(path::parent(path::normalise(file)));
    const ArgumentStyle style = argument_style(files, directory, path::normalise(project_root));
    return {files, std::move(directory), style};
}

}  // namespace mlpipe::load
