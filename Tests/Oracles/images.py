"""Sums of pixels of real images as Pillow and NumPy read them: Tests/Fixtures/oracles/images.json.

Usage: python images.py DATA_FOLDER
"""
import gzip
import json
import pathlib
import sys
import tarfile

import numpy as np
from PIL import Image

data = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).resolve().parent.parent / "Fixtures/oracles/images.json"


def idx(name):
    total = 0
    for part in ("train", "t10k"):
        with gzip.open(data / name / f"{part}-images-idx3-ubyte.gz") as file:
            total += int(np.frombuffer(file.read()[16:], dtype=np.uint8).sum(dtype=np.int64))
    return total


def cifar():
    with tarfile.open(data / "cifar10/cifar-10-binary-subset.tar.gz") as archive:
        total = 0
        for name in ("data_batch_1.bin", "test_batch.bin"):
            records = np.frombuffer(
                archive.extractfile("cifar-10-batches-bin/" + name).read(), dtype=np.uint8
            ).reshape(-1, 3073)
            total += int(records[:, 1:].sum(dtype=np.int64))
        return total


faces = np.round(np.load(data / "skimage/lfw_subset.npy") * 255).astype(np.uint8)
sums = {
    "mnist": idx("mnist"),
    "fashion-mnist": idx("fashion-mnist"),
    "cifar10": cifar(),
    "lfw_subset": int(faces.sum(dtype=np.int64)),
}
files = {}
for pattern in ("set5/*.bmp", "skimage/*.png", "skimage/*.jpg", "sklearn/*.jpg", "membrane/*/[0-3].png",
                "bsd68/test00[1-5].png", "opencv-samples/*.png"):
    for path in sorted(data.glob(pattern)):
        image = Image.open(path)
        # Alpha is dropped, palettes are resolved.
        image = image.convert("L" if image.mode in ("L", "LA", "1", "I;16") else "RGB")
        pixels = np.asarray(image).astype(np.int64)
        pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
        place = np.arange(pixels.size).reshape(pixels.shape) % 251
        files[str(path.relative_to(data))] = {
            "shape": list(pixels.shape),
            "sum": int(pixels.sum()),
            # A second sum that pixels in the wrong place would change.
            "weighted": int((pixels * place).sum()),
        }
out.write_text(json.dumps({"sums": sums, "files": files}, indent=1, sort_keys=True) + "\n")
