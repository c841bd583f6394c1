#include "dvc_exchange_files.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/document/rewriting.hpp"
#include "mlpipe/load/load.hpp"

namespace mlpipe {

void check_target(const FileSystem& files, const Project& project, const std::string& target, bool force) {
    if (!force && files.link_stat(target))
        throw Error(ErrorKind::usage,
                    path::printable(project.shown(target)) + " is there already; --force replaces it");
}

DvcExchange write_translation(FileSystem& files, const Project& project, const std::string& text,
                              const std::string& source, DvcTranslation translation,
                              const std::string& target) {
    Rewritten written = rewrite_yaml(text, project.shown(source), translation.document);
    const std::string shown = project.shown(target);
    static_cast<void>(build_pipeline(files, parse_yaml(written.text, shown), target, project.root));
    write_file_atomically(files, target, written.text, Durability::synced, 0644,
                          working_directory(files, project));
    DvcExchange exchange;
    exchange.file = target;
    exchange.comments_lost = written.comments_lost && text.find('#') != text.npos;
    exchange.notes = std::move(translation.notes);
    return exchange;
}

}  // namespace mlpipe
