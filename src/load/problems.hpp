// Collects what is wrong with one file that a person wrote, and reads the simple shapes of which its schema is made.
// A reader that returns nothing has said why.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe::load {

class Problems {
  public:
    explicit Problems(std::string file) : file_(std::move(file)) {}

    // What is being read, e.g. "stage 'train'"; stands in the messages. Returns what was read before.
    std::string set_subject(std::string subject) { return std::exchange(subject_, std::move(subject)); }

    void add(Position position, std::string message);
    void add(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }
    // "'timeout' of stage 'train' expects a duration, not a list"
    void wrong(const Node& node, std::string_view key, std::string_view expected);
    void unknown_key(const Node::Entry& entry, std::string_view where, std::span<const std::string> known);
    // Twice the same thing at one place (an alias used twice) is said once.
    void throw_if_any();

    std::optional<std::string> text(const Node& node, std::string_view key);  // not empty
    std::optional<bool> flag(const Node& node, std::string_view key);
    std::optional<std::uint64_t> count(const Node& node, std::string_view key);
    std::optional<double> duration(const Node& node, std::string_view key,
                                   bool zero = false);  // seconds; none only if `zero`
    // The items of a list that are strings and not empty; one string stands for a list of it where `or_one`.
    std::vector<const Node*> texts(const Node& node, std::string_view key, bool or_one = false);

  private:
    std::string of_subject() const { return subject_.empty() ? "" : " of " + subject_; }

    std::string file_, subject_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace mlpipe::load
