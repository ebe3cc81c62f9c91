"""Scalings of numbers and indicators of categories: scikit-learn fitted on training rows, applied to others.

Writes Tests/Fixtures/oracles/preprocessing.json; needs numpy and scikit-learn.
"""

import json
import pathlib

import numpy
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, QuantileTransformer, RobustScaler, StandardScaler

FILE = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "preprocessing.json"

random = numpy.random.default_rng(0)
# Skewed values with many equal ones, and new values on, between and outside the training values.
train = numpy.concatenate([numpy.exp(random.normal(size=40)), [0.5] * 15, random.integers(0, 5, 20)]).round(3)
new = numpy.concatenate([train[:10], [0.5, -1.0, 0.0, 4.0, 99.0, train.min(), train.max()], random.normal(size=15)])

scalers = {
    "standardize": StandardScaler(),
    "min-max": MinMaxScaler(),
    "robust": RobustScaler(),
    "quantile-uniform": QuantileTransformer(n_quantiles=1000, subsample=None),
    "quantile-normal": QuantileTransformer(n_quantiles=1000, subsample=None, output_distribution="normal"),
    "quantile-uniform-20": QuantileTransformer(n_quantiles=20, subsample=None),
}
outputs = {}
for name, scaler in scalers.items():
    if hasattr(scaler, "n_quantiles"):
        scaler.set_params(n_quantiles=min(scaler.n_quantiles, len(train)))
    scaler.fit(train[:, None])
    outputs[name] = scaler.transform(new[:, None])[:, 0].tolist()

animals = ["cat", "dog", "emu"]
seen = [animals[i] for i in [0, 0, 1, 2, 1]]
encoder = OneHotEncoder(handle_unknown="ignore", categories=[animals], sparse_output=False).fit([[a] for a in seen])
asked = ["dog", "fox", "cat", "emu"]
indicators = encoder.transform([[a] for a in asked]).tolist()

FILE.write_text(json.dumps({
    "train": train.tolist(), "new": new.tolist(), "outputs": outputs,
    "seen": seen, "asked": asked, "indicators": indicators,
}, indent=1) + "\n")
