// Workflow commands: the lines by which a step of GitHub Actions tells its runner something. What stands in them is
// of any kind and escaped here. Knows nothing of where the lines go.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Whom a run works for, as values: where the files lie that annotations name.
struct GithubJob {
    std::string workspace;      // the checkout, absolute; empty: not known, and nothing is said of files
    std::string pipeline_file;  // absolute
};

struct GithubAnnotation {
    enum class Level { error, warning } level = Level::error;
    std::string title, message;  // the message may have several lines
    std::string file;            // absolute; left out unless it lies in the checkout
    Position position;
};

// "::group::train\n", "::endgroup::\n"
std::string github_group(std::string_view title);
std::string github_end_of_group();
// "::error file=ml/pipeline.yaml,line=12,col=9,title=…::…\n". GitHub shows ten errors and ten warnings of a step: the
// first ones are kept, and the tenth says how many more there are.
std::string github_annotations(std::vector<GithubAnnotation> annotations, const GithubJob& job);

// What is wrong with a run, the most important first: stages that failed, gates that do not hold, at their lines.
// `last_lines`: by stage, the end of what it wrote.
std::vector<GithubAnnotation> run_annotations(const RunRecord& run, const GithubJob& job,
                                              const std::map<std::string, std::string>& last_lines);
// What kept a command from being done, at the places that it names. Their files are relative to `root`, absolute.
std::vector<GithubAnnotation> error_annotations(const Error& error, const std::string& root);

}  // namespace mlpipe
