"""The fixtures of rank tests and of tests of two classifiers, from SciPy, scikit-posthocs and statsmodels.

Called by make_fixtures.py; made with scipy 1.17.1, scikit-posthocs 0.17.1, statsmodels 0.15.0 and mpmath 1.3.0.
The tails of the studentised range and of the F distribution come from mpmath with 30 digits; the script reports
how far SciPy is off.
"""

import mpmath
import numpy as np
import scikit_posthocs
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar


def relative(a, b):
    return abs(a - b) / max(abs(b), 1e-300)


def normal_survival(z):
    return mpmath.erfc(z / mpmath.sqrt(2)) / 2


def range_survival(q, k):
    """P(range of k standard normals > q), by integrating over the largest of them."""
    def integrand(z):
        below = 1 - normal_survival(z) if z > -2 else normal_survival(-z)
        tail = normal_survival(q - z)
        return mpmath.npdf(z) * (below ** (k - 1) - (below - tail) ** (k - 1))
    return k * mpmath.quad(integrand, mpmath.linspace(-14, 26, 41))


def studentized_range():
    rows, worst = [], 0
    with mpmath.workdps(45):
        for k in [2, 3, 5, 10, 30, 100]:
            for q in [0.1, 1, 2.5, 3.5, 5, 8, 14]:
                value = range_survival(mpmath.mpf(q), k)
                if value > 1e-9:
                    worst = max(worst, relative(stats.studentized_range.sf(q, k, np.inf), float(value)))
                rows.append([q, k, float(value), float(1 - value)])
    quantiles = [
        [p, k, float(stats.studentized_range.ppf(p, k, np.inf))] for k in [2, 3, 4, 7, 10, 20]
        for p in [0.1, 0.5, 0.9, 0.95, 0.99]]
    return rows, quantiles, float(worst)


def fisher():
    rows, worst = [], 0
    for a, b in [(1, 1), (2, 10), (4, 36), (9, 126), (0.5, 3), (120, 1000)]:
        for f in [0.01, 0.5, 1, 2.5, 7, 40]:
            x = mpmath.mpf(b) / (b + mpmath.mpf(a) * f)
            value = mpmath.betainc(mpmath.mpf(b) / 2, mpmath.mpf(a) / 2, 0, x, regularized=True)
            if value < mpmath.mpf(10) ** -300:
                continue
            worst = max(worst, relative(stats.f.sf(f, a, b), float(value)))
            rows.append([a, b, f, float(value)])
    return rows, float(worst)


def rank_tests():
    rng = np.random.default_rng(6)
    rows = []
    for n, k, digits in [(10, 4, 6), (14, 6, 2), (25, 3, 1), (5, 8, 2)]:
        table = np.round(rng.normal(0.8 + 0.02 * np.arange(k), 0.05, (n, k)), digits)
        ranks = stats.rankdata(-table, axis=1).mean(0)
        friedman = stats.friedmanchisquare(*table.T)
        f = (n - 1) * friedman.statistic / (n * (k - 1) - friedman.statistic)
        error = np.sqrt(k * (k + 1) / (6 * n))
        z = np.abs(ranks - ranks[0]) / error
        rows.append({
            "table": table.tolist(), "averageRanks": ranks.tolist(), "statistic": float(friedman.statistic),
            "pValue": float(friedman.pvalue), "fStatistic": float(f),
            "fPValue": float(stats.f.sf(f, k - 1, (k - 1) * (n - 1))),
            "nemenyi": scikit_posthocs.posthoc_nemenyi_friedman(table).to_numpy().tolist(),
            "nemenyiDifference": float(stats.studentized_range.ppf(0.95, k, np.inf) / np.sqrt(2) * error),
            "dunn": np.minimum(1, 2 * stats.norm.sf(z) * (k - 1)).tolist(),
            "dunnDifference": float(stats.norm.isf(0.05 / (2 * (k - 1))) * error),
        })
    return rows


def sign_tests():
    rng = np.random.default_rng(7)
    rows = []
    for n, confidence in [(6, 0.95), (9, 0.9), (20, 0.95), (75, 0.99), (1200, 0.95)]:
        d = np.round(rng.normal(0.2, 1, n), 6)
        positive = int((d > 0).sum())
        # The interval ends at the outermost value that the test at this level rejects as the median.
        k = int(stats.binom.ppf((1 - confidence) / 2, n, 0.5))
        while stats.binom.cdf(k, n, 0.5) > (1 - confidence) / 2:
            k -= 1
        ordered = np.sort(d)
        rows.append({
            "differences": d.tolist() if n <= 75 else [], "count": n, "positive": positive,
            "confidence": confidence, "pValue": float(stats.binomtest(positive, n).pvalue),
            "median": float(np.median(d)), "low": float(ordered[k]), "high": float(ordered[n - k - 1])})
    return rows


def mcnemar_tests():
    rows = []
    for b, c in [(1, 9), (12, 5), (40, 22), (7, 8), (300, 260), (0, 6)]:
        table = [[50, b], [c, 30]]
        corrected = mcnemar(table, exact=False, correction=True)
        rows.append({
            "onlyFirst": b, "onlySecond": c, "exact": float(mcnemar(table, exact=True).pvalue),
            "statistic": float(corrected.statistic), "corrected": float(corrected.pvalue)})
    return rows


def discoveries():
    rng = np.random.default_rng(8)
    rows = []
    for n in [1, 4, 15, 60]:
        p = np.round(rng.beta(0.5, 2, n), 4)
        rows.append({"raw": p.tolist(), "corrected": stats.false_discovery_control(p).tolist()})
    return rows


def hypotheses():
    ranges, quantiles, range_worst = studentized_range()
    f_rows, f_worst = fisher()
    print("largest relative deviation of SciPy from mpmath:", {"studentizedRange": range_worst, "f": f_worst})
    return {
        "studentizedRange": ranges, "studentizedRangeQuantiles": quantiles, "fisher": f_rows,
        "ranks": rank_tests(), "sign": sign_tests(), "mcnemar": mcnemar_tests(), "discoveries": discoveries(),
    }
