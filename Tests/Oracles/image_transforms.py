"""Image transforms with fixed parameters, by torchvision: Tests/Fixtures/oracles/image-transforms.json.

Only pure-tensor functions are used; operators that a torchvision built for another torch lacks are declared.
"""
import json
import pathlib
import re
import sys

import torch

library = torch.library.Library("torchvision", "DEF")
while True:
    try:
        import torchvision
        break
    except RuntimeError as error:
        missing = re.search(r"torchvision::(\w+) does not exist", str(error))
        if not missing:
            raise
        library.define(missing.group(1) + "(Tensor a) -> Tensor")
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

torch.manual_seed(0)
image = torch.rand(2, 3, 6, 8)
# Some pixels without colour, and some with two equal channels.
image[0, :, 0, 0] = 0.4
image[0, :, 0, 1] = 0
image[0, :, 0, 2] = 1
image[1, 0, 0] = image[1, 1, 0]
# Short numbers keep the file small and are the same everywhere.
image = (image * 1000).round() / 1000
bilinear = InterpolationMode.BILINEAR


def affine(degrees, shift, scale, shear):
    return F.affine(image, degrees, shift, scale, [shear, 0.0], interpolation=bilinear)


results = {
    "brightness": F.adjust_brightness(image, 1.3),
    "contrast": F.adjust_contrast(image, 0.6),
    "contrast-grey": F.adjust_contrast(image[:, :1], 1.7),
    "saturation": F.adjust_saturation(image, 1.7),
    "hue": F.adjust_hue(image, 0.23),
    "hue-back": F.adjust_hue(image, -0.4),
    "grayscale": F.rgb_to_grayscale(image, 3),
    "solarize": F.solarize(image, 0.5),
    "blur": F.gaussian_blur(image, [5, 5], [1.2, 1.2]),
    "normalize": F.normalize(image, [0.1, 0.5, 0.9], [0.2, 0.3, 0.4]),
    "resize": F.resize(image, [4, 5], antialias=True),
    "center-crop": F.center_crop(image, [3, 3]),
    "rotate": affine(20.0, [0, 0], 1.0, 0.0),
    "affine": affine(-35.0, [1, -2], 1.2, 8.0),
}
out = pathlib.Path(__file__).resolve().parent.parent / "Fixtures/oracles/image-transforms.json"
fixture = {"image": image.flatten().tolist()}
for name, result in results.items():
    fixture[name] = {"shape": list(result.shape), "values": [round(x, 6) for x in result.flatten().tolist()]}
fixture["image"] = [round(x, 3) for x in fixture["image"]]
out.write_text(json.dumps(fixture).replace('}, "', '},\n "') + "\n")
