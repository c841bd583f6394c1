// A project with a registry, whose clock stands where a test puts it.
#pragma once
#include "git/git_repository.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/registry/registry.hpp"
#include "support/catch.hpp"

class HeldClock : public mlpipe::Clock {
  public:
    std::int64_t now_ns() const override { return now; }
    std::int64_t steady_ns() const override { return now; }
    std::int64_t now = 1'800'000'000'000'000'000;
};

constexpr std::int64_t second_ns = 1'000'000'000;

inline mlpipe::RegistryPlace place_of(const std::string& root, const mlpipe::Clock& clock) {
    mlpipe::posix_file_system().create_directories(root + "/.mlpipe");
    return {mlpipe::posix_file_system(),
            clock,
            root,
            root + "/.mlpipe",
            root + "/.mlpipe/lineage.db",
            "",
            "",
            false,
            {}};
}

// Of a repository with one commit, as the base of a test case.
struct RegistryInGit {
    struct OneCommit : GitRepository {
        OneCommit() { commit("one"); }
    } repository;
    HeldClock clock;
    mlpipe::Registry registry = mlpipe::Registry::open(place_of(repository.path(), clock));
};

inline mlpipe::NewVersion model(const std::string& content, const std::string& name = "flight") {
    mlpipe::NewVersion wanted;
    wanted.model = name;
    wanted.artifact = {"models/model.bin",
                       {mlpipe::ReferenceType::file, mlpipe::sha256(content), content.size(), false}};
    return wanted;
}
