#include "mlpipe/plan/admission.hpp"

#include "plan/builder.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr std::uint64_t gib = 1ull << 30;

Capacity machine() {
    Capacity capacity;
    capacity.jobs = 4;
    capacity.cpu = 4;
    capacity.memory = 8 * gib;
    capacity.gpus = 2;
    capacity.tokens = {{"licence", 2}};
    return capacity;
}

Stage needing(Resources resources) {
    Stage stage = test::stage("s", {}, {});
    stage.resources = std::move(resources);
    return stage;
}

Stage plain() {
    return needing({});
}

Stage cpus(double count) {
    Resources resources;
    resources.cpu = count;
    return needing(resources);
}

}  // namespace

TEST_CASE("jobs bound how many run, whatever they need") {
    Admission admission(machine());
    std::vector<Admission::Grant> grants;
    for (int i = 0; i < 4; ++i) {
        auto grant = admission.try_admit(cpus(0.1));
        REQUIRE(grant);
        grants.push_back(*grant);
    }
    CHECK_FALSE(admission.try_admit(cpus(0.1)));
    admission.release(grants.back());
    CHECK(admission.try_admit(cpus(0.1)));
}

TEST_CASE("more jobs than cpus: stages that declare none fill the jobs") {
    Capacity capacity = machine();
    capacity.jobs = 8;
    Admission admission(capacity);
    for (int i = 0; i < 8; ++i) CHECK(admission.try_admit(plain()));
    CHECK_FALSE(admission.try_admit(plain()));
}

TEST_CASE("declared cpus are taken from the machine's") {
    Capacity capacity = machine();
    capacity.jobs = 8;
    Admission admission(capacity);
    const auto three = admission.try_admit(cpus(3));
    REQUIRE(three);
    CHECK_FALSE(admission.try_admit(cpus(2)));
    CHECK(admission.try_admit(cpus(1)));
    CHECK_FALSE(admission.try_admit(cpus(0.5)));
    CHECK(admission.try_admit(plain()));
    admission.release(*three);
    CHECK(admission.try_admit(cpus(3)));
}

TEST_CASE("a stage that declares no cpu takes one beside those that do") {
    Admission admission(machine());
    REQUIRE(admission.try_admit(cpus(3)));
    CHECK(admission.try_admit(plain()));
    CHECK_FALSE(admission.try_admit(plain()));
}

TEST_CASE("fractions add up without losing a place") {
    Capacity capacity = machine();
    capacity.jobs = 100;
    capacity.cpu = 1;
    Admission admission(capacity);
    std::vector<Admission::Grant> grants;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 10; ++i) {
            auto grant = admission.try_admit(cpus(0.1));
            REQUIRE(grant);
            grants.push_back(*grant);
        }
        CHECK_FALSE(admission.try_admit(cpus(0.1)));
        for (const auto& grant : grants) admission.release(grant);
        grants.clear();
    }
}

TEST_CASE("memory") {
    Resources resources;
    resources.memory = 5 * gib;
    Admission admission(machine());
    const auto first = admission.try_admit(needing(resources));
    REQUIRE(first);
    CHECK_FALSE(admission.try_admit(needing(resources)));
    admission.release(*first);
    CHECK(admission.try_admit(needing(resources)));

    Capacity unknown = machine();
    unknown.memory = 0;
    Admission free(unknown);
    CHECK_FALSE(free.never_fits(needing(resources)));
    CHECK(free.try_admit(needing(resources)));
    CHECK(free.try_admit(needing(resources)));
}

TEST_CASE("gpus are distinct devices") {
    Resources one, two;
    one.gpu = 1;
    two.gpu = 2;
    Admission admission(machine());
    const auto first = admission.try_admit(needing(one));
    const auto second = admission.try_admit(needing(one));
    REQUIRE((first && second));
    CHECK(first->gpus == std::vector<unsigned>{0});
    CHECK(second->gpus == std::vector<unsigned>{1});
    CHECK_FALSE(admission.try_admit(needing(one)));
    admission.release(*first);
    CHECK_FALSE(admission.try_admit(needing(two)));
    CHECK(admission.try_admit(needing(one))->gpus == std::vector<unsigned>{0});
}

TEST_CASE("named tokens and mutexes") {
    Resources token, mutex, other;
    token.tokens = {{"licence", 1}};
    mutex.mutexes = {"database", "database"};
    other.mutexes = {"other"};
    Admission admission(machine());
    const auto first = admission.try_admit(needing(token));
    REQUIRE(first);
    CHECK(admission.try_admit(needing(token)));
    CHECK_FALSE(admission.try_admit(needing(token)));
    admission.release(*first);
    CHECK(admission.try_admit(needing(token)));

    Admission locks(machine());
    const auto held = locks.try_admit(needing(mutex));
    REQUIRE(held);
    CHECK_FALSE(locks.try_admit(needing(mutex)));
    CHECK(locks.try_admit(needing(other)));
    locks.release(*held);
    CHECK(locks.try_admit(needing(mutex)));
}

TEST_CASE("a refused stage takes nothing") {
    Resources much;
    much.cpu = 1;
    much.gpu = 1;
    much.memory = 4 * gib;
    much.mutexes = {"m"};
    much.tokens = {{"licence", 3}};
    Admission admission(machine());
    REQUIRE_FALSE(admission.try_admit(needing(much)));
    much.tokens = {{"licence", 2}};
    const auto grant = admission.try_admit(needing(much));
    REQUIRE(grant);
    CHECK(grant->gpus == std::vector<unsigned>{0});
}

TEST_CASE("what could never fit is told with numbers") {
    Admission admission(machine());
    const auto told = [&](const Resources& resources) {
        return admission.never_fits(needing(resources)).value_or("fits");
    };
    Resources resources;
    CHECK(told(resources) == "fits");
    resources.cpu = 4;
    resources.memory = 8 * gib;
    resources.gpu = 2;
    resources.tokens = {{"licence", 2}, {"unused", 0}};
    resources.mutexes = {"any"};
    CHECK(told(resources) == "fits");
    CHECK(admission.try_admit(needing(resources)));

    resources = {};
    resources.cpu = 4.5;
    CHECK(told(resources) == "needs 4.5 cpus, there are 4 in all");
    resources = {};
    resources.memory = 16 * gib;
    CHECK_THAT(told(resources), ContainsSubstring("of memory, there is 8"));
    resources = {};
    resources.gpu = 3;
    CHECK(told(resources) == "needs 3 gpus, there are 2 in all");
    resources = {};
    resources.tokens = {{"licence", 3}};
    CHECK(told(resources) == "needs 3 of 'licence', there are 2 in all");
    resources.tokens = {{"license", 1}};
    CHECK_THAT(told(resources), ContainsSubstring("needs 1 of 'license'"));
    CHECK_THAT(told(resources), ContainsSubstring("did you mean 'licence'?"));
    resources.gpu = 9;
    CHECK_THAT(told(resources), ContainsSubstring("needs 9 gpus") && ContainsSubstring("; needs 1 of"));
}
