// A watch whose disk fails at each change in turn, and for good, as when it is killed there; then it is started again.
#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "watch/watch_support.hpp"

using namespace mlpipe;

namespace {

// A sanitizer looks at how memory is used, which is not other at each change; it need not see all of them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t each = 7;
#else
constexpr std::uint64_t each = 1;
#endif

// Within one slot.
void keep_watch_for_a_while(WatchedProject& project) {
    project.request.settings.every_s = 3600;
    project.wait = [](std::chrono::nanoseconds) { return false; };
    try {
        project.keep_watch();
    } catch (const Error&) {
        // It is dead.
    }
}

std::uint64_t changes_of_a_look(const std::string& retrain) {
    WatchedProject project;
    project.drift = true;
    project.request.retrain = retrain;
    keep_watch_for_a_while(project);
    return project.files.changes();
}

}  // namespace

TEST_CASE("a watch that dies at any change of the disk loses no alarm, and finishes no slot twice") {
    const std::uint64_t changes = changes_of_a_look("");
    REQUIRE(changes > 20);
    for (std::uint64_t change = 1; change <= changes; change += each) {
        INFO("change " << change << " of " << changes);
        WatchedProject project;
        project.drift = true;
        project.files.fail_from_change(change);
        keep_watch_for_a_while(project);
        project.files.fail_from_change(0);
        keep_watch_for_a_while(project);

        const auto looks = project.ended_looks();
        REQUIRE_FALSE(looks.empty());
        for (const auto& [tick, count] : looks) CHECK(count == 1);
        // A disk that fails may have let a stage fail first: then that is told.
        const PastLook look = project.state().looks.at(0);
        CHECK(look.tick == looks.begin()->first);
        const std::string id = (look.outcome == LookOutcome::looked ? "alarm-" : "problem-") + look.tick;
        CHECK(std::count(project.told.begin(), project.told.end(), id) >= 1);
        CHECK(project.state().pending.empty());
        CHECK_FALSE(project.state().begun);
        keep_watch_for_a_while(project);
        CHECK(project.ended_looks() == looks);
    }
}

TEST_CASE("a retraining whose watch dies at any change of the disk is started once") {
    const std::uint64_t changes = changes_of_a_look("train");
    for (std::uint64_t change = 1; change <= changes; change += 3 * each) {
        INFO("change " << change << " of " << changes);
        WatchedProject project;
        project.drift = true;
        project.request.retrain = "train";
        project.files.fail_from_change(change);
        keep_watch_for_a_while(project);
        project.files.fail_from_change(0);
        for (int starts = 0; starts < 3; ++starts) keep_watch_for_a_while(project);

        std::map<std::string, int> retrainings;
        RunFilter all;
        all.limit = 0;
        for (const RunSummary& run : project.lineage().runs(all))
            if (run.cause && run.cause->kind == RunCause::Kind::retraining) ++retrainings[run.cause->alarm];
        const bool alarmed = project.state().looks.at(0).outcome == LookOutcome::looked;
        CHECK(retrainings.size() == (alarmed ? 1 : 0));
        for (const auto& [alarm, runs] : retrainings) CHECK(runs == 1);
        CHECK_FALSE(project.state().retraining);
        CHECK(project.state().pending.empty());
    }
}
