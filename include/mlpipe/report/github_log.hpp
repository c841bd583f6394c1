// The log of a step of GitHub Actions, in which text of any kind stands between workflow commands. The runner would
// obey whatever looks like a command, so each piece of text is fenced: between `::stop-commands::TOKEN` and
// `::TOKEN::` it obeys nothing. Who wrote the text cannot know the token, which is a new one for each fence.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "mlpipe/base/random.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

class GithubLog {
  public:
    explicit GithubLog(TextSink sink, std::function<std::string()> make_token = random_token)
        : sink_(std::move(sink)), make_token_(std::move(make_token)) {}
    // The fence comes down.
    ~GithubLog();
    GithubLog(const GithubLog&) = delete;
    GithubLog& operator=(const GithubLog&) = delete;

    // Whole lines. The fence goes up, and stays up for what follows.
    void text(std::string_view lines);
    // Whole lines, as github_commands.hpp makes them. The fence comes down.
    void command(std::string_view lines);

  private:
    void lower();

    TextSink sink_;
    std::function<std::string()> make_token_;
    std::string token_;  // empty: no fence is up
};

}  // namespace mlpipe
