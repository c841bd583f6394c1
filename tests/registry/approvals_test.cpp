// Who may approve what, and what counts as an approval.
#include "mlpipe/base/error.hpp"
#include "registry_support.hpp"

using namespace mlpipe;

namespace {

struct Approving {
    GitRepository repository;
    HeldClock clock;
    RegistryPlace place;
    std::string digest = sha256("one").hex();

    Approving() : place(place_of(repository.path(), clock)) {
        repository.write("code.py", "1");
        repository.commit("one");
        place.approvals = {{"production", 1}};
        Registry::open(place).register_version(model("one"));
    }
    // As somebody else than the author of the model's commit.
    void commit_as(const std::string& address) const {
        repository.git({"add", "-A", "--", "approvals"});
        repository.git(
            {"-c", "user.name=Ada", "-c", "user.email=" + address, "commit", "-q", "-m", "Approve"});
    }
    void promote(const std::string& alias = "production") const {
        Registry::open(place).assign("flight", alias, "v0.0.1", "");
    }
};

}  // namespace

TEST_CASE("an alias that needs an approval moves once somebody else has committed it") {
    const Approving project;
    project.promote("candidate");
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("needs 1 approval") &&
                                             ContainsSubstring("approvals/" + project.digest + ".yaml"));
    project.repository.write("approvals/" + project.digest + ".yaml", "by: Ada\nwhy: looks right\n");
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("has 0"));
    project.commit_as("Test@localhost");  // the author of the model's commit, however the address is written
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("the author of the model's commit"));
    project.repository.write("approvals/" + project.digest + ".yaml", "by: Ada\nwhy: it is right\n");
    project.commit_as("ada@example.org");
    project.promote();
    const ModelEvent event = Registry::open(project.place).history("flight").back();
    CHECK(event.alias == "production");
    CHECK(event.approved_by == std::vector<std::string>{"Ada <ada@example.org>"});
}

TEST_CASE("an approval that is changed is by whom it was changed") {
    const Approving project;
    project.repository.write("approvals/" + project.digest + ".yaml", "by: Ada\nwhy: right\n");
    project.commit_as("ada@example.org");
    project.repository.write("approvals/" + project.digest + ".yaml", "by: Ada\nwhy: changed\n");
    project.commit_as("test@localhost");
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("has 0"));
}

TEST_CASE("an approval says by whom and why, and each person counts once") {
    Approving project;
    project.place.approvals["production"] = 2;
    project.repository.write("approvals/" + project.digest + ".yaml", "by: Ada\nwhy: right\n");
    project.repository.write("approvals/" + project.digest + ".more.yaml", "by: Ada\nwhy: right\n");
    project.repository.write("approvals/" + project.digest + ".empty.yaml", "by: Ada\n");
    project.commit_as("ada@example.org");
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("has 1") &&
                                             ContainsSubstring("approved it already") &&
                                             ContainsSubstring("does not say 'by' and 'why'"));
    project.repository.write("approvals/" + project.digest + ".cy.yaml", "by: Cy\nwhy: right\n");
    project.commit_as("cy@example.org");
    project.promote();
    CHECK(Registry::open(project.place).history("flight").back().approved_by.size() == 2);
}

TEST_CASE("the approval of another content is none") {
    const Approving project;
    project.repository.write("approvals/" + sha256("two").hex() + ".yaml", "by: Ada\nwhy: right\n");
    project.commit_as("ada@example.org");
    CHECK_THROWS_WITH(project.promote(), ContainsSubstring("has 0"));
}

TEST_CASE("without git nothing can be approved") {
    TemporaryDirectory directory;
    HeldClock clock;
    RegistryPlace place = place_of(directory.path(), clock);
    place.approvals = {{"production", 1}};
    Registry registry = Registry::open(place);
    registry.register_version(model("one"));
    CHECK_THROWS_WITH(registry.assign("flight", "production", "v0.0.1", ""), ContainsSubstring("has 0"));
}
