"""Gated graph layers: one from PyTorch Geometric, one from its formulas in plain torch.

Run with torch_geometric 2.8:  python Tests/Oracles/graph_gated.py
"""

import torch
from torch_geometric.nn import ResGatedGraphConv

from oracle import module_case, randn, write

NODES = 7
# Directed, with a self-loop, a hub, an isolated node (6) and a node without incoming edges (5).
EDGES = torch.tensor([
    [0, 1, 2, 3, 4, 5, 0, 2, 4, 3, 1, 5],
    [1, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4],
])
# As a graph keeps them: by target, then by source.
ORDER = sorted(range(EDGES.shape[1]), key=lambda e: (int(EDGES[1, e]), int(EDGES[0, e])))


def inputs(edge_features=None):
    made = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
    if edge_features:
        made["edge_attr"] = randn(EDGES.shape[1], edge_features, seed=4, dtype=torch.float64)
    return made


RESIDUAL = {
    "plain": {}, "edges": dict(edge_dim=3), "bare": dict(root_weight=False, bias=False),
    "edges-bare": dict(edge_dim=2, root_weight=False),
}
for name, options in RESIDUAL.items():
    module_case(
        f"residual-{name}", "ResGatedGraphConv", lambda o=options: ResGatedGraphConv(4, 5, **o),
        inputs(options.get("edge_dim")), options,
        call=lambda module, given: module(given["input"], given["edge_index"], given.get("edge_attr")))


class Gated(torch.nn.Module):
    """Dwivedi et al. 2023, arXiv 2003.00982: the layer with edge features, gates before normalisation."""

    def __init__(self, outputs, edge_features, normalized=True, residual=True):
        super().__init__()
        self.a, self.b = torch.nn.Linear(4, outputs), torch.nn.Linear(4, outputs)
        self.c = torch.nn.Linear(edge_features, outputs)
        self.d, self.e = torch.nn.Linear(4, outputs), torch.nn.Linear(4, outputs)
        if normalized:
            self.norm_nodes, self.norm_edges = torch.nn.BatchNorm1d(outputs), torch.nn.BatchNorm1d(outputs)
        self.normalized, self.residual = normalized, residual

    def finish(self, y, former, norm):
        y = torch.relu(norm(y) if self.normalized else y)
        return y + former if self.residual and y.shape == former.shape else y

    def forward(self, x, edge_index, edges):
        source, target = edge_index
        mixed = self.c(edges) + self.d(x)[target] + self.e(x)[source]
        gate = torch.sigmoid(mixed)
        zeros = torch.zeros(x.shape[0], gate.shape[1], dtype=x.dtype)
        total = zeros.index_add(0, target, gate)
        share = gate / (total[target] + 1e-6)
        y = self.a(x) + zeros.index_add(0, target, share * self.b(x)[source])
        return {
            "output": self.finish(y, x, self.norm_nodes if self.normalized else None),
            "edges": self.finish(mixed, edges, self.norm_edges if self.normalized else None)[ORDER],
        }


GATED = {
    "plain": dict(outputs=4, edge_features=4), "wider": dict(outputs=5, edge_features=2),
    "bare": dict(outputs=4, edge_features=4, normalized=False, residual=False),
    "half-residual": dict(outputs=4, edge_features=3, normalized=False),
}
# Batch normalisation of twelve edges loses some digits in single precision.
NEAR = {"float32": {"absolute": 1e-5, "relative": 1e-4}, "float64": {"absolute": 1e-12, "relative": 1e-10}}
for name, options in GATED.items():
    for mode in ["evaluate", "train"] if options.get("normalized", True) else ["evaluate"]:
        module_case(
            f"gated-{name}-{mode}", "GatedGCNConv", lambda o=options: Gated(**o), inputs(options["edge_features"]),
            options, mode=mode, tolerance=NEAR,
            call=lambda module, given: module(given["input"], given["edge_index"], given["edge_attr"]))
write("graph_gated")
