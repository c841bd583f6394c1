#include "mlpipe/report/junit.hpp"

#include <cstdio>
#include <vector>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/utf8.hpp"
#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t time_without_zone = std::string_view("2026-11-23T13:15:02").size();

enum class Outcome { passed, skipped, failed, broken };

struct TestCase {
    std::string name;
    Outcome outcome = Outcome::passed;
    std::string type;     // of what failed
    std::string message;  // why it was skipped or failed
    std::string details;  // lines
    double took_s = 0;
};

struct TestSuite {
    std::string name;
    std::vector<TestCase> cases;
    double took_s = 0;
    std::string output;  // lines
};

// Of printable text, in which no control character is left. Two more characters may not stand in XML, in no form.
std::string escaped_xml(std::string_view printable) {
    std::string text;
    while (!printable.empty()) {
        const auto [code, length] = first_character(printable);
        const bool allowed = code != 0xfffe && code != 0xffff;
        text += allowed ? std::string(printable.substr(0, length)) : escaped({code, length});
        printable.remove_prefix(length == 0 ? 1 : length);
    }
    return marked_up(text);
}

std::string attribute(std::string_view name, std::string_view bytes) {
    return " " + std::string(name) + "=\"" + escaped_xml(printable(bytes)) + "\"";
}

std::string attribute(std::string_view name, std::size_t count) {
    return attribute(name, std::to_string(count));
}

std::string seconds_attribute(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return attribute("time", text);
}

std::string element(const std::string& start, const std::string& lines) {
    const std::string name = start.substr(0, start.find(' '));
    return lines.empty() ? "<" + start + "/>\n"
                         : "<" + start + ">" + escaped_xml(lines) + "</" + name + ">\n";
}

Outcome outcome_of(const Execution& execution) {
    switch (execution.status) {
        case ExecutionStatus::ran:
        case ExecutionStatus::restored:
            return Outcome::passed;
        case ExecutionStatus::failed:
            return Outcome::failed;
        case ExecutionStatus::running:
        case ExecutionStatus::interrupted:
            return had_begun(execution) ? Outcome::broken : Outcome::skipped;
        case ExecutionStatus::skipped:
        case ExecutionStatus::blocked:
        case ExecutionStatus::held:
            break;
    }
    return Outcome::skipped;
}

Outcome outcome_of(GateVerdict verdict) {
    switch (verdict) {
        case GateVerdict::fail:
            return Outcome::failed;
        case GateVerdict::undecided:
            return Outcome::broken;
        case GateVerdict::pass:
        case GateVerdict::warn:
            break;
    }
    return Outcome::passed;
}

TestCase case_of(const RunReport& report, std::size_t stage) {
    const Execution& execution = report.run.executions[stage];
    TestCase made{
        execution.stage,      outcome_of(execution), to_string(execution.status), execution.reason, "",
        duration_s(execution)};
    if (made.outcome == Outcome::skipped)
        made.message = made.type + (made.message.empty() ? "" : ": " + made.message);
    if (made.outcome == Outcome::failed) made.message = failure_text(execution, "");
    const auto log = report.logs.find(stage);
    if (log == report.logs.end() || made.outcome == Outcome::passed) return made;
    if (log->second.cut) made.details += "(the end of the log)\n";
    for (const std::string& line : log->second.lines) made.details += printable_line(line) + "\n";
    return made;
}

TestCase case_of(const GateResult& gate) {
    TestCase made;
    made.name =
        gate.stage + ": " + gate.metric + " " + to_string(gate.rule) + " " + number_text(gate.threshold);
    if (gate.baseline) made.name += " against " + gate.baseline->name;
    made.outcome = outcome_of(gate.verdict);
    made.type = to_string(gate.verdict);
    made.message = gate.reason;
    return made;
}

