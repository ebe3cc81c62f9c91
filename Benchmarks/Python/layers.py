"""Forward and backward of PyTorch's normalisations and dropouts."""
import torch
from harness import emit, seconds
from torch import nn


def main(threads):
    torch.set_num_threads(threads)
    images = torch.randn(64, 64, 32, 32).requires_grad_()
    slopes = torch.randn(64, 64, 32, 32)
    rows, row_slopes = images.detach().reshape(65536, 64).requires_grad_(), slopes.reshape(65536, 64)
    layers = {
        "batch-norm": (nn.BatchNorm2d(64), False),
        "group-norm": (nn.GroupNorm(8, 64), False),
        "instance-norm": (nn.InstanceNorm2d(64), False),
        "layer-norm": (nn.LayerNorm(64), True),
        "rms-norm": (nn.RMSNorm(64), True),
        "dropout": (nn.Dropout(0.1), False),
        "alpha-dropout": (nn.AlphaDropout(0.1), False),
    }
    for name, (layer, on_rows) in layers.items():
        x, cotangent = (rows, row_slopes) if on_rows else (images, slopes)
        sources = [x, *layer.parameters()]
        emit(f"layer/{name}/{threads}", "pytorch",
             seconds(lambda: torch.autograd.grad(layer(x), sources, cotangent)))
