"""Tiny image files of every kind that is read, and their pixels: Tests/Fixtures/oracles/image-files.json.

Files come from Pillow where it writes the kind, else from the specification; pixels of lossy files are Pillow's.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

out = pathlib.Path(__file__).resolve().parent.parent / "Fixtures/oracles/image-files.json"
random = np.random.default_rng(0)
files = {}


def add(name, data, pixels):
    """Stores a file with its expected pixels [H, W] or [H, W, C]."""
    pixels = np.asarray(pixels).astype(int)
    pixels = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    files[name] = {"data": base64.b64encode(data).decode(), "shape": list(pixels.shape),
                   "pixels": pixels.flatten().tolist()}


def saved(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def smooth(height, width, channels):
    """A picture that JPEG keeps well."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return (60 + 7 * x + 5 * y + 40 * c).astype(np.uint8)


grey = random.integers(0, 256, (5, 7), dtype=np.uint8)
colour = random.integers(0, 256, (5, 7, 3), dtype=np.uint8)
alpha = random.integers(0, 256, (5, 7, 1), dtype=np.uint8)
bits = random.integers(0, 2, (5, 7), dtype=np.uint8)
palette_image = Image.fromarray(colour).quantize(6)
palette_pixels = np.asarray(palette_image.convert("RGB"))

# PNG
add("grey.png", saved(Image.fromarray(grey), "PNG"), grey)
add("rgb.png", saved(Image.fromarray(colour), "PNG"), colour)
add("rgba.png", saved(Image.fromarray(np.concatenate([colour, alpha], 2)), "PNG"), colour)
add("grey-alpha.png", saved(Image.fromarray(np.stack([grey, alpha[..., 0]], 2)), "PNG"), grey)
add("palette.png", saved(palette_image, "PNG"), palette_pixels)
add("bits.png", saved(Image.fromarray(bits * 255).convert("1"), "PNG"), bits * 255)


def png(height, width, depth, kind, rows, interlace=0):
    """A PNG file from the bytes of its rows (PNG specification, third edition, sections 5 and 11)."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


wide = random.integers(0, 65536, (3, 4, 4))
big = wide.astype(">u2")
add("grey16.png", png(3, 4, 16, 0, [row[:, 0].tobytes() for row in big]), wide[..., 0] >> 8)
add("rgb16.png", png(3, 4, 16, 2, [row[:, :3].tobytes() for row in big]), wide[..., :3] >> 8)
add("grey-alpha16.png", png(3, 4, 16, 4, [row[:, :2].tobytes() for row in big]), wide[..., 0] >> 8)
add("rgba16.png", png(3, 4, 16, 6, [row.tobytes() for row in big]), wide[..., :3] >> 8)
# Two bits: 0, 1, 2, 3 mean 0, 85, 170, 255.
add("grey2.png", png(2, 4, 2, 0, [b"\x1b", b"\xe4"]), [[0, 85, 170, 255], [255, 170, 85, 0]])
# Adam7 of 2 x 2: passes 1, 6 and 7 hold pixels (0,0), (0,1) and row 1.
add("interlaced.png", png(2, 2, 8, 0, [b"\x0a", b"\x14", b"\x1e\x28"], interlace=1), [[10, 20], [30, 40]])

# BMP
add("rgb.bmp", saved(Image.fromarray(colour), "BMP"), colour)
add("grey.bmp", saved(Image.fromarray(grey), "BMP"), grey)
add("bits.bmp", saved(Image.fromarray(bits * 255).convert("1"), "BMP"), bits * 255)
add("palette.bmp", saved(palette_image, "BMP"), palette_pixels)
add("rgba.bmp", saved(Image.fromarray(np.concatenate([colour, alpha], 2)), "BMP"), colour)


def bmp(height, width, bits, body, table=b"", compression=0, extra=b"", colours=0):
    start = 54 + len(extra) + len(table)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(body), 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + info + extra + table + body


table = bytes([1, 2, 3, 0, 10, 20, 30, 0, 100, 150, 200, 0])
# 0x12 0x01 are the pixels 1, 2, 0 (and padding); the file's first row is the image's last.
add("four.bmp", bmp(2, 3, 4, b"\x12\x00\0\0" + b"\x01\x20\0\0", table, colours=3),
    [[[3, 2, 1], [30, 20, 10], [200, 150, 100]], [[30, 20, 10], [200, 150, 100], [3, 2, 1]]])
add("topdown.bmp", bmp(-2, 1, 24, b"\1\2\3\0" + b"\4\5\6\0"), [[[3, 2, 1]], [[6, 5, 4]]])
add("masks.bmp", bmp(1, 1, 32, b"\1\2\3\4", compression=3, extra=struct.pack("<III", 0xFF, 0xFF00, 0xFF000000)),
    [[[1, 2, 4]]])
core = struct.pack("<IHHHH", 12, 1, 2, 1, 24)
add("core.bmp", b"BM" + struct.pack("<IHHI", 34, 0, 0, 26) + core + b"\1\2\3\0" + b"\4\5\6\0",
    [[[6, 5, 4]], [[3, 2, 1]]])

# JPEG
for name, image, options in [
    ("grey.jpg", Image.fromarray(smooth(9, 11, 1)[..., 0]), {}),
    ("rgb.jpg", Image.fromarray(smooth(9, 11, 3)), {}),
    ("full.jpg", Image.fromarray(smooth(9, 11, 3)), {"subsampling": 0, "quality": 95}),
    ("progressive.jpg", Image.fromarray(smooth(17, 9, 3)), {"progressive": True}),
    ("cmyk.jpg", Image.fromarray(smooth(9, 11, 4), "CMYK"), {}),
]:
    data = saved(image, "JPEG", **options)
    decoded = Image.open(io.BytesIO(data))
    add(name, data, np.asarray(decoded if decoded.mode == "L" else decoded.convert("RGB")))

out.write_text(json.dumps(files, sort_keys=True).replace('}, "', '},\n "') + "\n")
