"""MATLAB files that the reader is tested with: Tests/Fixtures/matlab.

    python Tests/Oracles/matlab.py

Needs numpy and scipy. `kinds.mat` holds a value of every kind, compressed; `plain.mat` the same ones not compressed.
"""

import pathlib

import numpy as np
import scipy.io
import scipy.sparse as sp

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "matlab"


def cells(*values):
    result = np.empty((1, len(values)), dtype=object)
    for place, value in enumerate(values):
        result[0, place] = value
    return result


def main():
    FOLDER.mkdir(exist_ok=True)
    weights = sp.csc_matrix(np.array([[0, 2.5, 0], [0, 0, -1], [4, 0, 0.5]]))
    network = sp.csc_matrix(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]), dtype=bool)
    values = {
        "network": network, "group": sp.csc_matrix(np.array([[1.0, 0], [1, 1], [0, 0]])),
        "attributes": np.array([[1, 2], [3, 4], [5, 6.5]]), "weights": weights,
        "cube": np.arange(24, dtype=np.int16).reshape(2, 3, 4), "bytes": np.array([[-3, 7]], dtype=np.int8),
        "large": np.array([[1 << 40]], dtype=np.int64), "single": np.array([[0.25]], dtype=np.float32),
        "truth": np.array([[True, False]]), "word": "héllo", "rows": np.array(["ab", "cd"]),
        "wave": np.array([[1 + 2j]]), "empty": np.zeros((0, 3)), "mixed": cells(np.array([[1.0]]), "two", cells(np.array([[3.0]]))),
        "Problem": {"A": weights, "name": "small"},
        "many": np.array([(1.0,), (2.0,)], dtype=[("x", object)]).reshape(1, 2),
        "classes": np.array([[3, 1, 3]], dtype=np.uint8),
    }
    scipy.io.savemat(FOLDER / "kinds.mat", values, do_compression=True)
    scipy.io.savemat(FOLDER / "plain.mat", values)


main()
