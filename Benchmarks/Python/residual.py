"""Training steps of ResNet-20 in PyTorch: images as they come, and with channels last."""
import sys
from pathlib import Path

import torch
from harness import emit, seconds

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests" / "Oracles"))
from trained import ResNet20  # noqa: E402


def main(threads):
    torch.set_num_threads(threads)
    for channels, side in [(1, 28), (3, 32)]:
        for name, order in [("pytorch", torch.contiguous_format), ("pytorch-last", torch.channels_last)]:
            torch.manual_seed(0)
            model = ResNet20(channels).to(memory_format=order)
            optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
            images = torch.randn(64, channels, side, side).to(memory_format=order)
            labels = torch.randint(0, 10, (64,))

            def step():
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(model(images), labels).backward()
                optimizer.step()

            emit(f"resnet20/{channels}x{side}/{threads}", name, seconds(step))
