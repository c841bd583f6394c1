#include "mlpipe/run/artifact_lineage.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/store/hasher.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t least_digits = 6;
constexpr std::size_t digits_shown = 12;

bool is_hex(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](unsigned char letter) { return std::isxdigit(letter) != 0; });
}

class Finder {
  public:
    Finder(const Project& project, Lineage& lineage, World& world)
        : project_(project),
          lineage_(lineage),
          files_(world.files),
          pool_(core_count()),
          stat_cache_(project.stat_cache_file()),
          hasher_(world.files, &stat_cache_, pool_, project.store_directory()) {}

    // What is meant by a path: one artifact, with what must be said of it.
    std::vector<ArtifactAt> at(const std::string& absolute, std::vector<std::string>& notices) {
        for (std::string path = absolute; path::contains(project_.root, path) || path == absolute;
             path = std::string(path::parent(path))) {
            auto known = lineage_.artifacts_at(path::relative(path, project_.root));
            if (known.empty()) known = lineage_.artifacts_at(path);  // was declared so
            if (!known.empty()) {
                const std::string shown = path::printable(project_.shown(path));
                if (path != absolute)
                    notices.push_back(path::printable(project_.shown(absolute)) +
                                      " itself was never recorded; this is the directory around it, " +
                                      shown);
                return {choose(known, path, shown, notices)};
            }
            if (path == "/" || path == project_.root) break;
        }
        return {};
    }

    std::vector<ArtifactAt> with_digest(const std::string& text) {
        const std::string prefix = text::lower(text);
        auto found = lineage_.artifacts_with(prefix);
        for (const ArtifactAt& artifact : found) {
            if (artifact.reference.digest == found.front().reference.digest) continue;
            throw Error(ErrorKind::usage, "the digest '" + text + "' is ambiguous: " +
                                              found.front().reference.digest.hex().substr(0, 16) + " (" +
                                              path::printable(found.front().path) + "), " +
                                              artifact.reference.digest.hex().substr(0, 16) + " (" +
                                              path::printable(artifact.path) + ")");
        }
        return found;
    }

  private:
    // What stands there as an output sees it, and as a dependency does.
    ArtifactAt choose(const std::vector<ArtifactAt>& known, const std::string& path, const std::string& shown,
                      std::vector<std::string>& notices) {
        const auto last = [&](const std::string& why) {
            const std::string digest = known.front().reference.digest.hex().substr(0, digits_shown);
            notices.push_back(why + "; this is what was last recorded there, " + digest);
            return known.front();
        };
        if (!files_.link_stat(path)) return last(shown + " is not there now");
        for (const bool dependency : {false, true}) {
            HashOptions options;
            options.dependency = dependency;
            options.ignore_root = project_.root;
            std::optional<HashedPath> now;
            try {
                now = hasher_.hash(path, options);
            } catch (const Error&) {
                if (dependency) throw;  // an output must not leave its directory, a dependency may
            }
            if (!now) continue;
            for (const ArtifactAt& artifact : known) {
                if (artifact.reference.same_content(now->reference)) return artifact;
            }
        }
        return last("what stands at " + shown + " now was never recorded");
    }

    const Project& project_;
    Lineage& lineage_;
    const FileSystem& files_;
    ThreadPool pool_;
    StatCache stat_cache_;
    Hasher hasher_;
};

}  // namespace

ArtifactAnswer trace_artifact(const Project& project, const ArtifactQuestion& question, World& world) {
    if (!world.files.stat(project.lineage_file()))
        throw Error(ErrorKind::usage, "there is no run yet; 'mlpipe run' makes the first");
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_only);
    Finder finder(project, lineage, world);
    ArtifactAnswer answer;
    const std::string absolute = path::join(question.working_directory, question.artifact);
    const bool maybe_digest = is_hex(question.artifact) && !world.files.link_stat(absolute);
    std::vector<ArtifactAt> asked;
    if (maybe_digest && question.artifact.size() >= least_digits)
        asked = finder.with_digest(question.artifact);
    if (asked.empty()) asked = finder.at(absolute, answer.notices);
    if (asked.empty()) {
        throw Error(ErrorKind::usage,
                    "no run has read or made '" + path::printable(question.artifact) + "'" +
                        (maybe_digest ? ", and none an artifact with such a digest (6 digits or more)" : ""));
    }
    answer.graph = lineage.ancestry(asked, question.direction, question.depth);
    return answer;
}

}  // namespace mlpipe
