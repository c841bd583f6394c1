#include "mlpipe/history/difference.hpp"

#include <set>

#include "code_changes.hpp"
#include "compared_state.hpp"
#include "data_changes.hpp"
#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/history/environment_changes.hpp"
#include "mlpipe/plan/fingerprint.hpp"

namespace mlpipe {
namespace {

const char* kind_text(Revision::Kind kind) {
    switch (kind) {
        case Revision::Kind::run:
            return "run";
        case Revision::Kind::commit:
            return "commit";
        case Revision::Kind::work_tree:
            break;
    }
    return "workspace";
}

// Only stages that both states have recorded can be compared; one that a run did not come to is not gone.
std::vector<StageChange> stage_changes(const ComparedState& from, const ComparedState& to) {
    std::set<std::string> names(from.declared());
    names.insert(to.declared().begin(), to.declared().end());
    std::vector<StageChange> found;
    for (const std::string& name : names) {
        if (!from.declared().contains(name)) {
            found.push_back({name, Existence::added, {}});
        } else if (!to.declared().contains(name)) {
            found.push_back({name, Existence::removed, {}});
        } else {
            const auto before = from.stages().find(name), after = to.stages().find(name);
            if (before == from.stages().end() || after == to.stages().end()) continue;
            auto fields = changes(before->second.inputs, after->second.inputs);
            if (!fields.empty()) found.push_back({name, Existence::changed, std::move(fields)});
        }
    }
    return found;
}

// What a pipeline file in disorder would say is not known; the state's notes have the reason.
template <typename Ask>
auto if_readable(const Ask& ask) -> decltype(ask()) {
    try {
        return ask();
    } catch (const PipelineError&) {
        return {};
    }
}

}  // namespace

StateName name_of(const Revision& revision) {
    return {revision.label, kind_text(revision.kind), revision.commit};
}

Difference compare(Revisions& revisions, const Revision& from, const Revision& to, World& world,
                   const DifferenceSections& sections) {
    Difference difference;
    difference.from = name_of(from);
    difference.to = name_of(to);
    std::vector<std::string>& notes = difference.notes;
    const bool look = sections.data || sections.stages;
    const ComparedState before(revisions, from, world, look, notes);
    const ComparedState after(revisions, to, world, look, notes);
    if (sections.code || sections.data) difference.code = code_changes(revisions, before, after, notes);
    if (sections.data) difference.data = data_changes(revisions, before, after, difference.code);
    if (!sections.code) difference.code.clear();
    if (sections.parameters) {
        difference.parameters =
            compare_parameters(if_readable([&] { return revisions.parameters(from); }),
                               if_readable([&] { return revisions.parameters(to); }), false);
    }
    if (sections.metrics) {
        difference.metrics = compare_metrics(if_readable([&] { return revisions.metrics(from); }),
                                             if_readable([&] { return revisions.metrics(to); }), false);
    }
    if (sections.environment && from.run && to.run)
        difference.environment = environment_changes({from.run->machine, from.run->interpreters},
                                                     {to.run->machine, to.run->interpreters});
    if (sections.stages) difference.stages = stage_changes(before, after);
    return difference;
}

}  // namespace mlpipe
