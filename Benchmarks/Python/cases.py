"""The cases: which processes are run against each other."""
import sys
from dataclasses import dataclass
from pathlib import Path

import tables

GROUPS = ["add", "aggregate", "epoch", "layer", "loading", "optimizer", "resnet", "sequence", "start", "table"]
WIDTHS = {"cora": "7,16,64", "power-law": "16,64,128"}


@dataclass
class Side:
    """One process of a case."""

    name: str
    command: list
    threads: int = 1
    allocator: str = "default"


def sides(group, products, data, benchmarks):
    """The processes of a group, in the order of a round."""
    measure, peer = [str(products / "measure")], [sys.executable, str(benchmarks / "Python" / "peer.py")]
    cora = str(benchmarks.parent / "Data" / "cora" / "cora.npz")

    def both(*words, **more):
        return [Side("gimbal", measure + list(words), **more), Side("python", peer + list(words), **more)]

    if group == "add":
        return [
            side for allocator in ("default", "raised")
            for side in both("add", allocator=allocator)
            + [Side("c++", [str(products / "libtorch-add")], allocator=allocator)]]
    if group == "aggregate":
        return [
            side for graph, widths in WIDTHS.items() for threads in (1, 2)
            for side in both("aggregate", graph, str(data / f"{graph}.safetensors"), widths, str(threads),
                             threads=threads)]
    if group == "epoch":
        return [
            side for network in ("gcn", "dagnn") for allocator in ("default", "raised") for side in
            [Side("gimbal", measure + ["epoch", network, "2", "200"], 2, allocator)]
            + [Side("python", peer + ["epoch", network, variant, cora, "2", "60"], 2, allocator)
               for variant in ("cached", "uncached")]]
    if group in ("layer", "loading", "optimizer", "resnet", "sequence"):
        return [
            side for threads in (1, 2)
            for side in both(group, str(threads), threads=threads, allocator="raised")]
    if group == "table":
        file = data / "table.csv"
        tables.ensure(file)
        return [Side("gimbal", measure + ["table", str(file)], threads=2)] + [
            Side("python", peer + ["table", str(file), "c"], threads=2)]
    return both("start", threads=2)
