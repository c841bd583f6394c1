#include "mlpipe/templating/template.hpp"

#include "groups.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

using templating::Group;
using templating::Interpolation;
using templating::Member;
using templating::VariableFiles;
using templating::Variables;

constexpr const char* default_file = "params.yaml";

std::string quoted(std::string_view text) {
    return "'" + path::printable(text) + "'";
}

}  // namespace

class Template::State {
  public:
    State(const Document& document, TemplateWorld world, std::function<void(Diagnostic)> complain)
        : document_(document),
          world_(std::move(world)),
          complain_(std::move(complain)),
          files_(world_.files, world_.directory),
          variables_(files_) {
        are_known_ = collect([&] { define_variables(); });
    }

    void for_each_stage(const std::function<void(const Node::Entry&)>& take) {
        const Node* stages = document_.root.find("stages");
        if (!stages) return;
        for (const Node::Entry& stage : stages->entries()) {
            if (stage.value.find("matrix") || stage.value.find("foreach"))
                collect([&] { resolve_group(stage, take); });
            else
                collect([&] {
                    check_stage(stage.value);
                    take({stage.key, stage.key_position, resolve_stage(stage.value, variables_)});
                });
        }
    }

    std::optional<Node> section(const Node::Entry& entry) {
        std::optional<Node> resolved;
        collect([&] {
            templating::check_references(entry.value, document_.file);
            resolved = with(variables_).resolve(entry.value, "");
        });
        return resolved;
    }

  private:
    // What is wrong is told. Where variables are missing that could not be defined, it was told already.
    template <typename Body>
    bool collect(const Body& body) {
        try {
            body();
            return true;
        } catch (const PipelineError& error) {
            if (are_known_) {
                for (const Diagnostic& diagnostic : error.diagnostics()) complain_(diagnostic);
            }
            return false;
        }
    }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw PipelineError({{document_.file, position, std::move(message)}});
    }

    Interpolation with(const Variables& variables) const {
        return {variables, document_.file, world_.arguments};
    }

    void define_variables() {
        const Node* vars = document_.root.find("vars");
        if (vars) templating::forbid_references(*vars, "'vars'", document_.file);
        if (files_.exists(default_file)) {
            if (auto problem = variables_.load(default_file, ".")) fail({1, 1}, std::move(*problem));
        }
        if (vars) define(*vars, variables_, ".", "vars");
    }

    void define(const Node& vars, Variables& variables, const std::string& directory,
                const std::string& where) const {
        if (!vars.is_list())
            fail(vars.position(), "'vars' expects a list of files and of maps, not " + vars.describe());
        for (std::size_t i = 0; i < vars.items().size(); ++i) {
            const Node& item = vars.items()[i];
            if (!item.is_string() && !item.is_map())
                fail(item.position(), "'vars' expects files and maps, not " + item.describe());
            auto problem = item.is_map() ? variables.define(item, where + "[" + std::to_string(i) + "]")
                                         : variables.load(item.raw(), directory);
            if (problem) fail(item.position(), std::move(*problem));
        }
    }

    void check_stage(const Node& stage) const {
        for (const Node::Entry& entry : stage.entries())
            templating::check_references(entry.value, document_.file);
    }

    Node resolve_stage(const Node& stage, const Variables& around) const {
        const Node* vars = stage.find("vars");
        if (!stage.is_map() || !vars) return resolve_entries(stage, around);
        templating::forbid_references(*vars, "'vars'", document_.file);
        Variables own = around;
        define(*vars, own, variables_directory(stage, around), "vars");
        return resolve_entries(stage, own);
    }

    // Files that a stage names in `vars` are sought from its working directory.
    std::string variables_directory(const Node& stage, const Variables& around) const {
        const Node* wdir = stage.find("wdir");
        if (!wdir || !wdir->is_string()) return ".";
        return path::normalise(with(around).resolve_text(wdir->raw(), wdir->position(), ""));
    }

    Node resolve_entries(const Node& stage, const Variables& variables) const {
        if (!stage.is_map()) return stage;
        Node resolved = Node::make_map(stage.position());
        resolved.entries().reserve(stage.entries().size());
        std::vector<Diagnostic> problems;
        for (const Node::Entry& entry : stage.entries()) {
            if (entry.key == "vars") continue;
            try {
                resolved.add(entry.key, entry.key_position, with(variables).resolve(entry.value, entry.key));
            } catch (const PipelineError& error) {
                problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
            }
        }
        if (!problems.empty()) throw PipelineError(std::move(problems));
        return resolved;
    }

    void resolve_group(const Node::Entry& stage, const std::function<void(const Node::Entry&)>& take) {
        const Node* matrix = stage.value.find("matrix");
        const Node* repeated = &stage.value;
        Node rest;
        if (matrix) {
            check_matrix(stage);
            rest = stage.value;
            std::erase_if(rest.entries(), [](const Node::Entry& entry) { return entry.key == "matrix"; });
            repeated = &rest;
        } else {
            repeated = check_foreach(stage);
        }
        const Group group = matrix
                                ? templating::matrix_group(with(variables_), *matrix)
                                : templating::foreach_group(with(variables_), *stage.value.find("foreach"));
        const std::string_view by = matrix ? "matrix" : "foreach";
        if (!group.members.empty()) check_stage(*repeated);
        Variables variables = variables_;
        for (const Member& member : group.members) {
            variables.set("item", member.item, by);
            if (group.sets_key) variables.set("key", templating::Variable::scalar(member.key, nullptr), by);
            const std::string name = stage.key + "@" + member.key;
            if (member.key.empty() || member.key.find('@') != std::string::npos)
                fail(stage.key_position,
                     "'" + std::string(by) + "' makes the stage " + quoted(name) +
                         ", which cannot be named; expected something without '@' after the '@'");
            take({name, stage.key_position, resolve_stage(*repeated, variables)});
        }
    }

    void check_matrix(const Node::Entry& stage) const {
        const Node& matrix = *stage.value.find("matrix");
        if (!matrix.is_map())
            fail(matrix.position(), "'matrix' expects a map of names to lists, not " + matrix.describe());
        for (const std::string_view key : {"foreach", "do"}) {
            if (const Node* other = stage.value.find(key))
                fail(other->position(), "stage " + quoted(stage.key) + " has 'matrix' and '" +
                                            std::string(key) + "'; expected one of 'foreach' and 'matrix'");
        }
    }

    const Node* check_foreach(const Node::Entry& stage) const {
        const Node* repeated = stage.value.find("do");
        if (!repeated) fail(stage.key_position, "stage " + quoted(stage.key) + " has 'foreach' and no 'do'");
        if (!repeated->is_map())
            fail(repeated->position(), "'do' expects a map with 'cmd', not " + repeated->describe());
        for (const Node::Entry& entry : stage.value.entries()) {
            if (entry.key != "foreach" && entry.key != "do")
                fail(entry.key_position,
                     quoted(entry.key) + " stands beside 'foreach'; expected it under 'do'");
        }
        return repeated;
    }

    const Document& document_;
    TemplateWorld world_;
    std::function<void(Diagnostic)> complain_;
    VariableFiles files_;
    Variables variables_;
    bool are_known_ = true;
};

Template::Template(const Document& document, TemplateWorld world, std::function<void(Diagnostic)> complain)
    : state_(std::make_unique<State>(document, std::move(world), std::move(complain))) {}

Template::~Template() = default;

void Template::for_each_stage(const std::function<void(const Node::Entry&)>& take) {
    state_->for_each_stage(take);
}

std::optional<Node> Template::section(const Node::Entry& entry) {
    return state_->section(entry);
}

}  // namespace mlpipe
