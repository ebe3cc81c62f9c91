"""Networks on graphs, and labels that spread over them, from PyTorch Geometric.

Run with torch_geometric 2.8:  python Tests/Oracles/graph_backbones.py
"""

import re

import torch
from torch.nn import Identity, Linear, Module, ModuleList
from torch_geometric.nn import APPNP, global_add_pool, global_max_pool, global_mean_pool
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.nn.models import GAT, GCN, GIN, CorrectAndSmooth, GraphSAGE, LabelPropagation

from oracle import DTYPES, TOLERANCE, case, module_case, randn, write

NODES = 7
# Directed, with a self-loop, a hub, an isolated node (6) and a node without incoming edges (5).
EDGES = torch.tensor([
    [0, 1, 2, 3, 4, 5, 0, 2, 4, 3, 1, 5],
    [1, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4],
])
# Two graphs and a node: no edge leads from one to the other.
SIZES = torch.tensor([4, 2, 1])
BATCH = torch.repeat_interleave(torch.arange(3), SIZES)
BATCH_EDGES = torch.tensor([[0, 1, 2, 3, 0, 2, 4, 5], [1, 0, 1, 1, 3, 3, 5, 4]])

# PyTorch Geometric's names -> the networks'.
NAMES = [
    (r"\.nn\.lins\.0\.", ".nn.blocks.0.linear."),
    (r"\.nn\.norms\.0\.module\.", ".nn.blocks.0.norm."),
    (r"\.nn\.lins\.1\.", ".nn.head."),
    (r"(^|\.)norms\.(\d+)\.module\.", r"\1norms.\2."),
    (r"^encoder\.jk\.", "jumping."),
]


def renamed(pairs):
    for name, value in pairs:
        for pattern, replacement in NAMES:
            name = re.sub(pattern, replacement, name)
        yield name, value


class Named(Module):
    """A module whose state has the networks' names."""

    def named_parameters(self, *args, **kwargs):
        return renamed(super().named_parameters(*args, **kwargs))

    def named_buffers(self, *args, **kwargs):
        return renamed(super().named_buffers(*args, **kwargs))


class Network(Named):
    def __init__(self, model):
        super().__init__()
        for name, child in model.named_children():
            setattr(self, name, child)
        self.model = [model]

    def forward(self, x, edges):
        return self.model[0](x, edges)


class Propagated(Named):
    def __init__(self, K, alpha):
        super().__init__()
        self.lins = ModuleList([Linear(4, 5), Linear(5, 3)])
        self.prop = APPNP(K, alpha)

    def forward(self, x, edges):
        return self.prop(self.lins[1](self.lins[0](x).relu()), edges)


def headless(encoder):
    """All layers are hidden; their features joined as jumping knowledge says."""
    encoder.lin = Identity()
    return encoder


class LayerReadouts(Named):
    """The network of Xu et al. 2019: the sum over nodes of the input and of every layer, mapped and summed."""

    def __init__(self):
        super().__init__()
        self.encoder = headless(GIN(4, 5, 2, 2, jk="cat", norm="batch_norm"))
        self.linears_prediction = ModuleList([Linear(4, 2), Linear(5, 2), Linear(5, 2)])

    def forward(self, x, edges):
        layers = [x, *self.encoder(x, edges).split(5, dim=1)]
        return sum(l(global_add_pool(h, BATCH)) for l, h in zip(self.linears_prediction, layers))


class HeadNames(Named):
    """jumping knowledge, a readout, and a linear head."""

    def __init__(self, jk, readout):
        super().__init__()
        self.encoder = headless(GraphSAGE(4, 6, 2, 2, jk=jk))
        self.head = ModuleList()
        self.head.head = Linear(12 if jk == "cat" else 6, 2)
        self.readout = {"mean": global_mean_pool, "max": global_max_pool}[readout]

    def forward(self, x, edges):
        return self.head.head(self.readout(self.encoder(x, edges), BATCH))


# Two normalisations over seven rows lose digits.
LOOSE = {**TOLERANCE, "float32": {"absolute": 1e-5, "relative": 1e-4}}


