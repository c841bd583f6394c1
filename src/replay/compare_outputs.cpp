#include "compare_outputs.hpp"

#include <algorithm>
#include <map>

#include "locate.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

// Larger contents are compared by their digests alone.
constexpr std::uint64_t most_read = 64 << 20;
constexpr std::size_t most_named = 5;

class StageComparison {
  public:
    StageComparison(Revisions& revisions, const Original& original, const RecordedStage& stage,
                    const CleanDirectory& directory, const Tolerance& tolerance)
        : revisions_(revisions),
          original_(original),
          stage_(stage),
          directory_(directory),
          tolerance_(tolerance),
          pool_(core_count()),
          hasher_(revisions.files(), nullptr, pool_) {}

    std::vector<OutputComparison> compare(const Execution* again) {
        std::map<std::string, OutputComparison> outputs;
        for (const ArtifactAt& output : stage_.record.outputs)
            at(outputs, output.path).recorded = output.reference;
        for (const OutputSpec& spec : specs(again)) {
            if (auto found = standing(spec.path)) at(outputs, spec.path).reproduced = *found;
        }
        std::vector<OutputComparison> compared;
        for (auto& [path, output] : outputs) {
            judge(output);
            compared.push_back(std::move(output));
        }
        return compared;
    }

  private:
    OutputComparison& at(std::map<std::string, OutputComparison>& outputs, const std::string& path) const {
        OutputComparison& output = outputs[path];
        output.path = path;
        output.stage = stage_.name;
        return output;
    }

    // Recorded ones, and those that only the repetition has.
    std::vector<OutputSpec> specs(const Execution* again) const {
        std::vector<OutputSpec> specs = stage_.record.inputs.outputs;
        if (again == nullptr || !again->record) return specs;
        for (const OutputSpec& spec : again->record->inputs.outputs) {
            const bool known = std::any_of(specs.begin(), specs.end(),
                                           [&](const OutputSpec& other) { return other.path == spec.path; });
            if (!known) specs.push_back(spec);
        }
        return specs;
    }

    std::optional<Reference> standing(const std::string& path) const {
        try {
            const auto hashed = hasher_.hash(directory_.project().absolute(path), HashOptions{});
            return hashed ? std::optional(hashed->reference) : std::nullopt;
        } catch (const Error&) {
            return std::nullopt;  // nothing that an output can be
        }
    }

    bool is_metric(const std::string& path) const {
        const auto& specs = stage_.record.inputs.outputs;
        return std::any_of(specs.begin(), specs.end(), [&](const OutputSpec& spec) {
            return spec.path == path && spec.role == OutputRole::metric;
        });
    }

    void judge(OutputComparison& output) {
        if (!output.reproduced) {
            output.verdict = OutputVerdict::missing;
        } else if (!output.recorded) {
            output.verdict = OutputVerdict::extra;
        } else if (output.recorded->same_content(*output.reproduced)) {
            output.verdict = OutputVerdict::identical;
        } else {
            output.verdict = OutputVerdict::differs;
            look_inside(output);
        }
    }

    void look_inside(OutputComparison& output) {
        const bool directories = output.recorded->type == ReferenceType::directory &&
                                 output.reproduced->type == ReferenceType::directory;
        if (directories) return compare_directories(output);
        if (output.recorded->type != ReferenceType::file || output.reproduced->type != ReferenceType::file) {
            output.where = {std::string(to_string(output.recorded->type)) + " -> " +
                            to_string(output.reproduced->type)};
            return;
        }
        if (output.recorded->size > most_read || output.reproduced->size > most_read) return;
        const auto before = revisions_.read(original_.revision, output.path);
        if (!before || sha256(*before) != output.recorded->digest) return;
        const std::string after = read_file(revisions_.files(), directory_.project().absolute(output.path));
        if (is_metric(output.path) && equal_within(output.path, *before, after, tolerance_))
            output.verdict = OutputVerdict::within_tolerance;
        output.where = first_differences(output.path, *before, after);
    }

    void compare_directories(OutputComparison& output) {
        if (!revisions_.store().has(output.recorded->digest)) return;
        const Manifest before = revisions_.store().read_manifest(output.recorded->digest);
        const Manifest after = hasher_.manifest(directory_.project().absolute(output.path), HashOptions{});
        std::map<std::string, std::pair<const ManifestEntry*, const ManifestEntry*>> entries;
        for (const ManifestEntry& entry : before.entries) entries[entry.path].first = &entry;
        for (const ManifestEntry& entry : after.entries) entries[entry.path].second = &entry;
        std::size_t count = 0;
        for (const auto& [path, sides] : entries) {
            if (sides.first && sides.second && *sides.first == *sides.second) continue;
            if (++count > most_named) continue;
            output.where.push_back(path::printable(path) + (!sides.first    ? ": extra"
                                                            : !sides.second ? ": missing"
                                                                            : ": differs"));
        }
        if (count > most_named)
            output.where.push_back("and " + std::to_string(count - most_named) + " more files");
    }

    Revisions& revisions_;
    const Original& original_;
    const RecordedStage& stage_;
    const CleanDirectory& directory_;
    const Tolerance& tolerance_;
    ThreadPool pool_;
    Hasher hasher_;
};

}  // namespace

std::vector<OutputComparison> compare_outputs(Revisions& revisions, const Original& original,
                                              const RecordedStage& stage, const Execution* again,
                                              const CleanDirectory& directory, const Tolerance& tolerance) {
    return StageComparison(revisions, original, stage, directory, tolerance).compare(again);
}

}  // namespace mlpipe
