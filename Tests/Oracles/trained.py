"""Two networks trained by PyTorch on real data, with inputs and outputs: what "a trained checkpoint gives the same
outputs" is tested with.

    OMP_NUM_THREADS=1 python Tests/Oracles/trained.py resnet20|lstm DATA

DATA is a folder with fashion-mnist/ (the four original .gz files) or wikitext-2/valid.txt and test.txt. Writes
Tests/Fixtures/trained/NAME.{safetensors,pt} and NAME-io.safetensors and prints what was reached. Needs torch and numpy.
"""

import gzip
import json
import math
import pathlib
import struct
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "trained"
NAMES = {torch.float32: "F32", torch.int64: "I64"}


def save_safetensors(path, tensors, metadata):
    """Writes the format directly, so that no further package is needed."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for key, tensor in sorted(tensors.items(), key=lambda item: item[1].dtype != torch.int64):
        blob = tensor.detach().contiguous().numpy().tobytes()
        header[key] = {
            "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]
        }
        blobs.append(blob)
        offset += len(blob)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(blobs))


def save(name, model, io, metadata):
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = model.state_dict()
    save_safetensors(FOLDER / f"{name}.safetensors", state, metadata)
    torch.save(state, FOLDER / f"{name}.pt")
    save_safetensors(FOLDER / f"{name}-io.safetensors", io, metadata)
    print(name, metadata, sum(p.numel() for p in model.parameters()), "parameters")


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet20(nn.Module):
    """He et al. 2015, section 4.2, with shortcuts of option B and torchvision's names."""

    def __init__(self, channels=1, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        width = 16
        for stage, outputs in enumerate([16, 32, 64], 1):
            blocks = []
            for index in range(3):
                blocks.append(BasicBlock(width, outputs, 2 if stage > 1 and index == 0 else 1))
                width = outputs
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
        self.fc = nn.Linear(64, classes)

    def stages(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        found = {"stem": x}
        for stage in [1, 2, 3]:
            x = getattr(self, f"layer{stage}")(x)
            found[f"layer{stage}"] = x
        found["pooled"] = x.mean(dim=(2, 3))
        found["logits"] = self.fc(found["pooled"])
        return found

    def forward(self, x):
        return self.stages(x)["logits"]


def read_idx(path):
    content = gzip.decompress(path.read_bytes())
    rank = content[3]
    shape = struct.unpack(f">{rank}I", content[4:4 + 4 * rank])
    return torch.from_numpy(numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * rank).reshape(shape).copy())


def resnet20(data, count=15_000, epochs=3, batch=128):
    folder = data / "fashion-mnist"
    sets = {}
    for part, limit in [("train", count), ("t10k", 2000)]:
        images = read_idx(folder / f"{part}-images-idx3-ubyte.gz")[:limit, None].float() / 255
        sets[part] = (images - 0.286) / 0.353, read_idx(folder / f"{part}-labels-idx1-ubyte.gz")[:limit].long()
    torch.manual_seed(20)
    model = ResNet20()
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=1e-4, nesterov=True)
    steps = epochs * (count // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=steps)
    images, labels = sets["train"]
    start = time.time()
    for epoch in range(epochs):
        for indices in torch.randperm(count).split(batch):
            if len(indices) < batch:
                continue
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss of the last batch {loss.item():.3f}, {time.time() - start:.0f} s", flush=True)
    model.eval()
    images, labels = sets["t10k"]
    with torch.no_grad():
        correct = sum((model(i).argmax(1) == l).sum().item() for i, l in zip(images.split(500), labels.split(500)))
        found = model.stages(images[:6])
    io = {"input": images[:6], "labels": labels[:6], "stem.mean": found["stem"].mean(dim=(2, 3))}
    io.update({f"layer{s}.mean": found[f"layer{s}"].mean(dim=(2, 3)) for s in [1, 2, 3]})
    io["logits"] = found["logits"]
    save("resnet20", model, io, {"test accuracy (first 2000)": f"{correct / len(labels):.4f}"})


class CharacterLSTM(nn.Module):
    def __init__(self, vocabulary, embedding=32, hidden=80):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.lstm = nn.LSTM(embedding, hidden, num_layers=2, batch_first=True)
        self.decoder = nn.Linear(hidden, vocabulary)

    def forward(self, tokens, state=None):
        x, state = self.lstm(self.embedding(tokens), state)
        return self.decoder(x), state


def lstm(data, seconds=170, batch=32, length=100):
    train = (data / "wikitext-2" / "valid.txt").read_text(encoding="utf-8")
    test = (data / "wikitext-2" / "test.txt").read_text(encoding="utf-8")[:200_000]
    # Printable ASCII and line feed; everything else is one token, the last.
    vocabulary = "\n" + "".join(map(chr, range(32, 127)))
    index = {character: position for position, character in enumerate(vocabulary)}
    encode = lambda text: torch.tensor([index.get(c, len(vocabulary)) for c in text])
    torch.manual_seed(21)
    model = CharacterLSTM(len(vocabulary) + 1)
    optimizer = torch.optim.Adam(model.parameters(), 4e-3)
    tokens = encode(train)
    tokens = tokens[:len(tokens) // batch * batch].reshape(batch, -1)  # [B, T]
    start, step, state = time.time(), 0, None
    steps = 2400
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    position = 0
    while step < steps and time.time() - start < seconds:
        if position + length + 1 > tokens.shape[1]:
            position, state = 0, None
        part = tokens[:, position:position + length + 1]
        optimizer.zero_grad()
        logits, state = model(part[:, :-1], state)
        state = tuple(s.detach() for s in state)
        loss = F.cross_entropy(logits.flatten(0, 1), part[:, 1:].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        position += length
        step += 1
        if step % 400 == 0:
            print(f"step {step}: loss {loss.item():.3f}, {time.time() - start:.0f} s", flush=True)
    model.eval()
    tokens = encode(test).reshape(20, -1)
    with torch.no_grad():
        logits, _ = model(tokens[:, :-1])
        perplexity = math.exp(F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten()))
        probe = tokens[:3, 100:148]
        logits, (hidden, cell) = model(probe)
        second, _ = model(tokens[:3, 148:160], (hidden, cell))
    io = {"tokens": probe, "logits": logits, "hidden": hidden, "cell": cell, "next.tokens": tokens[:3, 148:160],
          "next.logits": second}
    save("lstm", model, io, {"test perplexity per character": f"{perplexity:.3f}", "vocabulary": vocabulary})


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"resnet20": resnet20, "lstm": lstm}[sys.argv[1]](pathlib.Path(sys.argv[2]))