TestCase case_of(const CheckResult& check) {
    TestCase made;
    made.name = check.stage + ": " + check.data;
    made.outcome = outcome_of(check.verdict);
    made.type = to_string(check.verdict);
    made.message = check.reason;
    for (const RuleResult& rule : check.rules)
        if (rule.verdict != GateVerdict::pass)
            made.details += printable(rule.column.empty() ? rule.rule : rule.column + ", " + rule.rule) +
                            ": " + printable(rule.reason) + "\n";
    return made;
}

std::string case_xml(const TestCase& made, const std::string& suite) {
    const std::string start = "<testcase" + attribute("classname", suite) + attribute("name", made.name) +
                              seconds_attribute(made.took_s);
    std::string what;
    switch (made.outcome) {
        case Outcome::passed:
            return "    " + start + "/>\n";
        case Outcome::skipped:
            what = element("skipped" + attribute("message", made.message), "");
            break;
        case Outcome::failed:
            what = element("failure" + attribute("type", made.type) + attribute("message", made.message),
                           made.details);
            break;
        case Outcome::broken:
            what = element("error" + attribute("type", made.type) + attribute("message", made.message),
                           made.details);
            break;
    }
    return "    " + start + ">\n      " + what + "    </testcase>\n";
}

std::size_t count_of(const TestSuite& suite, Outcome outcome) {
    std::size_t count = 0;
    for (const TestCase& made : suite.cases) count += made.outcome == outcome ? 1 : 0;
    return count;
}

std::string property(std::string_view name, const std::string& value) {
    if (value.empty()) return {};
    return "      " + element("property" + attribute("name", name) + attribute("value", value), "");
}

std::string properties(const RunRecord& run) {
    return "    <properties>\n" + property("run", run.id) + property("status", to_string(run.status)) +
           property("commit", run.commit.value_or("")) + property("branch", run.branch.value_or("")) +
           "    </properties>\n";
}

std::string suite_xml(const TestSuite& suite, std::size_t id, const RunRecord& run) {
    const std::string full_name = run.pipeline + "." + suite.name;
    std::string text = "  <testsuite" + attribute("id", id) + attribute("package", run.pipeline) +
                       attribute("name", suite.name) +
                       attribute("timestamp", format_time(run.started_ns).substr(0, time_without_zone)) +
                       attribute("hostname", "localhost") + attribute("tests", suite.cases.size()) +
                       attribute("failures", count_of(suite, Outcome::failed)) +
                       attribute("errors", count_of(suite, Outcome::broken)) +
                       attribute("skipped", count_of(suite, Outcome::skipped)) +
                       seconds_attribute(suite.took_s) + ">\n" + properties(run);
    for (const TestCase& made : suite.cases) text += case_xml(made, full_name);
    return text + "    " + element("system-out", suite.output) + "    <system-err/>\n  </testsuite>\n";
}

TestSuite stages_of(const RunReport& report) {
    TestSuite suite{"stages", {}, seconds_between(report.run.started_ns, report.run.finished_ns), ""};
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage)
        suite.cases.push_back(case_of(report, stage));
    return suite;
}

// Gates, or checks.
template <typename Result>
TestSuite verdicts_of(const std::string& name, const std::vector<Result>& results) {
    TestSuite suite{name, {}, 0, ""};
    for (const Result& result : results) {
        suite.cases.push_back(case_of(result));
        // There is no outcome between good and bad.
        if (result.verdict == GateVerdict::warn)
            suite.output +=
                "warning: " + printable(suite.cases.back().name) + ": " + printable(result.reason) + "\n";
    }
    return suite;
}

}  // namespace

std::string junit_xml(const RunReport& report) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" +
           suite_xml(stages_of(report), 0, report.run) +
           suite_xml(verdicts_of("gates", report.run.gates), 1, report.run) +
           (report.run.checks.empty() ? ""
                                      : suite_xml(verdicts_of("checks", report.run.checks), 2, report.run)) +
           "</testsuites>\n";
}

}  // namespace mlpipe
