"""Sums over neighbours with PyTorch: CSR product (MKL), its newer reducing product, and gather-scatter as in PyG."""
from pathlib import Path

import torch

from exchange import read_safetensors
from harness import emit, seconds


def products(rows, columns, values, count):
    """Name -> function from x `[N, F]` to the product."""
    targets = torch.repeat_interleave(torch.arange(count), rows.diff())
    # MKL takes 32-bit indices; 64-bit ones would be converted in every call.
    matrix = torch.sparse_csr_tensor(rows.int(), columns.int(), values, (count, count))
    wide = torch.sparse_csr_tensor(rows, columns, values, (count, count))

    def scatter(x):
        messages = x.index_select(0, columns) * values.unsqueeze(1)
        place = targets.unsqueeze(1).expand_as(messages)
        return torch.zeros(count, x.size(1)).scatter_add_(0, place, messages)

    return {
        "torch-csr": lambda x: matrix @ x,
        "torch-reduce": lambda x: torch.sparse.mm(wide, x, "sum"),
        "gather-scatter": scatter,
    }


def main(graph, file, widths, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    data = {name: torch.from_numpy(array.copy()) for name, array in read_safetensors(Path(file)).items()}
    count = len(data["row_pointers"]) - 1
    candidates = products(data["row_pointers"], data["columns"], data["values"], count)
    for width in widths:
        x, cotangent = torch.randn(count, width), torch.randn(count, width)
        leaf = x.clone().requires_grad_()
        expected = candidates["gather-scatter"](x)
        for side, product in candidates.items():
            torch.testing.assert_close(product(x), expected, rtol=1e-4, atol=1e-3)
            case = f"aggregate/{graph}/{width}"
            emit(f"{case}/forward/{threads}", side, seconds(lambda: product(x)))
            emit(f"{case}/both/{threads}", side,
                 seconds(lambda: torch.autograd.grad(product(leaf), leaf, cotangent)))
