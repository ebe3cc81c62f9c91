"""A table of a million rows: written once from a seed and kept in the cache, read by pandas."""
import sys
import time
from pathlib import Path

import numpy as np

NUMBERS, LEVELS = 22, (2, 5, 12, 50, 400)
NAMES = [f"n{i}" for i in range(NUMBERS)] + [f"c{i}" for i in range(len(LEVELS))] + ["day", "note", "code"]


def numbers(random, column, count):
    """Numbers as tables hold them: all digits, four places, whole, six digits; 3 % missing."""
    values = (random.standard_normal(count) * 10 ** (column % 5)).tolist()
    form = (repr, "{:.4f}".format, lambda value: str(int(value)), "{:.6g}".format)[column % 4]
    return without(random, [form(value) for value in values], "")


def without(random, texts, missing):
    for row in np.flatnonzero(random.random(len(texts)) < 0.03):
        texts[row] = missing
    return texts


def piece(random, first, count):
    """The columns of some rows: 22 numbers, 5 categories, a date, 2 texts."""
    columns = [numbers(random, column, count) for column in range(NUMBERS)]
    for levels in LEVELS:
        columns.append(without(random, [f"level-{level}" for level in random.integers(0, levels, count)], "NA"))
    dates = zip(*(random.integers(low, high, count) for low, high in ((0, 25), (1, 13), (1, 29))))
    columns.append([f"20{year:02d}-{month:02d}-{day:02d}" for year, month, day in dates])
    columns.append([f'"note {key}, row {first + i}"' for i, key in enumerate(random.integers(0, 1 << 40, count))])
    columns.append([f"id-{key:x}" for key in random.integers(0, 1 << 60, count)])
    return columns


def ensure(path, rows=1_000_000, step=50_000):
    """Writes the table (330 MB) if it is not there."""
    if path.exists():
        return
    random = np.random.default_rng(0)
    unfinished = path.with_suffix(".part")
    with open(unfinished, "w") as out:
        out.write(",".join(NAMES) + "\n")
        for first in range(0, rows, step):
            for row in zip(*piece(random, first, min(step, rows - first))):
                out.write(",".join(row) + "\n")
    unfinished.rename(path)


def main(file, engine):
    """Reads the table once, with the same kinds of columns."""
    import pandas

    from harness import emit

    kinds = {f"c{i}": "category" for i in range(len(LEVELS))}
    start = time.perf_counter()
    if engine == "pyarrow":
        table = pandas.read_csv(file, dtype=kinds, parse_dates=["day"], engine="pyarrow")
    else:
        table = pandas.read_csv(file, dtype=kinds, parse_dates=["day"])
    seconds = time.perf_counter() - start
    assert table.shape == (1_000_000, len(NAMES))
    emit("table/1000000x30", f"pandas-{engine}", seconds)


if __name__ == "__main__":
    ensure(Path(sys.argv[1]))
