#include "mlpipe/run/doctor.hpp"

#include "doctor_checks.hpp"
#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// The project with its settings, or, where they are wrong, with none.
Project open_project(const std::string& directory, const std::optional<std::string>& root_override,
                     World& world, doctor::Checkups& all) {
    Project project = locate_root(world.files, directory, root_override);
    const char* how = root_override    ? "given by MLPIPE_ROOT"
                      : project.in_git ? "by .mlpipe or the git work tree"
                                       : "this folder, as there is no git work tree";
    all.push_back({"project", Health::good, path::printable(project.root) + ", " + how, ""});
    try {
        project.config = load_config(world.files, project);
        all.push_back({"configuration", Health::good, "sound", ""});
    } catch (const Error& error) {
        all.push_back({"configuration", Health::failure, error.what(),
                       "correct the file; the rest of this examination goes by the default settings"});
    }
    project.pipeline_file = default_pipeline_file(world.files, directory).value_or("");
    return project;
}

}  // namespace

const char* to_string(Health health) {
    switch (health) {
        case Health::good:
            return "ok";
        case Health::warning:
            return "warn";
        case Health::failure:
            break;
    }
    return "fail";
}

std::vector<Checkup> examine(const std::string& directory, const std::optional<std::string>& root_override,
                             World& world) {
    std::vector<Checkup> all;
    const Project project = open_project(directory, root_override, world, all);
    struct Part {
        const char* subject;
        void (*run)(const Project&, World&, doctor::Checkups&);
    };
    constexpr Part parts[] = {
        {"git", doctor::examine_git},     {"pipeline", doctor::examine_pipeline},
        {"state", doctor::examine_state}, {"leftovers", doctor::examine_leftovers},
        {"disk", doctor::examine_disk},   {"machine", doctor::examine_machine},
    };
    for (const Part& part : parts) {
        try {
            part.run(project, world, all);
        } catch (const Error& error) {
            all.push_back({part.subject, Health::failure, error.what(), ""});
        }
    }
    return all;
}

}  // namespace mlpipe
