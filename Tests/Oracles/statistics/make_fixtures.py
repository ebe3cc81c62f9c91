"""Makes the fixtures of GimbalStatisticsTests from SciPy, NumPy, mpmath, scikit-learn and others.

Run in any folder: python3 make_fixtures.py
Needs scipy, numpy and mpmath, and what metric_fixtures.py and hypothesis_fixtures.py name; made with
scipy 1.17.1, numpy 2.4.6 and mpmath 1.3.0. Distribution functions
come from mpmath with 50 digits, because SciPy's own tails are not always good to 1e-12; the script reports how
far SciPy is off.
"""

import itertools
import json
import pathlib

import mpmath
import numpy as np
import scipy
from scipy import stats

import hypothesis_fixtures
import metric_fixtures
from xoshiro import Xoshiro256

mpmath.mp.dps = 50
FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "GimbalStatisticsTests" / "Fixtures"


def relative(a, b):
    return abs(a - b) / max(abs(b), 1e-300)


# Distributions


def beta_series(a, b, x):
    """I_x(a, b) by a series of positive terms, x^a (1-x)^b / (a B(a, b)) * 2F1(a+b, 1; a+1; x)."""
    term = total = mpmath.mpf(1)
    k = 0
    while term > total * mpmath.mpf(10) ** -mpmath.mp.dps:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    power = a * mpmath.log(x) + b * mpmath.log1p(-x)
    return total / a * mpmath.exp(power - mpmath.loggamma(a) - mpmath.loggamma(b) + mpmath.loggamma(a + b))


def t_survival(df, t):
    with mpmath.workdps(400):  # tails down to 1e-300 come from a difference to 1/2
        df, t = mpmath.mpf(df), mpmath.mpf(t)
        half, x = mpmath.mpf(1) / 2, df / (df + t * t)
        if x < half:
            return half * beta_series(df / 2, half, x)
        return half - half * beta_series(half, df / 2, 1 - x)


def t_quantile(df, p, start):
    """Solves on the smaller tail in logarithms, so that 50 digits mean 50 digits."""
    p = mpmath.mpf(p)
    if p == mpmath.mpf(1) / 2:
        return mpmath.mpf(0)
    q, sign = (p, -1) if p < 0.5 else (1 - p, 1)
    f = lambda t: mpmath.log(t_survival(df, t) / q)
    start = mpmath.mpf(abs(start))
    return sign * mpmath.findroot(f, (start * (1 - mpmath.mpf(10) ** -9), start))


def distributions():
    worst = {"t.survival": 0, "t.quantile": 0, "chiSquare": 0, "normal": 0}
    t_rows, t_quantiles = [], []
    for df in [0.5, 1, 2, 3, 4.5, 9, 19, 30, 99, 1000, 12345.5, 1e6, 1e8]:
        for t in [1e-9, 0.01, 0.3, 1, 1.7, 2.262, 5, 12, 40, 300]:
            value = t_survival(df, t)
            if value < mpmath.mpf(10) ** -300:
                continue
            worst["t.survival"] = max(worst["t.survival"], relative(stats.t.sf(t, df), float(value)))
            t_rows.append([df, t, float(value), float(1 - value)])
        levels = [1e-200, 1e-30, 1e-9, 0.001, 0.025, 0.2, 0.3, 0.4999999, 0.5, 0.50001, 0.7, 0.9, 0.975, 0.9995]
        for p in levels:
            start = stats.t.ppf(p, df)
            # Far tails of few degrees of freedom overflow; far tails where SciPy gives up have no start.
            if not np.isfinite(start) or abs(start) > 1e60:
                continue
            value = float(t_quantile(df, p, start))
            worst["t.quantile"] = max(worst["t.quantile"], relative(start, value))
            t_quantiles.append([df, p, value])
    chi_rows = []
    for df in [0.5, 1, 2, 3, 7, 20, 100, 1001, 50000]:
        for factor in [0.01, 0.3, 0.9, 1, 1.1, 1.5, 3, 10, 60]:
            x = df * factor
            value = mpmath.gammainc(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2, mpmath.inf, regularized=True)
            if value < mpmath.mpf(10) ** -300:
                continue
            worst["chiSquare"] = max(worst["chiSquare"], relative(stats.chi2.sf(x, df), float(value)))
            chi_rows.append([df, x, float(value)])
    normal_rows = []
    for z in [-37, -20, -8.5, -3, -1.96, -1, -0.1, -1e-8, 0, 0.5, 1.6448536269514722, 2.5758293035489004, 6]:
        value = mpmath.erfc(-mpmath.mpf(z) / mpmath.sqrt(2)) / 2
        worst["normal"] = max(worst["normal"], relative(stats.norm.cdf(z), float(value)))
        normal_rows.append([z, float(value)])
    normal_quantiles = []
    for p in [1e-300, 1e-100, 1e-16, 1e-5, 0.025, 0.24, 0.26, 0.4999, 0.5, 0.50000001, 0.75, 0.95, 0.99999]:
        exact = mpmath.mpf(p)
        q, sign = (exact, -1) if p < 0.5 else (1 - exact, 1)
        start = mpmath.mpf(abs(stats.norm.ppf(p)))
        root = 0
        if p != 0.5:
            f = lambda z: mpmath.log(mpmath.erfc(z / mpmath.sqrt(2)) / 2 / q)
            root = mpmath.findroot(f, (start, start * (1 + mpmath.mpf(10) ** -9)))
        normal_quantiles.append([p, float(sign * root)])
    print("largest relative deviation of SciPy from mpmath:", {k: float(v) for k, v in worst.items()})
    return {
        "studentT": t_rows, "studentTQuantiles": t_quantiles, "chiSquare": chi_rows, "normal": normal_rows,
        "normalQuantiles": normal_quantiles,
    }


