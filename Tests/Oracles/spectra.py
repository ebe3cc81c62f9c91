"""Writes Tests/Fixtures/oracles/spectra.json: what scipy says of the Laplacians of graphs.

Run with networkx 3 and scipy 1:  python Tests/Oracles/spectra.py
"""

import json
import pathlib

import networkx as nx
import numpy as np
import scipy
import scipy.sparse as sp
from scipy.sparse.linalg import eigsh


def described(graph, count, simple=False):
    adjacency = nx.to_scipy_sparse_array(graph, nodelist=range(len(graph)), dtype=float)
    degrees = np.asarray(adjacency.sum(axis=1)).ravel()
    combinatorial = sp.diags_array(degrees) - adjacency
    roots = np.where(degrees > 0, 1 / np.sqrt(np.where(degrees > 0, degrees, 1)), 0)
    symmetric = sp.diags_array(roots) @ combinatorial @ sp.diags_array(roots)
    result = {"nodeCount": len(graph), "count": count, "edges": [], "weighted": nx.is_weighted(graph)}
    for a, b, data in graph.edges(data=True):
        result["edges"].append([a, b, data.get("weight", 1)])
    for name, matrix in {"combinatorial": combinatorial, "symmetric": symmetric}.items():
        values = np.linalg.eigvalsh(matrix.toarray())[:count]
        if simple:  # an iteration may miss copies of a multiple eigenvalue
            shifted = sp.csc_array(matrix + 1e-3 * sp.eye_array(len(graph)))
            iterated = np.sort(eigsh(shifted, count, sigma=0, tol=1e-12)[0]) - 1e-3
            assert np.allclose(iterated, values, atol=1e-9)
            values = iterated
        result[name] = values.tolist()
    walk = (adjacency / np.where(degrees > 0, degrees, 1)).toarray()
    power, returns = np.eye(len(graph)), []
    for _ in range(4):
        power = power @ walk
        returns.append(np.diag(power).tolist())
    result["returns"] = returns if len(graph) < 100 else [row[:8] for row in returns]
    return result


def weighted(graph):
    for a, b in graph.edges():
        graph[a][b]["weight"] = ((3 * a + 5 * b) % 7 + 1) / 4
    return graph


torus = nx.convert_node_labels_to_integers(nx.grid_2d_graph(12, 10, periodic=True), ordering="sorted")
islands = nx.disjoint_union_all([nx.cycle_graph(50), nx.cycle_graph(50), nx.path_graph(30), nx.empty_graph(2)])
values = {
    "networkx": nx.__version__,
    "scipy": scipy.__version__,
    "graphs": {
        "karate": described(nx.Graph(sorted(nx.karate_club_graph().edges())), 34),
        "torus": described(torus, 10),
        "islands": described(islands, 9),
        "weighted": described(weighted(nx.connected_watts_strogatz_graph(200, 6, 0.2, seed=3)), 8, simple=True),
    },
}
target = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "spectra.json"
target.write_text(json.dumps(values) + "\n")
