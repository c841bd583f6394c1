#include "compared_baseline.hpp"

#include <utility>

#include "comparability.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

Baseline find_baseline(const Gate& gate, const Candidate& candidate, const GateWorld& world) {
    Baseline unknown;
    unknown.reason = "nothing is known of earlier results here";
    if (!world.find_baseline) return unknown;
    try {
        return world.find_baseline({gate.baseline, gate.model, candidate.stage});
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        unknown.reason = error.what();
        return unknown;
    }
}

// `why`: it was evaluated on other data.
std::optional<Obstacle> evaluate(Baseline& baseline, const Candidate& candidate, const GateWorld& world,
                                 const std::string& why) {
    const auto undecided = [&](const std::string& problem) {
        return Obstacle{GateVerdict::undecided,
                        why + ", and its model could not be evaluated on this: " + problem};
    };
    if (!baseline.model) return undecided("only models of the registry can be");
    const auto model = model_of(candidate, baseline);
    if (!model) return undecided("it is not known which dependency is the model");
    if (!world.evaluate) return undecided("that takes a run");
    Evaluation evaluation =
        world.evaluate({candidate.stage, candidate.inputs, *model, baseline.model->reference});
    if (!evaluation.problem.empty()) return undecided(evaluation.problem);
    baseline.metrics = std::move(evaluation.metrics);
    baseline.read = std::move(evaluation.read);
    baseline.identity.evaluated = true;
    return std::nullopt;
}

std::optional<Obstacle> make_comparable(Baseline& baseline, const Gate& gate, const Candidate& candidate,
                                        const GateWorld& world) {
    const std::string why = incomparable_because(gate, candidate, baseline);
    if (why.empty()) return std::nullopt;
    switch (gate.on_incomparable) {
        case OnIncomparable::warn:
            return Obstacle{GateVerdict::warn, "not comparable: " + why};
        case OnIncomparable::evaluate:
            return evaluate(baseline, candidate, world, why);
        case OnIncomparable::fail:
            break;
    }
    return Obstacle{GateVerdict::fail, "not comparable: " + why};
}

}  // namespace

ComparedBaseline compared_baseline(const Gate& gate, const Candidate& candidate, const GateWorld& world) {
    ComparedBaseline compared{find_baseline(gate, candidate, world), std::nullopt};
    Baseline& baseline = compared.baseline;
    baseline.identity.name = gate.baseline;
    if (baseline.outcome == Baseline::Outcome::found && !is_same(candidate, baseline))
        compared.obstacle = make_comparable(baseline, gate, candidate, world);
    return compared;
}

}  // namespace mlpipe
