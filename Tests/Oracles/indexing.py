"""Writes Tests/Fixtures/oracles/indexing.json: what x[...] gives in PyTorch, checked against NumPy where both agree.

Each case lists the shape of x (filled with 0, 1, 2 ...), the index, and the shape and elements that it selects; some
also the gradient of sum(x[index] * weights), and x after x[index] = value. Run with the Python package of the torch
version that `setup` pins:  python Tests/Oracles/indexing.py
"""

import itertools
import json
import pathlib

import numpy
import torch


def integer(i):
    return {"integer": i}


def slice_(start=None, stop=None, step=None):
    return {"slice": [start, stop, step]}


def positions(values):
    return {"positions": values}


def mask(values):
    return {"mask": values}


ELLIPSIS, NEW, ALL = {"ellipsis": True}, {"new": True}, slice_()


def part(index, library):
    """One index as the library takes it."""
    if "integer" in index:
        return index["integer"]
    if "slice" in index:
        return slice(*index["slice"])
    if "ellipsis" in index:
        return Ellipsis
    if "new" in index:
        return None
    if "truth" in index:
        return index["truth"]
    values = index.get("positions", index.get("mask"))
    dtype = "bool" if "mask" in index else "int64"
    if library is torch:
        return torch.tensor(values, dtype=getattr(torch, dtype))
    return numpy.array(values, dtype=dtype)


def filled(shape):
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count, dtype=torch.float64).reshape(shape)


cases, seen = [], set()


def add(shape, *indices, gradient=False, assignment=False):
    key = json.dumps([shape, indices])
    if key in seen:
        return
    seen.add(key)
    x = filled(shape)
    index = tuple(part(i, torch) for i in indices)
    mixed = any("integer" in i for i in indices) and any("positions" in i or "mask" in i for i in indices)
    try:
        found = x[index]
        origin = "torch"
    except (IndexError, RuntimeError):
        # PyTorch does not take an index after a mask of several axes; NumPy does.
        found = torch.from_numpy(numpy.ascontiguousarray(x.numpy()[tuple(part(i, numpy) for i in indices)]))
        origin = "numpy"
        gradient = assignment = False
    if not mixed and origin == "torch":
        expected = x.numpy()[tuple(part(i, numpy) for i in indices)]
        assert list(expected.shape) == list(found.shape) and (expected == found.numpy()).all(), key
    case = {
        "shape": shape, "index": list(indices), "origin": origin, "result_shape": list(found.shape),
        "result": [int(v) for v in found.flatten().tolist()],
    }
    if gradient:
        leaf = x.clone().requires_grad_()
        selected = leaf[index]
        weights = torch.arange(selected.numel(), dtype=torch.float64).reshape(selected.shape) + 1
        case["gradient"] = torch.autograd.grad((selected * weights).sum(), leaf)[0].flatten().tolist()
    if assignment:
        changed = x.clone()
        changed[index] = -1 - torch.arange(found.numel(), dtype=torch.float64).reshape(found.shape)
        case["assigned"] = changed.flatten().tolist()
    cases.append(case)


def basic():
    """Every pair of basic indices on a matrix, triples on a tensor with three axes."""
    singles = [
        integer(0), integer(-1), ALL, slice_(1), slice_(None, 2), slice_(1, 3), slice_(-2), slice_(None, -1),
        slice_(0, None, 2), slice_(1, 100), slice_(3, 1), slice_(-100, 2),
    ]
    for first in singles:
        add([4], first, gradient=True, assignment=True)
        add([3, 4], first)
    for first, second in itertools.product(singles[:9], repeat=2):
        add([3, 4], first, second)
    kinds = [integer(1), slice_(0, 2), ELLIPSIS, NEW]
    for triple in itertools.product(kinds, repeat=3):
        if sum(i is ELLIPSIS for i in triple) <= 1:
            add([2, 3, 4], *triple)
    for indices in ([ELLIPSIS], [NEW], [ELLIPSIS, NEW], [NEW, ELLIPSIS, integer(0)], [slice_(0, 0)]):
        add([2, 3], *indices, gradient=True)
    add([], ELLIPSIS)
    add([], NEW)
    add([0, 3], ALL, integer(1))


def advanced():
    """Positions and masks, next to each other and separated, with every basic kind between."""
    some, column, row = positions([2, 0, -1]), positions([[0], [2]]), positions([[1, 0, 1]])
    for index in (some, column, row, positions([]), positions(1), mask([True, False, True]),
                  mask([False, False, False])):
        add([3], index, gradient=True)
        add([3, 4], index, gradient=True, assignment=index is not some and index is not row)
    for between in ([], [ALL], [slice_(0, 1)], [NEW], [ELLIPSIS], [integer(1)]):
        for first, second in ((positions([0, 1]), positions([1, 2])), (positions([0]), positions([1, 2, 0])),
                              (positions([[0], [1]]), positions([2, 0])), (mask([True, True]), positions([1, 0]))):
            add([2, 3, 4, 3], first, *between, second)
            if not between:
                add([2, 3, 4, 3], first, second, ELLIPSIS, integer(0))
    for lead in (ALL, integer(0), NEW, ELLIPSIS, slice_(1, 2)):
        add([3, 3, 3], lead, positions([0, 1]), gradient=True)
        add([3, 3, 3], lead, positions([0, 2]), positions([1, 1]), assignment=True)
        add([3, 3, 3], lead, mask([True, False, True]), gradient=True, assignment=True)
    square = mask([[True, False, True], [False, True, True]])
    add([2, 3], square, gradient=True, assignment=True)
    add([2, 3, 4], square, gradient=True, assignment=True)
    add([2, 3, 4], square, integer(1))
    add([2, 3, 4], square, slice_(1, 3))
    add([2, 3, 4], square, positions([0, 1, 2, 3]))
    add([4, 2, 3], ALL, square, gradient=True)
    add([4, 2, 3], integer(1), square)
    add([4, 2, 3], ELLIPSIS, square)
    add([4, 2, 3], NEW, ELLIPSIS, square)
    add([4, 2, 3], positions([0, 1, 2, 3]), square)
    add([2, 3], {"truth": True})
    add([2, 3], {"truth": False})
    add([2, 3], integer(0), {"truth": True})
    add([2, 3], positions([[0, 1], [1, 0]]), positions([[2, 2], [0, 1]]), gradient=True, assignment=True)
    add([2, 3, 4], positions([0, 1]), integer(1), positions([3, 0]), gradient=True)
    add([2, 3, 4], integer(1), positions([0, 2]), ALL, assignment=True)
    add([2, 3, 4], slice_(0, 2), positions([0, 2]), slice_(1, None, 2), gradient=True, assignment=True)


basic()
advanced()
path = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "indexing.json"
lines = ",\n".join("  " + json.dumps(c) for c in cases)
path.write_text('{"torch": "%s", "numpy": "%s", "cases": [\n%s\n]}\n' % (
    torch.__version__.split("+")[0], numpy.__version__, lines))
print(len(cases), "cases,", sum(c["origin"] == "numpy" for c in cases), "from numpy alone,",
      sum("gradient" in c for c in cases), "with gradients,", sum("assigned" in c for c in cases), "assignments")