# Tests


def t_tests(rng):
    rows = []
    for n, confidence in [(2, 0.95), (3, 0.9), (5, 0.95), (10, 0.95), (10, 0.99), (40, 0.95)]:
        a = rng.normal(0.8, 0.02, n)
        b = a - rng.normal(0.01, 0.01, n)
        result = stats.ttest_rel(a, b)
        interval = result.confidence_interval(confidence)
        d, ratio = a - b, 0.25
        error = np.sqrt((1 / n + ratio) * np.var(d, ddof=1))
        half = stats.t.ppf((1 + confidence) / 2, n - 1) * error
        rows.append({
            "a": a.tolist(), "b": b.tolist(), "confidence": confidence, "statistic": result.statistic,
            "pValue": result.pvalue, "low": interval.low, "high": interval.high, "ratio": ratio,
            "correctedStatistic": d.mean() / error,
            "correctedPValue": 2 * stats.t.sf(abs(d.mean() / error), n - 1),
            "correctedLow": d.mean() - half, "correctedHigh": d.mean() + half,
        })
    return rows


def exact_with_ties(d):
    """Counts all assignments of signs to the midranks."""
    d = d[d != 0]
    ranks = stats.rankdata(abs(d))
    observed = min(ranks[d > 0].sum(), ranks[d < 0].sum())
    signs = np.array(list(itertools.product([0, 1], repeat=len(d))))
    return min(1.0, 2 * float(np.mean(signs @ ranks <= observed)))


def walsh_interval(d, confidence):
    """Inverts the test without ties: keeps the shifts between pairwise means that are not rejected."""
    walsh = np.sort([(d[i] + d[j]) / 2 for i in range(len(d)) for j in range(i, len(d))])
    method = "exact" if len(d) <= 50 else "asymptotic"
    kept = []
    for low, high in zip(walsh[:-1], walsh[1:]):
        p = stats.wilcoxon(d - (low + high) / 2, method=method, correction=True).pvalue
        if low < high and p > 1 - confidence:
            kept.append((low, high))
    return float(np.median(walsh)), float(kept[0][0]), float(kept[-1][1])


def wilcoxon_tests(rng):
    rows = []
    for n in [8, 9, 12, 20, 25, 33, 50, 60]:
        d = rng.normal(0.3, 1, n)
        method = "exact" if n <= 50 else "asymptotic"
        p = stats.wilcoxon(d, method=method, correction=True).pvalue
        rows.append((d, 0.95, p))
    for values in [[1, 1, 2, -2, 3, 3, 3, -1, 4], [0, 0, 1, 2, 2, -1, 5, 6, 7, -3], [1, 2, 3, 4, 5, 6, 7, 8]]:
        d = np.array(values, dtype=float)
        rows.append((d, 0.9, exact_with_ties(d)))
    d = np.round(rng.normal(0.2, 1, 80), 1)
    rows.append((d, 0.95, stats.wilcoxon(d, method="asymptotic", correction=True).pvalue))
    out = []
    for d, confidence, p in rows:
        positive = stats.rankdata(abs(d[d != 0]))[d[d != 0] > 0].sum()
        row = {
            "differences": d.tolist(), "confidence": confidence, "statistic": float(positive), "pValue": float(p),
        }
        # Shifting rounded values makes ties of its own, so the interval has an oracle for smooth values only.
        if len(set(abs(d))) == len(d):
            row["difference"], row["low"], row["high"] = walsh_interval(d, confidence)
        out.append(row)
    return out


# Bootstrap: SciPy's own intervals, on the draws of our generator


def bootstraps(rng):
    from scipy.stats import _resampling

    rows = []
    for seed, n, name in [(0, 10, "mean"), (7, 25, "mean"), (2**63 + 5, 12, "variance")]:
        # Sums of such values are exact: a draw that is the sample in another order ties however it is added.
        values = np.round(rng.lognormal(0, 0.5, n) * 1024) / 1024
        statistic = {"mean": np.mean, "variance": lambda x, axis: np.var(x, axis=axis)}[name]
        draws = 999
        generator = Xoshiro256(seed)
        index = np.array([[generator.index(n) for _ in range(n)] for _ in range(draws)])
        _resampling._bootstrap_resample = lambda sample, **_: sample[..., index]
        row = {"seed": str(seed), "values": values.tolist(), "statistic": name, "resampleCount": draws}
        for method in ["percentile", "BCa"]:
            result = stats.bootstrap((values,), statistic, n_resamples=draws, method=method, batch=draws)
            row[method] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
        rows.append(row)
    return rows


