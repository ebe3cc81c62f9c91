"""Epochs on Cora with PyTorch Geometric: what its examples do (dense features, all three parts evaluated)."""
import statistics
import time

import numpy as np
import scipy.sparse as sparse
import torch
import torch.nn.functional as F
from torch_geometric.nn import GCNConv
from torch_geometric.nn.conv.gcn_conv import gcn_norm

from harness import emit

WARM_UP_EPOCHS = 20


class GCN(torch.nn.Module):
    """Two convolutions, 16 hidden columns, dropout 0.5 (Kipf, Welling 2017)."""

    def __init__(self, input_count, output_count, cached):
        super().__init__()
        self.first = GCNConv(input_count, 16, cached=cached)
        self.second = GCNConv(16, output_count, cached=cached)

    def forward(self, x, edges):
        x = F.dropout(x, 0.5, self.training)
        x = self.first(x, edges).relu()
        x = F.dropout(x, 0.5, self.training)
        return self.second(x, edges)

    def optimizer(self):
        return torch.optim.Adam(
            [{"params": self.first.parameters(), "weight_decay": 5e-4},
             {"params": self.second.parameters(), "weight_decay": 0}], lr=0.01)


class DAGNN(torch.nn.Module):
    """Perceptron, ten gated hops (Liu, Gao, Ji 2020, eq. 8); the propagation is PyG's, edge by edge."""

    def __init__(self, input_count, output_count, cached, hops=10):
        super().__init__()
        self.first = torch.nn.Linear(input_count, 64)
        self.second = torch.nn.Linear(64, output_count)
        self.gate = torch.nn.Linear(output_count, 1)
        self.hops, self.cached, self.norm = hops, cached, None

    def normalized(self, x, edges):
        if self.norm is None or not self.cached:
            self.norm = gcn_norm(edges, None, x.size(0), dtype=x.dtype)
        return self.norm

    def forward(self, x, edges):
        x = F.dropout(x, 0.8, self.training)
        x = self.first(x).relu()
        x = F.dropout(x, 0.8, self.training)
        hops = [self.second(x)]
        (sources, targets), weights = self.normalized(hops[0], edges)
        for _ in range(self.hops):
            messages = hops[-1].index_select(0, sources) * weights.view(-1, 1)
            hops.append(torch.zeros_like(hops[-1]).index_add_(0, targets, messages))
        stacked = torch.stack(hops, dim=1)
        scores = torch.sigmoid(self.gate(stacked).squeeze(-1)).unsqueeze(1)
        return torch.matmul(scores, stacked).squeeze(1)

    def optimizer(self):
        return torch.optim.Adam(self.parameters(), lr=0.01, weight_decay=5e-3)


def load(npz):
    """Row-normalised dense features, edges, labels, and the three parts as masks."""
    arrays = np.load(npz)
    features = sparse.csr_matrix((arrays["x_data"], arrays["x_indices"], arrays["x_indptr"]), arrays["x_shape"])
    x = torch.from_numpy(features.toarray())
    x = x / x.sum(1, keepdim=True).clamp(min=1)
    masks = []
    for part in ("train_index", "val_index", "test_index"):
        mask = torch.zeros(len(x), dtype=torch.bool)
        mask[torch.from_numpy(arrays[part])] = True
        masks.append(mask)
    return x, torch.from_numpy(arrays["edge_index"]), torch.from_numpy(arrays["labels"]), masks


def train(model, optimizer, x, edges, labels, mask):
    model.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x, edges)[mask], labels[mask])
    loss.backward()
    optimizer.step()
    return float(loss.detach())


@torch.no_grad()
def evaluate(model, x, edges, labels, masks):
    model.eval()
    predicted = model(x, edges).argmax(-1)
    return [int((predicted[mask] == labels[mask]).sum()) / int(mask.sum()) for mask in masks]


def main(network, variant, npz, threads, epochs):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    x, edges, labels, masks = load(npz)
    model = {"gcn": GCN, "dagnn": DAGNN}[network](x.size(1), int(labels.max()) + 1, variant == "cached")
    optimizer = model.optimizer()
    times, best = [], (0.0, 0.0)
    for epoch in range(WARM_UP_EPOCHS + epochs):
        start = time.perf_counter()
        train(model, optimizer, x, edges, labels, masks[0])
        _, validation, test = evaluate(model, x, edges, labels, masks)
        best = max(best, (validation, test), key=lambda pair: pair[0])
        if epoch >= WARM_UP_EPOCHS:
            times.append(time.perf_counter() - start)
    emit(f"epoch/{network}/{threads}", f"pyg-{variant}", statistics.median(times),
         note=f"test accuracy {best[1]:.3f}")
