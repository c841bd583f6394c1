// The repetition as a shell script for somebody without mlpipe: git brings the code, `cp` what was recorded,
// `sha256sum` the verdict.
#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/replay/reproduce.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

using text::shell_quoted;

constexpr const char* preamble = R"sh(set -eu
directory=${1:?usage: $0 DIRECTORY, which must not exist yet}
mkdir "$directory"
directory=$(cd "$directory" && pwd)

git_directory=$(git -C "$repository" rev-parse --absolute-git-dir)
code() { GIT_INDEX_FILE="$directory.index" git --git-dir="$git_directory" --work-tree="$directory" "$@"; }
code read-tree "$commit"
code checkout-index --all
rm -f "$directory.index"

# put DIGEST PATH MODE: an object of the store
put() {
    mkdir -p "$(dirname "$2")"
    rm -rf "$2"
    cp "$store/objects/$(printf %.2s "$1")/${1#??}" "$2"
    chmod "$3" "$2"
}
)sh";

class Script {
  public:
    Script(Revisions& revisions, const Original& original) : revisions_(revisions), original_(original) {}

    std::string write() {
        const std::string& tree_root = revisions_.commits()->tree_root();
        const std::string folder(path::parent(original_.revision.project.pipeline_file));
        line("#!/bin/sh");
        line("# Repeats " +
             (original_.run.empty() ? "commit " + original_.revision.commit->substr(0, 12)
                                    : "run " + path::printable(original_.run)) +
             " with git, cp and sha256sum. usage: sh SCRIPT DIRECTORY");
        line("repository=" + shell_quoted(revisions_.commits()->own()
                                              ? revisions_.project().state_directory() + "/repo.git"
                                              : tree_root));
        line("store=" + shell_quoted(revisions_.store().directory()));
        line("commit=" + *original_.revision.commit);
        text_ += preamble;
        line("\ncd \"$directory\"/" + shell_quoted(path::relative(folder, tree_root)));
        line("top=$PWD");
        put_inputs();
        if (!original_.pipeline.setup.empty()) {
            line("\n# environment.setup");
            line("( /bin/sh -e -c " + shell_quoted(original_.pipeline.setup) + " )");
        }
        for (const RecordedStage& stage : original_.stages) add_stage(stage);
        add_check();
        return std::move(text_);
    }

  private:
    void line(const std::string& content) { text_ += content + "\n"; }

    bool made_here(const std::string& path) const {
        return std::any_of(original_.stages.begin(), original_.stages.end(), [&](const RecordedStage& stage) {
            return std::any_of(stage.declared.outputs.begin(), stage.declared.outputs.end(),
                               [&](const Output& output) { return path::overlap(output.path, path); });
        });
    }

    void put(const Digest& digest, const std::string& path, bool executable) {
        line("put " + digest.hex() + " " + shell_quoted(path) + (executable ? " 755" : " 644"));
    }

    void put_artifact(const ArtifactAt& artifact) {
        const Reference& reference = artifact.reference;
        if (!revisions_.store().has_all(reference)) {
            // Then the commit has it, or nobody does, and the stage will say so.
            return line("# not in the store: " + path::printable(artifact.path) + " " +
                        reference.digest.hex());
        }
        if (reference.type == ReferenceType::file)
            return put(reference.digest, artifact.path, reference.executable);
        if (reference.type != ReferenceType::directory) return;
        line("rm -rf " + shell_quoted(artifact.path) + " && mkdir -p " + shell_quoted(artifact.path));
        for (const ManifestEntry& entry : revisions_.store().read_manifest(reference.digest).entries) {
            const std::string path = artifact.path + "/" + entry.path;
            if (entry.type == ManifestEntry::Type::file) put(entry.digest, path, entry.executable);
            if (entry.type == ManifestEntry::Type::directory) line("mkdir -p " + shell_quoted(path));
            if (entry.type == ManifestEntry::Type::link)
                line("mkdir -p " + shell_quoted(std::string(path::parent(path))) + " && ln -s " +
                     shell_quoted(entry.target) + " " + shell_quoted(path));
        }
    }

    void put_inputs() {
        line("\n# what the stages read besides the code");
        for (const RecordedStage& stage : original_.stages) {
            for (const ArtifactAt& dependency : stage.record.inputs.dependencies) {
                const std::string absolute = original_.revision.project.absolute(dependency.path);
                if (made_here(dependency.path) || original_.revision.files->stat(absolute)) continue;
                put_artifact(dependency);
            }
            for (const ArtifactAt& prior : stage.record.prior) put_artifact(prior);
        }
    }

    static std::string shell_of(const Command& command) {
        if (command.user_shell) return "${SHELL:-/bin/sh} -c";
        if (command.shell.empty()) return "/bin/sh -e -c";
        return command.shell.find(' ') == std::string::npos ? command.shell + " -c" : command.shell;
    }

    void add_stage(const RecordedStage& stage) {
        line("\n# stage " + path::printable(stage.name));
        for (const Output& output : stage.declared.outputs) {
            if (!output.persist) line("rm -rf " + shell_quoted(output.path));
            const std::string parent(path::parent(output.path));
            if (parent != ".") line("mkdir -p " + shell_quoted(parent));
        }
        for (const auto* names : {&stage.declared.environment.pass, &stage.declared.environment.secrets}) {
            for (const std::string& name : *names) line("# reads the variable " + path::printable(name));
        }
        line("(");
        line("    cd " + shell_quoted(stage.declared.working_directory));
        for (const auto& [name, value] : stage.declared.environment.values)
            line("    export " + name + "=" + shell_quoted(value));
        line("    export MLPIPE_REPLAY=1 PYTHONUNBUFFERED=1");
        for (const std::string& part : stage.declared.command.parts)
            line("    " + shell_of(stage.declared.command) + " " + shell_quoted(part));
        line(")");
    }

    // A line of sha256sum: a name with a newline or a backslash in it is escaped, and the line begins so.
    static std::string sum_line(const Digest& digest, const std::string& path) {
        std::string escaped;
        for (const char c : path) escaped += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
        return (escaped == path ? "" : "\\") + digest.hex() + "  " + escaped + "\n";
    }

    void add_check() {
        std::string sums;
        for (const RecordedStage& stage : original_.stages) {
            for (const ArtifactAt& output : stage.record.outputs) {
                if (output.reference.type == ReferenceType::file) {
                    sums += sum_line(output.reference.digest, output.path);
                } else if (revisions_.store().has(output.reference.digest)) {
                    for (const ManifestEntry& entry :
                         revisions_.store().read_manifest(output.reference.digest).entries) {
                        if (entry.type == ManifestEntry::Type::file)
                            sums += sum_line(entry.digest, output.path + "/" + entry.path);
                    }
                }
            }
        }
        line("\n# the verdict: each output that is as it was recorded is OK");
        line("cd \"$top\"");
        line("sha256sum -c - <<'END_OF_SUMS' || exit 4");
        text_ += sums;
        line("END_OF_SUMS");
    }

    Revisions& revisions_;
    const Original& original_;
    std::string text_;
};

}  // namespace

std::string reproduction_script(Revisions& revisions, const Original& original) {
    return Script(revisions, original).write();
}

}  // namespace mlpipe