def network(name, subject, make, options, mode="evaluate"):
    inputs = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": EDGES}
    module_case(
        name, subject, make, inputs, options, mode, call=lambda module, i: module(i["input"], i["edge_index"]),
        tolerance=LOOSE if mode == "train" else None)


def graphs(name, make, options, mode="evaluate"):
    inputs = {"input": randn(NODES, 4, seed=3, dtype=torch.float64), "edge_index": BATCH_EDGES, "sizes": SIZES}
    module_case(
        name, "GraphLevelNetwork", make, inputs, options, mode,
        call=lambda module, i: module(i["input"], i["edge_index"]))


for name, options in {
    "plain": dict(heads=2, v2=False, act="elu", layers=3),
    "dynamic": dict(heads=2, v2=True, act="relu"),
    "norm": dict(heads=1, v2=False, act="elu", norm="batch_norm"),
}.items():
    network(f"gat-{name}", "GAT", lambda o=options: Network(GAT(4, 6, o.get("layers", 2), 2, **{k: v for k, v in o.items() if k != "layers"})), options)
for name, options in {"mean": {}, "max": dict(aggr="max", project=True)}.items():
    network(f"sage-{name}", "GraphSAGE", lambda o=options: Network(GraphSAGE(4, 5, 2, 2, **o)), options)
for name, options in {"plain": {}, "norm": dict(norm="batch_norm", train_eps=True)}.items():
    mode = "train" if options else "evaluate"
    network(f"gin-{name}", "GIN", lambda o=options: Network(GIN(4, 5, 2, 5, **o)), options, mode)
options = dict(norm="batch_norm")
network("gcn-norm", "GCN", lambda: Network(GCN(4, 5, 2, 2, **options)), options)
options = dict(K=3, alpha=0.2)
network("appnp", "APPNPNetwork", lambda: Propagated(**options), options)

graphs("layer-readouts", LayerReadouts, {"encoder": "GIN"})
for jk, readout in [("cat", "mean"), ("max", "max"), ("lstm", "mean")]:
    options = {"encoder": "GraphSAGE", "jk": jk, "readout": readout}
    graphs(f"jumping-{jk}", lambda j=jk, r=readout: HeadNames(j, r), options)

# Undirected, with an isolated node (6); two known labels are in one part.
PAIRS = torch.tensor([[0, 1, 2, 3, 0, 4], [1, 2, 3, 0, 2, 5]])
UNDIRECTED = torch.cat([PAIRS, PAIRS.flip(0)], dim=1)
KNOWN, LABELS = torch.tensor([0, 3, 4]), torch.tensor([2, 0, 1])
for dtype_name, dtype in DTYPES.items():
    soft = randn(NODES, 3, seed=6, dtype=dtype).softmax(dim=1)
    # Without weights they would be computed in float32; weights that are given are not scaled any more.
    ones = torch.ones(UNDIRECTED.shape[1], dtype=dtype)
    weights = gcn_norm(UNDIRECTED, ones, NODES, add_self_loops=False)[1]
    inputs = {"predictions": soft, "labels": LABELS, "nodes": KNOWN, "edge_index": UNDIRECTED}
    for name, scale in [("automatic", None), ("fixed", 1.5)]:
        arguments = {"first": 0.9, "second": 0.7, "steps": 6, "scale": scale}
        model = CorrectAndSmooth(6, 0.9, 6, 0.7, autoscale=scale is None, scale=scale or 1.0)
        with torch.no_grad():
            found = model(soft, LABELS, KNOWN, UNDIRECTED, weights)
        case(f"correct-and-smooth-{name}", "CorrectAndSmooth", dtype_name, arguments, inputs, outputs={"output": found})
    start = torch.zeros(NODES, 3, dtype=dtype)
    start[KNOWN, LABELS] = 1
    found = LabelPropagation(5, 0.9)(start, UNDIRECTED, edge_weight=weights)
    case(
        "label-propagation", "LabelSpreading", dtype_name, {"alpha": 0.9, "steps": 5},
        {"input": start, "edge_index": UNDIRECTED}, outputs={"output": found})
write("graph_backbones")
