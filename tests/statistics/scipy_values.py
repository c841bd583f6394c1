"""Writes scipy_values.json: what SciPy answers for samples and statistics that are made here, from a fixed seed.

usage: scipy_values.py FILE, with an interpreter that has the packages of tests/e2e/evidently-requirements.txt
"""

import json
import math
import sys

import numpy
import scipy
from scipy import stats
from scipy.spatial import distance
from scipy.special import smirnov
from scipy.stats import distributions

SEED = 20261128


def samples(random):
    """Pairs of samples: apart and alike, with ties, of all sizes up to 40."""
    for index in range(60):
        n, m = (int(size) for size in random.integers(1, 40, 2))
        reference = random.normal(size=n)
        current = random.normal(random.choice([0, 0.5, 2]), random.choice([1, 3]), size=m)
        if index % 3 == 0:
            reference, current = reference.round(), current.round()
        if index % 10 == 9:
            current = numpy.full(m, reference[0])
        yield sorted(reference.tolist()), sorted(current.tolist())


def of_samples(random):
    for reference, current in samples(random):
        exact = stats.ks_2samp(reference, current, method="exact")
        yield {
            "reference": reference,
            "current": current,
            "ks_statistic": float(exact.statistic),
            "ks_exact": float(exact.pvalue),
            "wasserstein": float(stats.wasserstein_distance(reference, current)),
            "mean": float(numpy.mean(reference)),
            "standard_deviation": float(numpy.std(reference)),
            "edges": numpy.histogram_bin_edges(reference + current, bins="sturges").tolist(),
        }


def exact_p_values(random):
    """Sizes for which the statistic is a whole number of steps of 1 / lcm."""
    for n, m in [(1, 1), (1, 2), (7, 7), (100, 100), (1000, 1000), (3, 1000), (999, 1000), (2000, 2500), (640, 9973)]:
        multiple = math.lcm(n, m)
        for share in [1e-9, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 1.0]:
            steps = max(1, round(share * multiple))
            success, d, p = stats._stats_py._attempt_exact_2kssamp(n, m, math.gcd(n, m), steps / multiple, "two-sided")
            if success:
                yield [n, m, float(d), float(p)]


def one_sample(random):
    for n in [1, 2, 5, 20, 139, 140, 141, 500, 1000, 5000, 99_999, 100_001]:
        for z in [0.2, 0.3, 0.5, 0.8, 1.0, 1.2, 1.36, 1.48, 1.49, 1.7, 2.0, 2.5, 4, 6, 12]:
            d = z / math.sqrt(n)
            if d < 1:
                yield [n, d, float(distributions.kstwo.sf(d, n)), float(smirnov(n, d))]


def limits():
    for z in [0.05, 0.2, 0.4, 0.7, 0.99, 1.0, 1.01, 1.5, 2, 3, 5, 10]:
        yield [z, float(distributions.kstwobign.sf(z))]


def chi_square():
    for degrees in [1, 2, 3, 4, 5, 9, 10, 49, 50, 999, 1000, 20_000]:
        for times in [1e-6, 0.1, 0.5, 0.9, 1, 1.1, 2, 5, 20, 60]:
            x = degrees * times
            yield [x, degrees, float(distributions.chi2.sf(x, degrees))]


def normal():
    for z in [0, 1e-8, 0.1, 1, 1.96, 3, 6, 9, 20, 37]:
        yield [z, float(2 * distributions.norm.sf(z))]


def counts(random):
    for index in range(40):
        categories = int(random.integers(2, 12))
        reference = random.integers(1, 400, categories)
        current = random.integers(0, 400, categories)
        current[0] += 1
        expected = reference * (current.sum() / reference.sum())
        p, q = reference / reference.sum(), (current + 1) / (current + 1).sum()
        yield {
            "reference": reference.tolist(),
            "current": current.tolist(),
            "fit": float(stats.chisquare(current, expected).pvalue),
            "homogeneity": float(stats.chi2_contingency([reference, current], correction=False).pvalue),
            "current_and_one": {
                "kullback_leibler": float(stats.entropy(p, q)),
                "jensen_shannon": float(distance.jensenshannon(p, q)),
                "stability": float(numpy.sum((p - q) * numpy.log(p / q))),
            },
        }


def adjusted(random):
    for size in [1, 2, 7, 30]:
        p = (random.random(size) ** 3).tolist()
        yield [p, stats.false_discovery_control(p).tolist()]


def main():
    random = numpy.random.default_rng(SEED)
    answers = {
        "scipy": scipy.__version__,
        "seed": SEED,
        "samples": list(of_samples(random)),
        "ks_exact": list(exact_p_values(random)),
        "kolmogorov": list(one_sample(random)),
        "kolmogorov_limit": list(limits()),
        "chi_square": list(chi_square()),
        "normal": list(normal()),
        "counts": list(counts(random)),
        "adjusted": list(adjusted(random)),
    }
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write("{\n")
        file.write(",\n".join(f" {json.dumps(name)}: {rows(value)}" for name, value in answers.items()))
        file.write("\n}\n")


def rows(value):
    """One line a case."""
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join("  " + json.dumps(case) for case in value) + "\n ]"


main()
