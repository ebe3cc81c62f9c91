"""Pooling of nodes and graphs, from PyTorch Geometric.

Run with torch_geometric 2.8:  python Tests/Oracles/graph_pooling.py
"""

import torch
from torch_geometric import nn as geometric

from oracle import module_case, randn, write

SIZES = torch.tensor([4, 0, 5, 1])
BATCH = torch.repeat_interleave(torch.arange(4), SIZES)
# Directed, inside the graphs: 0-3, none, 4-8, 9 with a self-loop.
EDGES = torch.tensor([
    [0, 1, 1, 2, 3, 0, 4, 5, 6, 7, 8, 4, 6, 9],
    [1, 0, 2, 1, 0, 3, 5, 6, 7, 8, 4, 6, 4, 9],
])


class Readout(torch.nn.Module):
    """A pooling function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x, BATCH, size=len(SIZES))


def inputs(edges=False):
    made = {"input": randn(10, 4, seed=3, dtype=torch.float64), "sizes": SIZES}
    if edges:
        made["edge_index"] = EDGES
        made["edge_attr"] = randn(EDGES.shape[1], 2, seed=4, dtype=torch.float64)
    return made


for reduction in ["sum", "mean", "max"]:
    function = {
        "sum": geometric.global_add_pool, "mean": geometric.global_mean_pool, "max": geometric.global_max_pool,
    }[reduction]
    module_case(
        f"global-{reduction}", "GlobalPooling", lambda f=function: Readout(f), inputs(), dict(reduction=reduction))


def attentional(gates, hidden):
    network = torch.nn.Sequential(torch.nn.Linear(4, hidden), torch.nn.Tanh()) if hidden else None
    return geometric.AttentionalAggregation(torch.nn.Linear(4, gates), network)


for name, gates, hidden in [("plain", 1, None), ("network", 1, 3), ("features", 4, None), ("both", 3, 3)]:
    options = dict(gates=gates, hidden=hidden)
    module_case(
        f"attentional-{name}", "AttentionalPooling", lambda o=options: attentional(**o), inputs(), options,
        call=lambda module, given: module(given["input"], BATCH, dim_size=len(SIZES)))


def pooled(module, given):
    """Edges in the order of their targets, then their sources."""
    x, edges, features, batch, kept, scores = module(
        given["input"], given["edge_index"], given["edge_attr"], BATCH)
    order = sorted(range(edges.shape[1]), key=lambda e: (int(edges[1, e]), int(edges[0, e])))
    return {
        "output": x, "edges": edges[:, order], "edge_features": features[order], "batch": batch, "kept": kept,
        "scores": scores,
    }


OPTIONS = {
    "half": {}, "most": dict(ratio=0.8, multiplier=1.5), "two": dict(ratio=2), "score": dict(min_score=0.24),
}
for name, options in OPTIONS.items():
    module_case(
        f"topk-{name}", "TopKPooling", lambda o=options: geometric.TopKPooling(4, **o), inputs(True), options,
        call=pooled)
    module_case(
        f"sag-{name}", "SAGPooling", lambda o=options: geometric.SAGPooling(4, **o), inputs(True), options,
        call=pooled)
module_case(
    "sag-gat", "SAGPooling", lambda: geometric.SAGPooling(4, GNN=geometric.GATConv), inputs(True), dict(layer="GAT"),
    call=pooled)

# Exact in float32; weights have no gradients.
WEIGHTS = [1, 2, 0.5, 4, -1, 3, 0.25, 1, 2, 1.5, 8, 1, 0.75, 2]
nodes = {"input": randn(10, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
module_case(
    "graph-conv", "GraphConv", lambda: geometric.GraphConv(4, 3), nodes,
    call=lambda module, given: module(given["input"], given["edge_index"]))
module_case(
    "graph-conv-weighted", "GraphConv", lambda: geometric.GraphConv(4, 3), nodes, dict(weights=WEIGHTS),
    call=lambda module, given: module(
        given["input"], given["edge_index"], torch.tensor(WEIGHTS, dtype=given["input"].dtype)))

LAYERS = {f"layer{i}": randn(5, 3, seed=10 + i, dtype=torch.float64) for i in range(3)}
for mode, options in [("cat", {}), ("max", {}), ("lstm", dict(channels=3, num_layers=3))]:
    module_case(
        f"jumping-{mode}", "JumpingKnowledge", lambda m=mode, o=options: geometric.JumpingKnowledge(m, **o), LAYERS,
        dict(mode=mode, **options),
        call=lambda module, given: module([given[f"layer{i}"] for i in range(3)]))
write("graph_pooling")
