"""Writes Tests/Fixtures/oracles/layers.json: values of PyTorch that Gimbal's layers and optimisers must reproduce.

Run with the Python package of the torch version that `setup` pins:  python Tests/Oracles/layers.py
"""

import json
import pathlib

import torch


def numbers(tensor):
    return tensor.detach().double().flatten().tolist()


def adam(weight_decay):
    """Ten steps on sum((x * a)^2) / 2 - x . b with two parameters, one of them a matrix."""
    torch.manual_seed(0)
    first = torch.randn(3, 2, dtype=torch.float64)
    second = torch.randn(4, dtype=torch.float64)
    scale = torch.rand(3, 2, dtype=torch.float64) * 2 + 0.1
    shift = torch.randn(4, dtype=torch.float64)
    parameters = [first.clone().requires_grad_(), second.clone().requires_grad_()]
    optimizer = torch.optim.Adam(parameters, lr=0.05, weight_decay=weight_decay)
    path = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = ((parameters[0] * scale) ** 2).sum() / 2 + (torch.sin(parameters[1]) * shift).sum()
        loss.backward()
        optimizer.step()
        path.append([numbers(parameters[0]), numbers(parameters[1])])
    return {
        "weight_decay": weight_decay,
        "learning_rate": 0.05,
        "first": numbers(first),
        "second": numbers(second),
        "scale": numbers(scale),
        "shift": numbers(shift),
        "path": path,
    }


def batch_norm():
    """Two training batches and one evaluation; affine, running statistics."""
    torch.manual_seed(1)
    layer = torch.nn.BatchNorm1d(3).double()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([0.5, 1.5, -2.0]))
        layer.bias.copy_(torch.tensor([0.1, -0.2, 0.3]))
    batches = [torch.randn(5, 3, dtype=torch.float64) * (i + 1) + i for i in range(3)]
    outputs = [numbers(layer(batches[0])), numbers(layer(batches[1]))]
    layer.eval()
    outputs.append(numbers(layer(batches[2])))
    return {
        "weight": numbers(layer.weight),
        "bias": numbers(layer.bias),
        "batches": [numbers(b) for b in batches],
        "outputs": outputs,
        "running_mean": numbers(layer.running_mean),
        "running_var": numbers(layer.running_var),
        "num_batches_tracked": int(layer.num_batches_tracked),
    }


def cross_entropy():
    torch.manual_seed(2)
    logits = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([2, 0, 1, 2])
    loss = torch.nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return {
        "logits": numbers(logits),
        "labels": labels.tolist(),
        "loss": loss.item(),
        "gradient": numbers(logits.grad),
    }


values = {
    "torch": torch.__version__.split("+")[0],
    "adam": [adam(0.0), adam(0.1)],
    "batch_norm": batch_norm(),
    "cross_entropy": cross_entropy(),
}
target = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "layers.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(values, indent=1) + "\n")
