"""Graph convolutions, from PyTorch Geometric.

Run with torch_geometric 2.8:  python Tests/Oracles/graph_convolutions.py
"""

import torch
from torch.nn import Linear, ReLU, Sequential
from torch_geometric.nn import APPNP, GCNConv, GINConv, GINEConv, SAGEConv, SGConv

from oracle import module_case, randn, write

NODES = 7
# Directed, with a self-loop, a hub, an isolated node (6) and a node without incoming edges (5).
EDGES = torch.tensor([
    [0, 1, 2, 3, 4, 5, 0, 2, 4, 3, 1, 5],
    [1, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4],
])
# Whole numbers, because no gradient is asked for.
WEIGHTS = torch.tensor([1, 3, 2, 5, 1, 2, 4, 1, 2, 7, 1, 3])


def case(name, subject, make, options, weighted=False, edge_features=None):
    inputs = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
    if weighted:
        inputs["edge_weight"] = WEIGHTS
    if edge_features:
        inputs["edge_attr"] = randn(EDGES.shape[1], edge_features, seed=4, dtype=torch.float64)

    def call(module, inputs):
        x, more = inputs["input"], ()
        if weighted:
            more = (inputs["edge_weight"].to(x.dtype),)
        if edge_features:
            more = (inputs["edge_attr"],)
        return module(x, inputs["edge_index"], *more)

    module_case(name, subject, make, inputs, options, call=call)


for name, options in {
    "mean": {},
    "max": dict(aggr="max"),
    "sum": dict(aggr="sum", root_weight=False),
    "normalized": dict(normalize=True, bias=False),
    "projected": dict(aggr="max", project=True),
    "mean-projected": dict(project=True, normalize=True),
    "narrow": dict(out_channels=2),
}.items():
    case(f"sage-{name}", "SAGEConv", lambda o=options: SAGEConv(4, **{"out_channels": 5, **o}), options)


def network():
    return Sequential(Linear(4, 6), ReLU(), Linear(6, 3))


for name, options in {"plain": {}, "fixed": dict(eps=0.3), "learned": dict(eps=-0.2, train_eps=True)}.items():
    case(f"gin-{name}", "GINConv", lambda o=options: GINConv(network(), **o), options)
    case(f"gine-{name}", "GINEConv", lambda o=options: GINEConv(network(), **o), options, edge_features=4)
options = dict(edge_dim=3, train_eps=True)
case("gine-mapped", "GINEConv", lambda: GINEConv(network(), **options), options, edge_features=3)

for name, options in {
    "plain": dict(K=3, alpha=0.1),
    "no-loops": dict(K=2, alpha=0.5, add_self_loops=False),
    "still": dict(K=0, alpha=0.1),
    "restart": dict(K=3, alpha=1.0),
}.items():
    for weighted in (False, True):
        suffix = "-weighted" if weighted else ""
        case(f"appnp-{name}{suffix}", "APPNP", lambda o=options: APPNP(**o), options, weighted)

for name, options in {
    "plain": {},
    "three": dict(K=3, bias=False),
    "no-loops": dict(K=2, add_self_loops=False),
    "narrow": dict(K=2, out_channels=2),
}.items():
    for weighted in (False, True):
        suffix = "-weighted" if weighted else ""
        case(f"sg-{name}{suffix}", "SGConv", lambda o=options: SGConv(4, **{"out_channels": 5, **o}), options, weighted)

case("gcn", "GCNConv", lambda: GCNConv(4, 5), {})
case("gcn-weighted", "GCNConv", lambda: GCNConv(4, 5), {}, weighted=True)
write("graph_convolutions")
