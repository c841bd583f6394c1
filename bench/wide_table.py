"""Tables to read at speed: rows of 50 columns in CSV, 335 MB a million of them, alike for the same seed."""

import random

NUMBERS, COUNTS = 40, 6
WORDS = (("AA", "B6", "DL", "EV", "MQ", "UA", "US", "WN"), ("clear", "cloudy", "rain", "snow", "fog"),
         ("EWR", "JFK", "LGA"), ("yes", "no"))
# Columns are drawn once and read from another place in each block: to draw 40 million numbers takes longer than to
# compare them.
DRAWN, BLOCK = 60_000, 20_000


def columns():
    names = [f"number_{index}" for index in range(NUMBERS)]
    names += [f"count_{index}" for index in range(COUNTS)]
    return names + ["carrier", "weather", "origin", "late"]


def drawn(draw, shift):
    """Of each column its cells, as text. Half of the numbers have three decimals, half five digits that count."""
    for index in range(NUMBERS):
        moved = shift if index % 4 == 0 else 0.0
        form = "{:.3f}" if index % 2 else "{:.5g}"
        yield [form.format(draw.gauss(moved, 1.0) * 10 ** (index % 3)) for _ in range(DRAWN)]
    for _ in range(COUNTS):
        yield [str(int(draw.expovariate(0.001) * (1 + shift))) for _ in range(DRAWN)]
    for kinds in WORDS:
        yield draw.choices(kinds, k=DRAWN)


def write(path, rows, seed, shift=0.0):
    """`shift`: by how many standard deviations each fourth number, and by which share all counts, lie higher."""
    draw = random.Random(seed)
    cells = list(drawn(draw, shift))
    with open(path, "w", encoding="ascii") as out:
        out.write(",".join(columns()) + "\n")
        for begin in range(0, rows, BLOCK):
            places = [draw.randrange(DRAWN - BLOCK + 1) for _ in cells]
            block = [column[place:place + BLOCK] for column, place in zip(cells, places)]
            block = [column[:rows - begin] for column in block]
            out.writelines(",".join(row) + "\n" for row in zip(*block))
