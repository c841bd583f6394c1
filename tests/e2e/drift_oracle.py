"""What Evidently and SciPy say of tables that are made here, for drift_oracle_test.py.

usage: drift_oracle.py FOLDER, with an interpreter that has evidently-requirements.txt. Writes a folder a case with
reference.csv and current.csv, and answers.json.
"""
import json
import os
import sys
import warnings

import numpy
import pandas

warnings.filterwarnings("ignore")
from evidently import Dataset, Report  # noqa: E402
from evidently.metrics import ValueDrift  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402

SEED = 20261128
# Evidently chooses by whether the reference has more than 1000 rows, SciPy by whether one of them has more than 10,000.
SIZES = [(20, 30), (300, 450), (999, 1000), (1000, 12_000), (1001, 700), (4000, 3000)]
MOVED = [0, 0.2, 1]
METHODS = {
    "K-S p_value": "ks", "chi-square p_value": "chisquare", "Z-test p_value": "z", "PSI": "psi",
    "Wasserstein distance (normed)": "wasserstein", "Jensen-Shannon distance": "jensenshannon",
    "Kullback-Leibler divergence": "kl_div",
}
# By name, for which types of columns it can be asked for.
ASKED = {"psi": ("num", "cat"), "kl_div": ("num", "cat"), "jensenshannon": ("num", "cat"), "ks": ("num",),
         "wasserstein": ("num",), "chisquare": ("cat",), "z": ("cat",)}
ASKED_OF = 1  # place in SIZES


def with_gaps(values, random, share=0.1):
    column = pandas.Series(values)
    return column.mask(random.random(len(column)) < share)


def codes(random, size, weights):
    weights = numpy.array(weights, dtype=float)
    return random.choice(len(weights), size, p=weights / weights.sum())


def words(random, size, weights):
    return numpy.array(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"])[codes(random, size, weights)]


def columns(random, size, moved):
    """By name, `moved` from nothing (0) to a good deal (1)."""
    normal = random.normal(moved / 2, 1 + moved / 4, size)
    infinite = with_gaps(random.normal(moved, 1, size), random)
    infinite[infinite > 1.8] = numpy.inf
    infinite[infinite < -2] = -numpy.inf
    return {
        "normal": normal,
        "rounded": normal.round(1),
        "coarse": normal.round(),
        "skewed": random.lognormal(moved / 3, 1, size),
        "large": 1e12 + 1e6 * random.normal(moved, 1, size),
        "tiny": 1e-6 * random.normal(moved, 1, size),
        "gaps": with_gaps(normal, random, 0.1 + moved / 5),
        "infinite": infinite,
        "constant": numpy.full(size, 2.5),
        "other_constant": numpy.full(size, 2.5 + moved),
        "two_numbers": codes(random, size, [3, 2 + moved]) + 0.5,
        "three_numbers": codes(random, size, [3, 2 + moved, 1]) + 0.5,
        "five_numbers": codes(random, size, [3, 2, 1, 1 + moved, 2]) / 4,
        "six_numbers": codes(random, size, [3, 2, 1, 1 + moved, 2, 2]) / 4,
        "twenty_numbers": codes(random, size, numpy.ones(20) + moved * numpy.arange(20) / 10) / 8,
        "flags": codes(random, size, [3, 1 + moved]),
        "digits": codes(random, size, numpy.ones(10) + moved * numpy.arange(10) / 10),
        "integers": random.poisson(9 + moved, size),
        "wide_integers": random.integers(0, 3000, size) + int(200 * moved),
        "integers_with_gaps": with_gaps(codes(random, size, [2, 3, 1 + moved, 1]).astype(float), random),
        "booleans": random.random(size) < 0.4 + moved / 10,
        "two_words": words(random, size, [2, 3 + moved]),
        "six_words": words(random, size, [5, 4, 3, 2, 1, 1 + moved]),
        "words_with_gaps": with_gaps(words(random, size, [5, 4, 1 + moved]), random),
        "one_word": words(random, size, [1]),
        "vanished_words": words(random, size, [5, 4, 0 if moved else 3, 2]),
        "new_words": words(random, size, [5, 4, 3 * moved]),
    }


def tables(random, place):
    """Each kind of column as it is, a little moved or a good deal: another one in each case."""
    reference_size, current_size = SIZES[place]
    reference = columns(random, reference_size, 0)
    by_how_far = [columns(random, current_size, moved) for moved in MOVED]
    current = {name: by_how_far[(place + index) % len(MOVED)][name] for index, name in enumerate(reference)}
    return pandas.DataFrame(reference), pandas.DataFrame(current)


def answer(reference, current, metrics):
    result = Report(metrics, include_tests=True).run(current, reference).dict()
    drifted = {test["metric_config"]["params"].get("column"): test["status"].value == "FAIL"
               for test in result["tests"]}
    found = {"columns": {}}
    for metric in result["metrics"]:
        config = metric["config"]
        if "column" not in config:
            found["share"] = metric["value"]["share"]
            continue
        found["columns"][config["column"]] = {
            "method": METHODS.get(config["method"], config["method"]), "score": float(metric["value"]), "threshold": config["threshold"],
            "drift": drifted[config["column"]],
        }
    return found


def read(path):
    # Without the option pandas may take the neighbour of the number that stands there.
    return pandas.read_csv(path, float_precision="round_trip")


def main(folder):
    random = numpy.random.default_rng(SEED)
    answers = []
    for place in range(len(SIZES)):
        case = os.path.join(folder, str(place))
        os.mkdir(case)
        paths = [os.path.join(case, name) for name in ("reference.csv", "current.csv")]
        for table, path in zip(tables(random, place), paths):
            table.to_csv(path, index=False)
        reference, current = map(read, paths)
        answers.append({"case": str(place), "method": None, **answer(reference, current, [DataDriftPreset()])})
        if place != ASKED_OF:
            continue
        definition = Dataset.from_pandas(current).data_definition
        for method, types in ASKED.items():
            names = [*(definition.get_numerical_columns() if "num" in types else []),
                     *(definition.get_categorical_columns() if "cat" in types else [])]
            answers.append({"case": str(place), "method": method,
                            **answer(reference, current, [ValueDrift(column=name, method=method) for name in names])})
    with open(os.path.join(folder, "answers.json"), "w", encoding="utf-8") as file:
        json.dump(answers, file)


main(sys.argv[1])
