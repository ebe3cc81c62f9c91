"""Loading of images with PyTorch's DataLoader, image by image and by whole batches."""
import torch
from harness import emit
from torch.utils.data import DataLoader, Dataset
import statistics
import time

COUNT, SIZE, PADDING, BATCH = 60_000, 28, 4, 128
MEAN, DEVIATION = 0.286, 0.353


class Images(Dataset):
    """Crops, flips and normalises one image, in tensor operations."""

    def __init__(self):
        self.pixels = torch.randint(0, 256, (COUNT, 1, SIZE, SIZE), dtype=torch.uint8)
        self.labels = torch.arange(COUNT) % 10

    def __len__(self):
        return COUNT

    def __getitem__(self, index):
        image = torch.nn.functional.pad(self.pixels[index], [PADDING] * 4)
        top, left = torch.randint(0, 2 * PADDING + 1, (2,)).tolist()
        image = image[:, top:top + SIZE, left:left + SIZE]
        if torch.rand(1) < 0.5:
            image = image.flip(-1)
        return (image.float() / 255 - MEAN) / DEVIATION, self.labels[index]


class Batches(Images):
    """Does the same to a whole batch with gathers, as a careful user would."""

    def __getitems__(self, indices):
        count = len(indices)
        images = torch.nn.functional.pad(self.pixels[indices], [PADDING] * 4)
        place = torch.arange(SIZE)
        rows = torch.randint(0, 2 * PADDING + 1, (count, 1)) + place
        columns = torch.randint(0, 2 * PADDING + 1, (count, 1)) + place
        flipped = torch.rand(count, 1) < 0.5
        columns = torch.where(flipped, columns.flip(1), columns)
        images = images[torch.arange(count)[:, None, None], 0, rows[:, :, None], columns[:, None, :]]
        return (images[:, None].float() / 255 - MEAN) / DEVIATION, self.labels[indices]


def kept(batch):
    """Keeps a batch that is one already; a name of its own because workers get it by name."""
    return batch


def timed(body, count):
    """Returns the median of some calls after the first."""
    times = []
    for _ in range(count + 1):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main(threads):
    torch.set_num_threads(threads)
    matrix = torch.randn(512, 512)

    def loader(kind, workers):
        more = {"collate_fn": kept} if kind is Batches else {}
        return DataLoader(kind(), BATCH, shuffle=True, num_workers=workers, persistent_workers=workers > 0, **more)

    def epoch(loader, work):
        for _ in loader:
            if work:
                matrix @ matrix

    def bare():
        for _ in range(469):
            matrix @ matrix

    sides = [("pytorch", Images, 2), ("pytorch-batched", Batches, 3)]
    for workers in (1, 2):
        for side, kind, count in sides:
            made = loader(kind, workers)
            emit(f"loading/alone-{workers}-workers/{threads}", side, timed(lambda: epoch(made, False), count))
    emit(f"loading/step-without/{threads}", "pytorch", timed(bare, 5))
    for side, kind, count in sides:
        made = loader(kind, 1)
        emit(f"loading/step-with/{threads}", side, timed(lambda: epoch(made, True), count))
