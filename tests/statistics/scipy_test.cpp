// What SciPy answers, made by scipy_values.py.
#include <cmath>
#include <fstream>
#include <iterator>

#include "mlpipe/base/json.hpp"
#include "mlpipe/statistics/divergence.hpp"
#include "mlpipe/statistics/false_discovery.hpp"
#include "mlpipe/statistics/histogram.hpp"
#include "mlpipe/statistics/kolmogorov_distribution.hpp"
#include "mlpipe/statistics/kolmogorov_smirnov.hpp"
#include "mlpipe/statistics/moments.hpp"
#include "mlpipe/statistics/proportions.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr double relative = 1e-9;

const Value::List& cases(std::string_view name) {
    static const Value all = [] {
        std::ifstream file(MLPIPE_SOURCE_DIRECTORY "/tests/statistics/scipy_values.json");
        return parse_json(std::string(std::istreambuf_iterator<char>(file), {}), "scipy_values.json");
    }();
    const Value* found = all.find(name);
    REQUIRE(found);
    REQUIRE_FALSE(found->as_list()->empty());
    return *found->as_list();
}

double number(const Value& value) {
    return value.number().value();
}
double number(const Value& map, std::string_view name) {
    const Value* found = map.find_path(name);
    REQUIRE(found);
    return number(*found);
}
double item(const Value& list, std::size_t place) {
    return number(list.as_list()->at(place));
}
std::uint64_t size_item(const Value& list, std::size_t place) {
    return static_cast<std::uint64_t>(item(list, place));
}

std::vector<double> numbers(const Value& list) {
    std::vector<double> all;
    for (const Value& value : *list.as_list()) all.push_back(number(value));
    return all;
}
std::vector<std::uint64_t> counts(const Value& list) {
    std::vector<std::uint64_t> all;
    for (const Value& value : *list.as_list()) all.push_back(static_cast<std::uint64_t>(number(value)));
    return all;
}
std::vector<double> shares(const std::vector<std::uint64_t>& counts, std::uint64_t more) {
    double total = 0;
    for (const std::uint64_t count : counts) total += static_cast<double>(count + more);
    std::vector<double> all;
    for (const std::uint64_t count : counts) all.push_back(static_cast<double>(count + more) / total);
    return all;
}

void check_near(double ours, double theirs, double allowed = relative) {
    INFO("ours " << ours << ", SciPy's " << theirs);
    CHECK(std::abs(ours - theirs) <= allowed * std::abs(theirs));
}

}  // namespace

TEST_CASE("distances and moments of samples are SciPy's") {
    for (const Value& sample : cases("samples")) {
        const std::vector<double> reference = numbers(*sample.find("reference")),
                                  current = numbers(*sample.find("current"));
        const double statistic = ks_statistic(reference, current);
        check_near(statistic, number(sample, "ks_statistic"));
        check_near(ks_p_value(statistic, reference.size(), current.size(), KsMethod::exact),
                   number(sample, "ks_exact"));
        check_near(wasserstein_distance(reference, current), number(sample, "wasserstein"));
        check_near(mean_of(reference), number(sample, "mean"));
        check_near(standard_deviation(reference), number(sample, "standard_deviation"));
        CHECK(sturges_edges(reference, current, false) == numbers(*sample.find("edges")));
    }
}

TEST_CASE("exact p-values of Kolmogorov and Smirnov are SciPy's, far into the tails") {
    for (const Value& row : cases("ks_exact")) {
        INFO(canonical_json(row));
        check_near(ks_p_value(item(row, 2), size_item(row, 0), size_item(row, 1), KsMethod::exact),
                   item(row, 3));
        check_near(ks_p_value(item(row, 2), size_item(row, 1), size_item(row, 0), KsMethod::automatic),
                   item(row, 3));
    }
}

TEST_CASE("the one-sample distribution is SciPy's in each of its ranges") {
    for (const Value& row : cases("kolmogorov")) {
        INFO(canonical_json(row));
        check_near(kolmogorov_survival(size_item(row, 0), item(row, 1)), item(row, 2));
        check_near(smirnov_survival(size_item(row, 0), item(row, 1)), item(row, 3));
    }
}

TEST_CASE("the limiting distribution is SciPy's") {
    for (const Value& row : cases("kolmogorov_limit"))
        check_near(kolmogorov_limit_survival(item(row, 0)), item(row, 1));
}

TEST_CASE("tails of chi-square and of the normal distribution are SciPy's") {
    for (const Value& row : cases("chi_square")) {
        INFO(canonical_json(row));
        check_near(chi_square_survival(item(row, 0), size_item(row, 1)), item(row, 2));
    }
    for (const Value& row : cases("normal")) check_near(normal_two_sided_p_value(item(row, 0)), item(row, 1));
}

TEST_CASE("tests and divergences of counts are SciPy's") {
    for (const Value& row : cases("counts")) {
        const std::vector<std::uint64_t> reference = counts(*row.find("reference")),
                                         current = counts(*row.find("current"));
        check_near(chi_square_fit_p_value(reference, current), number(row, "fit"));
        check_near(chi_square_homogeneity_p_value(reference, current), number(row, "homogeneity"));
        const std::vector<double> p = shares(reference, 0), q = shares(current, 1);
        check_near(kullback_leibler(p, q), number(row, "current_and_one.kullback_leibler"));
        check_near(jensen_shannon_distance(p, q), number(row, "current_and_one.jensen_shannon"));
        check_near(population_stability_index(p, q), number(row, "current_and_one.stability"));
    }
}

TEST_CASE("p-values are adjusted as SciPy does it") {
    for (const Value& row : cases("adjusted")) {
        const std::vector<double> ours = adjusted_p_values(numbers(row.as_list()->at(0))),
                                  theirs = numbers(row.as_list()->at(1));
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) check_near(ours[i], theirs[i]);
    }
}
