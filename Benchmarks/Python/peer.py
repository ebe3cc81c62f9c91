"""The Python side: `peer.py add|start|aggregate|epoch|resnet|layer|sequence|optimizer|table ...`; prints lines of JSON."""
import sys


def add():
    import torch

    from harness import emit, seconds

    torch.set_num_threads(1)
    a, b = torch.ones(1), torch.ones(1)
    emit("add/1", "pytorch", seconds(lambda: a + b))


def start():
    import torch

    from harness import emit

    emit("start", "pytorch", float(torch.ones(1) + torch.ones(1)))


def aggregate(graph, file, widths, threads):
    import aggregation

    aggregation.main(graph, file, [int(width) for width in widths.split(",")], int(threads))


def epoch(network, variant, npz, threads, epochs):
    import citation

    citation.main(network, variant, npz, int(threads), int(epochs))


def resnet(threads):
    import residual

    residual.main(int(threads))


def layer(threads):
    import layers

    layers.main(int(threads))


def sequence(threads):
    import sequences

    sequences.main(int(threads))


def loading(threads):
    import loading as images

    images.main(int(threads))


def optimizer(threads):
    import optimizers

    optimizers.main(int(threads))


def table(file, engine):
    import tables

    tables.main(file, engine)


if __name__ == "__main__":
    {
        "add": add, "start": start, "aggregate": aggregate, "epoch": epoch, "resnet": resnet, "layer": layer,
        "sequence": sequence, "optimizer": optimizer, "table": table,
        "loading": loading,
    }[sys.argv[1]](*sys.argv[2:])
