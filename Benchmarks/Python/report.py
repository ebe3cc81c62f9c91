"""Tables in Markdown out of the results."""
import statistics

YARDSTICKS = {
    "add": "libtorch-c++", "aggregate": "torch-csr", "epoch": "pyg-cached", "layer": "pytorch",
    "loading": "pytorch", "optimizer": "pytorch-fused", "resnet": "pytorch", "sequence": "pytorch", "start": "pytorch",
    "table": "pandas-c"}
TITLES = {
    "add": "`a + b` on one element",
    "aggregate": "Sums over neighbours: sparse adjacency times `[N, F]`",
    "epoch": "An epoch on Cora: forward, backward, Adam, evaluation; 2 threads",
    "layer": "Normalisations and dropouts: forward and backward",
    "loading": "An epoch of 60,000 images of 28 x 28, batches of 128: crop, flip, normalise",
    "optimizer": "A step of an optimiser",
    "resnet": "A training step of ResNet-20 on 64 images: forward, backward, Adam",
    "sequence": "Recurrent layers, attention, transformers: forward and backward",
    "start": "Process start to the first tensor",
    "table": "A table of 1,000,000 rows and 30 columns, read and typed"}
NOTES = {
    "add": "One thread. The C++ side is the same loop against libtorch.",
    "aggregate": "Case: graph / columns / forward alone or with the gradient / threads. `cora`: its normalised adjacency "
                 "(2,708 nodes, 13,264 entries). `power-law`: 100,000 nodes, 2,000,000 entries. `torch-csr`: "
                 "`torch.sparse_csr_tensor @ x` with 32-bit indices (MKL); `torch-reduce`: `torch.sparse.mm(A, x, \"sum\")`; "
                 "`gather-scatter`: a message per entry, as PyTorch Geometric without extensions.",
    "epoch": "Gimbal: the library's own training loop (`fit`), sparse features. PyTorch Geometric: dense features and "
             "the loop of its examples; `cached` keeps the normalised adjacency. Memory: peak of the whole process.",
    "layer": "Case: layer / threads. Images `[64, 64, 32, 32]`; `layer-norm` and `rms-norm` on the same numbers as rows "
             "`[65536, 64]`.",
    "loading": "Case: what / threads of the training step. `alone`: loading only; `step-without`: 469 products of 512 x 512 "
               "matrices; `step-with`: the same while one worker loads. `pytorch`: `DataLoader`, image by image in tensor "
               "operations; `pytorch-batched`: whole batches by gathers (`__getitems__`).",
    "optimizer": "Case: optimiser and size / threads. `small`: the 59 tensors of ResNet-20 (0.27 million numbers); `large`: "
                 "160 tensors, 25 million. `pytorch`: `foreach=True`; `pytorch-fused`: `fused=True`.",
    "resnet": "Case: network / channels and side / threads. Gimbal's `ResNet` keeps channels last by itself on CPUs; "
              "`pytorch` leaves images as they come, `pytorch-last` converts network and images to "
              "`torch.channels_last`. Adam is the fused one everywhere.",
    "sequence": "Case: module / threads. Recurrent: 2 layers of 200 units, 35 steps, batch 20. Attention: batch 16, 128 "
                "tokens, width 128, 4 heads, causal. Transformer: 4 such layers, feed-forward 512.",
    "start": "Seconds are those of the whole process.",
    "table": "330 MB of CSV: 22 numbers, 5 categories, a date, 2 texts, 3 % missing. Gimbal finds the kinds of the columns out, "
             "rounds every number correctly and takes the file's checksum; pandas is told categories and date. Memory: peak of "
             "the whole process."}


def time(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def rows(group, entries):
    """A row per entry: median, range of the rounds, ratio to the yardstick, peak memory."""
    reference = {
        (e["case"], e["allocator"]): statistics.median(e["seconds"])
        for e in entries if e["side"] == YARDSTICKS[group]}
    for e in sorted(entries, key=lambda e: (sort_key(e["case"]), e["allocator"], e["side"] != "gimbal", e["side"])):
        median = statistics.median(e["seconds"])
        ratio = median / reference[e["case"], e["allocator"]]
        yield [
            e["case"].split("/", 1)[-1], e["side"], e["allocator"], time(median),
            f"{time(min(e['seconds']))} - {time(max(e['seconds']))}", f"{ratio:.2f}",
            f"{statistics.median(e['peakBytes']) / 2**20:.0f} MiB", e.get("note", "")]


def sort_key(case):
    return [("", int(part)) if part.isdigit() else (part, 0) for part in case.split("/")]


def markdown(stored):
    lines = ["# Results", "", "Made by `Benchmarks/run`; do not edit. Each figure is the median over rounds, a process of "
             "its own each; sides alternate. Spread: smallest and largest round."]
    for group, result in stored.items():
        machine = result["machine"]
        lines += [
            "", f"## {TITLES[group]}", "", NOTES[group], "",
            f"`{result['command']}` - {machine['date']}; {machine['cpu']}, {machine['cores']} cores, "
            f"{machine['capability']}; {machine['system']}; {machine['swift']}; Python {machine['python']}, "
            f"torch {machine['torch']}, torch_geometric {machine['torchGeometric']}; load before: "
            f"{machine['loadBefore']}.", "",
            f"| case | side | allocator | median | spread | time / {YARDSTICKS[group]} | peak memory | note |",
            "|---|---|---|---:|---:|---:|---:|---|"]
        lines += ["| " + " | ".join(row) + " |" for row in rows(group, result["entries"])]
    return "\n".join(lines) + "\n"
