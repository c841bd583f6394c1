#include "check_judging.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "environment_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/table_schema.hpp"
#include "mlpipe/quality/check_table.hpp"

namespace mlpipe {
namespace {

// Beside the stages that run meanwhile.
constexpr std::size_t most_threads = 2;

// A table that is in the store alone, as a file with its name for as long as it is read.
class BorrowedFile {
  public:
    BorrowedFile(FileSystem& files, const Store& store, const Reference& content, const std::string& folder,
                 const std::string& name)
        : files_(files), folder_(folder + "/" + unique_name("check-")) {
        files_.create_directories(folder_);
        path_ = folder_ + "/" + name;
        store.materialise(content, path_, Materialise::copy);
    }
    ~BorrowedFile() {
        try {
            files_.remove_tree(folder_);
        } catch (const Error&) {
            // What is left in tmp/ is cleared away some day.
        }
    }
    BorrowedFile(const BorrowedFile&) = delete;
    BorrowedFile& operator=(const BorrowedFile&) = delete;

    const std::string& path() const { return path_; }

  private:
    FileSystem& files_;
    std::string folder_, path_;
};

class StageChecks {
  public:
    StageChecks(const Workspace& workspace, StageId stage, const StageResult& result,
                const CheckCircumstances& circumstances)
        : workspace_(workspace),
          stage_(workspace.planned.pipeline.stages[stage]),
          result_(result),
          circumstances_(circumstances) {}

    CheckResult judge(const DataCheck& check) {
        borrowed_.clear();
        const TableSchema schema = schema_of(check);
        CheckedTables tables{table_at(check.data), std::nullopt};
        if (!schema.against.empty()) tables.against = table_at(schema.against);
        CheckOptions options;
        options.threads = std::min<std::size_t>(core_count(), most_threads);
        options.stop = StopPoint(circumstances_.interrupt, 1);
        if (tables.data.format == TableFormat::parquet ||
            (tables.against && tables.against->format == TableFormat::parquet))
            options.python = interpreter();
        CheckResult judged = check_table(workspace_.world.files, tables, schema, options);
        judged.stage = stage_.name;
        judged.data = check.data;
        judged.position = check.position;
        return check.severity == GateSeverity::warn ? as_warning(std::move(judged)) : judged;
    }

  private:
    TableSchema schema_of(const DataCheck& check) const {
        TableSchema schema = check.schema;
        if (!check.schema_file.empty()) {
            const std::string path = workspace_.project.absolute(check.schema_file);
            schema = load_table_schema(read_file(workspace_.world.files, path), check.schema_file);
            // What the check adds takes the place of what the file says.
            if (!check.schema.against.empty()) {
                schema.against = check.schema.against;
                std::erase_if(schema.rules, [](const SchemaRule& rule) { return is_leakage(rule.kind); });
                schema.rules.insert(schema.rules.end(), check.schema.rules.begin(), check.schema.rules.end());
            }
        }
        if (circumstances_.rehearsal)
            std::erase_if(schema.rules, [](const SchemaRule& rule) {
                return rule.kind == RuleKind::min_rows || rule.kind == RuleKind::max_rows;
            });
        return schema;
    }

    TableFile table_at(const std::string& path) {
        TableFile file = table_file(path);
        file.path = workspace_.project.absolute(path);
        FileSystem& files = workspace_.world.files;
        if (files.stat(file.path)) return file;
        const auto content = recorded_at(path);
        if (!content || content->type != ReferenceType::file || !workspace_.store.has(content->digest))
            throw Error(ErrorKind::failed, "'" + path::printable(path) + "' is not there");
        borrowed_.push_back(std::make_unique<BorrowedFile>(files, workspace_.store, *content,
                                                           working_directory(files, workspace_.project),
                                                           std::string(path::name(path))));
        file.path = borrowed_.back()->path();
        return file;
    }

    std::optional<Reference> recorded_at(const std::string& path) const {
        for (const auto* artifacts : {&result_.outputs, &result_.inputs.dependencies})
            for (const ArtifactAt& artifact : *artifacts)
                if (artifact.path == path) return artifact.reference;
        return std::nullopt;
    }

    // That of the stage's command; else python3 of PATH.
    std::string interpreter() const {
        environment::Variables variables(workspace_.environment.all().begin(),
                                         workspace_.environment.all().end());
        const std::string directory = workspace_.project.absolute(stage_.working_directory);
        for (const std::string& part : stage_.command.parts)
            if (const auto found =
                    environment::find_interpreter(workspace_.world.files, part, directory, variables))
                return found->path;
        return "python3";
    }

    const Workspace& workspace_;
    const Stage& stage_;
    const StageResult& result_;
    const CheckCircumstances& circumstances_;
    std::vector<std::unique_ptr<BorrowedFile>> borrowed_;
};

std::string one_line(const PipelineError& error) {
    const auto& all = error.diagnostics();
    return all.front().text() + (all.size() > 1 ? " (and " + std::to_string(all.size() - 1) + " more)" : "");
}

}  // namespace

std::vector<CheckResult> judge_checks(const Workspace& workspace, StageId stage, const StageResult& result,
                                      const CheckCircumstances& circumstances) {
    const Stage& declared = workspace.planned.pipeline.stages[stage];
    StageChecks checks(workspace, stage, result, circumstances);
    std::vector<CheckResult> results;
    for (const DataCheck& check : declared.checks) {
        try {
            results.push_back(checks.judge(check));
        } catch (const PipelineError& error) {
            results.push_back(undecided_check(check, declared.name, one_line(error)));
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            results.push_back(undecided_check(check, declared.name, error.what()));
        }
    }
    return results;
}

}  // namespace mlpipe
