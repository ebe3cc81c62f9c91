"""Steps of PyTorch's optimisers, fused and over lists."""
import torch
from harness import emit, seconds

SMALL = [[16, 3, 3, 3], [16], [16]]
for width in (16, 32, 64):
    for index in range(6):
        SMALL += [[width, width // 2 if index == 0 and width > 16 else width, 3, 3], [width], [width]]
SMALL += [[10, 64], [10]]
LARGE = [[470, 1000], [470], [470]] * 53 + [[64]]


def main(threads):
    torch.set_num_threads(threads)
    kinds = {
        "sgd": lambda p, **o: torch.optim.SGD(p, 1e-3, momentum=0.9, weight_decay=1e-2, **o),
        "adam": lambda p, **o: torch.optim.Adam(p, 1e-3, weight_decay=1e-2, **o),
        "adamw": lambda p, **o: torch.optim.AdamW(p, 1e-3, weight_decay=1e-2, **o),
    }
    for size, shapes in (("small", SMALL), ("large", LARGE)):
        for name, make in kinds.items():
            for side, option in (("pytorch", {"foreach": True}), ("pytorch-fused", {"fused": True})):
                parameters = [torch.randn(shape, requires_grad=True) for shape in shapes]
                for parameter in parameters:
                    parameter.grad = torch.randn_like(parameter)
                emit(f"optimizer/{name}-{size}/{threads}", side, seconds(make(parameters, **option).step))
