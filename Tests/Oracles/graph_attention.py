"""Graph attention layers, from PyTorch Geometric.

Run with torch_geometric 2.8:  python Tests/Oracles/graph_attention.py
"""

import torch
from torch_geometric.nn import GATConv, GATv2Conv

from oracle import module_case, randn, write

NODES = 7
# Directed, with a self-loop, a hub, an isolated node (6) and a node without incoming edges (5).
EDGES = torch.tensor([
    [0, 1, 2, 3, 4, 5, 0, 2, 4, 3, 1, 5],
    [1, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4],
])

OPTIONS = {
    "plain": {},
    "heads": dict(heads=3),
    "averaged": dict(heads=2, concat=False, negative_slope=0.1),
    "no-loops": dict(heads=2, add_self_loops=False, bias=False),
    "edges": dict(heads=2, edge_dim=3),
    "edges-no-loops": dict(heads=2, edge_dim=3, add_self_loops=False, concat=False),
}


def call(module, inputs):
    return module(inputs["input"], inputs["edge_index"], inputs.get("edge_attr"))


for name, options in OPTIONS.items():
    inputs = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
    if "edge_dim" in options:
        inputs["edge_attr"] = randn(EDGES.shape[1], 3, seed=4, dtype=torch.float64)
    module_case(
        f"gat-{name}", "GATConv", lambda o=options: GATConv(4, 5, **o), inputs, options, call=call)
    module_case(
        f"gatv2-{name}", "GATv2Conv", lambda o=options: GATv2Conv(4, 5, **o), inputs, options, call=call)

inputs = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
module_case(
    "gatv2-shared", "GATv2Conv", lambda: GATv2Conv(4, 5, heads=2, share_weights=True), inputs,
    dict(heads=2, share_weights=True), call=call)
write("graph_attention")
