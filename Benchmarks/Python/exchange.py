"""Graphs that both sides read: built once from a seed (or from Cora) and kept as safetensors in the cache."""
import json
import struct
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sparse

DTYPES = {"float32": "F32", "int32": "I32", "int64": "I64"}


def write_safetensors(path, arrays):
    """Writes named arrays: length of the header, header, elements without gaps."""
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": DTYPES[array.dtype.name], "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(a.tobytes() for a in arrays.values()))


def read_safetensors(path):
    """Reads what `write_safetensors` wrote."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    names = {code: name for name, code in DTYPES.items()}
    result = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        result[name] = np.frombuffer(data[begin:end], dtype=names[entry["dtype"]]).reshape(entry["shape"])
    return result


def cora(npz):
    """Cora's adjacency with self-loops, scaled symmetrically."""
    sources, targets = np.load(npz)["edge_index"]
    count = int(max(sources.max(), targets.max())) + 1
    adjacency = sparse.coo_matrix((np.ones(len(sources)), (targets, sources)), (count, count)).tocsr()
    adjacency = adjacency + sparse.eye(count)
    scale = sparse.diags(1 / np.sqrt(np.asarray(adjacency.sum(1)).ravel()))
    return (scale @ adjacency @ scale).tocsr()


def power_law(node_count=100_000, edge_count=2_000_000, exponent=0.6, seed=0):
    """Directed graph whose in- and out-degrees fall with a power of the rank; ranks are dealt out at random.

    Edges drawn twice are drawn again, so that there are exactly `edge_count`; values are uniform in 0...1.
    """
    random = np.random.default_rng(seed)
    weight = (np.arange(node_count) + 10.0) ** -exponent
    cumulative = np.cumsum(weight / weight.sum())
    places = [random.permutation(node_count) for _ in range(2)]
    keys = np.empty(0, np.int64)
    while len(keys) < edge_count:
        draws = random.random((2, edge_count))
        rows, columns = (
            place[np.minimum(np.searchsorted(cumulative, draw), node_count - 1)]
            for place, draw in zip(places, draws))
        keys = np.unique(np.concatenate([keys, rows * node_count + columns]))
    keys = random.permutation(keys)[:edge_count]
    values = random.random(edge_count, dtype=np.float32)
    return sparse.coo_matrix((values, (keys // node_count, keys % node_count)), (node_count, node_count)).tocsr()


def write(folder, npz):
    """Writes the graphs that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in {"cora": lambda: cora(npz), "power-law": power_law}.items():
        path = folder / f"{name}.safetensors"
        if path.exists():
            continue
        matrix = make()
        matrix.sort_indices()
        write_safetensors(path, {
            "row_pointers": matrix.indptr.astype(np.int64), "columns": matrix.indices.astype(np.int64),
            "values": matrix.data.astype(np.float32)})


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