# Metrics by their definitions, quadratic where that is plainer


def metrics(rng):
    n, classes = 60, 4
    labels, predicted = rng.integers(0, classes, n), rng.integers(0, classes, n)
    predicted[: n // 2] = labels[: n // 2]
    matrix = np.zeros((classes, classes), dtype=int)
    for label, prediction in zip(labels, predicted):
        matrix[label, prediction] += 1
    recall, precision = np.diag(matrix) / matrix.sum(1), np.diag(matrix) / matrix.sum(0)
    f1 = 2 * precision * recall / (precision + recall)
    logits = rng.normal(0, 2, (n, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    binary = rng.integers(0, 2, n)
    scores = np.round(rng.normal(0, 1, n) + binary, 1)  # rounded: ties
    u = stats.mannwhitneyu(scores[binary == 1], scores[binary == 0]).statistic
    area, last = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        chosen = scores >= threshold
        r = binary[chosen].sum() / binary.sum()
        area += (r - last) * binary[chosen].mean()
        last = r
    targets = rng.normal(3, 2, n)
    estimates = targets + rng.normal(0, 1, n)
    return {
        "labels": labels.tolist(), "predicted": predicted.tolist(), "matrix": matrix.tolist(),
        "accuracy": float(np.mean(labels == predicted)), "balancedAccuracy": float(recall.mean()),
        "f1Macro": float(f1.mean()), "f1PerClass": f1.tolist(), "probabilities": probabilities.tolist(),
        "logLoss": float(-np.mean(np.log(probabilities[np.arange(n), labels]))), "binary": binary.tolist(),
        "scores": scores.tolist(), "rocAUC": float(u / (binary.sum() * (n - binary.sum()))),
        "averagePrecision": float(area),
        "targets": targets.tolist(), "estimates": estimates.tolist(),
        "meanSquaredError": float(np.mean((targets - estimates) ** 2)),
        "meanAbsoluteError": float(np.mean(abs(targets - estimates))),
        "r2": float(1 - np.sum((targets - estimates) ** 2) / np.sum((targets - targets.mean()) ** 2)),
    }


def descriptive(rng):
    rows = []
    for n in [2, 5, 6, 31]:
        x = rng.normal(1e6, 1, n)
        levels = [0, 0.1, 0.25, 0.5, 0.9, 1]
        low, high = stats.t.interval(0.9, n - 1, x.mean(), stats.sem(x))
        rows.append({
            "values": x.tolist(), "mean": float(x.mean()), "deviation": float(x.std(ddof=1)),
            "median": float(np.median(x)), "levels": levels, "quantiles": np.quantile(x, levels).tolist(),
            "low": float(low), "high": float(high),
        })
    return rows


def holm(p):
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1, np.maximum.accumulate(np.array(p)[order] * np.arange(len(p), 0, -1)))
    corrected = np.empty(len(p))
    corrected[order] = stepped
    return corrected.tolist()


def comparison(rng):
    """Accuracies like those on a citation graph: two methods close together, one far below; best mean first."""
    values = {
        "dagnn": rng.normal(0.844, 0.005, 10), "gcn": rng.normal(0.821, 0.006, 10),
        "mlp": rng.normal(0.57, 0.01, 10),
    }
    summaries, tests = [], []
    for name, x in values.items():
        low, high = stats.t.interval(0.95, 9, x.mean(), stats.sem(x))
        summaries.append({
            "method": name, "mean": x.mean(), "deviation": x.std(ddof=1), "low": low, "high": high,
            "values": x.tolist()})
    for a, b in itertools.combinations(values, 2):
        result = stats.ttest_rel(values[a], values[b])
        interval = result.confidence_interval()
        tests.append({
            "a": a, "b": b, "metric": "accuracy", "difference": (values[a] - values[b]).mean(),
            "low": interval.low, "high": interval.high, "pValue": result.pvalue})
    for test, corrected in zip(tests, holm([test["pValue"] for test in tests])):
        test["corrected"] = corrected
    return {"results": summaries, "tests": tests}


def write(name, content):
    path = FIXTURES / f"{name}.json"
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")


def main():
    print("scipy", scipy.__version__, "numpy", np.__version__, "mpmath", mpmath.__version__)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(2007_09296)
    write("distributions", distributions())
    write("paired", {"tTests": t_tests(rng), "wilcoxon": wilcoxon_tests(rng)})
    write("bootstrap", bootstraps(rng))
    write("metrics", metrics(rng))
    write("descriptive", descriptive(rng))
    write("comparison", comparison(rng))
    # Each of these draws from a generator of its own.
    write("classification", metric_fixtures.classification())
    write("regression", metric_fixtures.regression())
    write("ranking", metric_fixtures.ranking())
    write("clustering", metric_fixtures.clustering())
    write("images", metric_fixtures.image_quality())
    write("hypotheses", hypothesis_fixtures.hypotheses())


if __name__ == "__main__":
    main()
