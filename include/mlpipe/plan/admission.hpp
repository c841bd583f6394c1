// How much of the machine is free: cpu, memory, gpus, named tokens and mutexes. Admission, not enforcement.
// One thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

struct Capacity {
    unsigned jobs = 1;
    double cpu = 1;            // of the machine
    std::uint64_t memory = 0;  // bytes; 0: not known, nothing is refused for it
    unsigned gpus = 0;
    std::map<std::string, unsigned> tokens;
};

class Admission {
  public:
    struct Grant {
        Resources resources;
        std::vector<unsigned> gpus;  // device numbers, distinct among all grants
    };
    explicit Admission(Capacity capacity);

    // Why this stage could never run, even alone; nullopt when it could.
    std::optional<std::string> never_fits(const Stage& stage) const;
    std::optional<Grant> try_admit(const Stage& stage);
    void release(const Grant& grant);

  private:
    Capacity capacity_, free_;
    double slots_ = 1;  // of cpu or jobs, whichever are more; a stage that declares no cpu takes one
    std::set<unsigned> free_gpus_;
    std::set<std::string> held_mutexes_;
};

}  // namespace mlpipe
