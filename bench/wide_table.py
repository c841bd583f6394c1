"""Tables to read at speed: rows of 50 columns in CSV, 305 MB a million of them, alike for the same seed."""

import random

NUMBERS, COUNTS, WORDS = 40, 6, 4
CARRIERS = ("AA", "B6", "DL", "EV", "MQ", "UA", "US", "WN")
WEATHER = ("clear", "cloudy", "rain", "snow", "fog")


def columns():
    names = [f"number_{index}" for index in range(NUMBERS)]
    names += [f"count_{index}" for index in range(COUNTS)]
    return names + ["carrier", "weather", "origin", "late"]


def write(path, rows, seed, shift=0.0):
    """`shift`: by how many standard deviations each fourth number, and all counts, lie higher."""
    draw = random.Random(seed)
    # Drawn once: to draw and to write 40 million numbers would take longer than what is to be measured.
    pool = [[f"{draw.gauss(shift if index % 4 == 0 else 0.0, 1.0):.4f}" if index % 2
             else f"{draw.gauss(shift if index % 4 == 0 else 0.0, 1.0) * 10 ** (index % 3):.6g}"
             for _ in range(40_000)] for index in range(NUMBERS)]
    counts = [[str(int(draw.expovariate(0.001) * (1 + shift))) for _ in range(20_000)] for _ in range(COUNTS)]
    with open(path, "w", encoding="ascii") as out:
        out.write(",".join(columns()) + "\n")
        left = rows
        while left > 0:
            for values in pool + counts:
                draw.shuffle(values)
            size = min(left, 20_000)
            words = [draw.choices(kinds, k=size) for kinds in (CARRIERS, WEATHER, ("EWR", "JFK", "LGA"), ("yes", "no"))]
            out.writelines(",".join(row) + "\n" for row in zip(*(values[:size] for values in pool + counts), *words))
            left -= size
