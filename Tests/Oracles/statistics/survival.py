"""Makes survival.json of GimbalStatisticsTests from scikit-survival, lifelines and NumPy.

Run in any folder: python3 survival.py FOLDER, where FOLDER holds lung.csv and larynx.csv as lifelines ships
them. Rossi's table is read from Data/ of this repository. Needs scikit-survival, lifelines, numpy, scipy and
pandas; made with scikit-survival 0.28.0, lifelines 0.30.3, numpy 2.4.6.

Where the libraries have no value it is NumPy here, from the definition: plain bands, the standard error of the
restricted mean, Nelson-Aalen's variance, strata of the log-rank test, Peto's hazard ratio.
"""

import json
import pathlib
import sys

import lifelines
import numpy as np
import pandas as pd
import sksurv
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import concordance_index, median_survival_times, restricted_mean_survival_time
from scipy import stats
from sksurv.compare import compare_survival
from sksurv.linear_model.coxph import BreslowEstimator
from sksurv.metrics import (
    brier_score, concordance_index_censored, concordance_index_ipcw, cumulative_dynamic_auc,
    integrated_brier_score,
)
from sksurv.nonparametric import kaplan_meier_estimator, nelson_aalen_estimator
from sksurv.util import Surv

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "Tests" / "GimbalStatisticsTests" / "Fixtures"
Z = stats.norm.ppf(0.975)


def agree(a, b, name, tolerance=1e-9):
    """The libraries must agree with each other, or with the definition, before their value is written."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    assert np.allclose(a, b, rtol=tolerance, atol=1e-12), (name, a, b)


def finite(x):
    return None if not np.isfinite(x) else float(x)


# Samples: the columns the tests need, and risks with and without ties


def samples(folder):
    rossi = pd.read_csv(ROOT / "Data" / "rossi" / "rossi.csv")
    lung = pd.read_csv(folder / "lung.csv")
    larynx = pd.read_csv(folder / "larynx.csv")
    stage = 1 + larynx.Stage_II + 2 * larynx.Stage_III + 3 * larynx.Stage_IV
    return {
        # Whole numbers, which the test computes from the table itself.
        "rossi": dict(
            times=rossi.week, events=rossi.arrest == 1, groups=rossi.fin, strata=rossi.race,
            risks=10 * rossi.prio - 6 * rossi.age - 38 * rossi.fin, scale=100),
        "lung": dict(
            times=lung.time, events=lung.status == 1, groups=lung.sex,
            strata=lung["ph.ecog"].fillna(9).astype(int), risks=lung.age - 20 * lung.sex + lung.index * 37 % 11,
            scale=40),
        "larynx": dict(
            times=larynx.time, events=larynx.death == 1, groups=stage, strata=(larynx.age > 65).astype(int),
            risks=17 * stage + larynx.age, scale=30),
    }


# Curves


def curves(s):
    time, event = s["times"].to_numpy(float), s["events"].to_numpy(bool)
    t, survival, bounds = kaplan_meier_estimator(event, time, conf_type="log-log")
    fitter = lifelines.KaplanMeierFitter().fit(time, event)
    agree(survival, fitter.survival_function_.loc[t].to_numpy().ravel(), "kaplan-meier")
    band = fitter.confidence_interval_survival_function_
    agree(bounds, band.loc[t].to_numpy().T, "log-log band")
    n = np.array([(time >= x).sum() for x in t], dtype=float)
    d = np.array([(event & (time == x)).sum() for x in t], dtype=float)
    assert survival[-1] > 0
    variance = survival**2 * np.cumsum(d / (n * (n - d)))
    plain = np.clip([survival - Z * np.sqrt(variance), survival + Z * np.sqrt(variance)], 0, 1)
    quantiles = []
    for p in [0.1, 0.25, 0.5, 0.9]:
        # 81/90 computed as a product must count as the 0.9 that it is.
        level = 1 - p + 1e-12
        low, high = lifelines.utils.qth_survival_times(level, band).to_numpy().ravel()
        quantiles.append([p, finite(fitter.percentile(level)), finite(low), finite(high)])
    agree(quantiles[2][1] or np.inf, median_survival_times(fitter), "median")
    horizon = float(np.floor(0.7 * t[-1]))
    mean = restricted_mean_survival_time(fitter, horizon)
    steps = np.append(t[t < horizon], horizon)
    areas = np.array([
        (np.diff(steps) * survival[: len(steps) - 1])[i:].sum() for i in range(len(steps) - 1)])
    agree(steps[0] + areas[0], mean, "restricted mean")
    k = len(areas)
    error = np.sqrt(np.sum(areas**2 * d[:k] / (n[:k] * (n[:k] - d[:k]))))
    tc, censoring = kaplan_meier_estimator(event, time, reverse=True)
    agree(t, tc, "times")
    ta, hazard = nelson_aalen_estimator(event, time)
    agree(hazard, lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False).fit(time, event)
          .cumulative_hazard_.loc[ta].to_numpy().ravel(), "nelson-aalen")
    baseline = BreslowEstimator().fit(s["risks"].to_numpy() / s["scale"], event, time).cum_baseline_hazard_
    shown = np.linspace(0, len(t) - 1, min(len(t), 60)).round().astype(int)
    return {
        "shown": shown.tolist(), "atRisk": n.astype(int)[shown].tolist(), "eventCounts": d.astype(int)[shown].tolist(),
        "curveTimes": t[shown].tolist(), "survival": survival[shown].tolist(), "variances": variance[shown].tolist(),
        "low": bounds[0][shown].tolist(), "high": bounds[1][shown].tolist(),
        "plainLow": plain[0][shown].tolist(), "plainHigh": plain[1][shown].tolist(),
        "censoring": censoring[shown].tolist(), "hazard": hazard[shown].tolist(),
        "hazardVariances": np.cumsum(d / n**2)[shown].tolist(),
        "baseline": baseline(t[shown]).tolist(), "quantiles": quantiles,
        "horizon": horizon, "restrictedMean": float(mean), "restrictedMeanError": float(error),
    }


# Tests of groups


def sums(time, event, group, strata, weight=lambda n, d, s, p: 1.0):
    """Scores and covariance over strata from the definition, one event time after the other."""
    codes = np.unique(group)
    observed, expected, scores, covariance = (np.zeros(len(codes)) for _ in range(4))
    covariance = np.zeros((len(codes), len(codes)))
    for stratum in np.unique(strata):
        inside = strata == stratum
        s = p = 1.0
        for t in np.unique(time[inside & event]):
            at_risk = np.array([(inside & (time >= t) & (group == g)).sum() for g in codes], dtype=float)
            dead = np.array([(inside & (time == t) & event & (group == g)).sum() for g in codes], dtype=float)
            n, d = at_risk.sum(), dead.sum()
            p *= 1 - d / (n + 1)
            w = weight(n, d, s, p)
            s *= 1 - d / n
            share = at_risk / n
            observed += dead
            expected += d * share
            scores += w * (dead - d * share)
            if n > 1:
                covariance += w**2 * d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    return observed, expected, scores, covariance


def statistic(scores, covariance):
    return float(scores[:-1] @ np.linalg.solve(covariance[:-1, :-1], scores[:-1]))


def log_ranks(s):
    time, event = s["times"].to_numpy(float), s["events"].to_numpy(bool)
    group, strata = s["groups"].to_numpy(int), s["strata"].to_numpy(int)
    one = np.zeros_like(group)
    kinds = [
        ("logRank", {}, None, lambda n, d, s, p: 1.0),
        ("gehan", {}, "wilcoxon", lambda n, d, s, p: n),
        ("taroneWare", {}, "tarone-ware", lambda n, d, s, p: np.sqrt(n)),
        ("peto", {}, "peto", lambda n, d, s, p: p),
        ("flemingHarrington10", {"p": 1, "q": 0}, "fleming-harrington", lambda n, d, s, p: s),
        ("flemingHarrington01", {"p": 0.5, "q": 2}, "fleming-harrington",
         lambda n, d, s, p: s**0.5 * (1 - s) ** 2),
    ]
    out = {}
    degrees = len(np.unique(group)) - 1
    for name, options, weightings, weight in kinds:
        result = multivariate_logrank_test(time, group, event, weightings=weightings, **options)
        own = statistic(*sums(time, event, group, one, weight)[2:])
        agree(result.test_statistic, own, name)
        stratified = statistic(*sums(time, event, group, strata, weight)[2:])
        out[name] = [own, float(result.p_value), stratified, float(stats.chi2.sf(stratified, degrees))]
    agree(out["logRank"][0], compare_survival(Surv.from_arrays(event, time), group)[0], "compare_survival")
    exposed = (group == group.max()).astype(int)
    ratios = []
    for by in [one, strata]:
        observed, expected, scores, covariance = sums(time, event, exposed, by)
        log_ratio, error = scores[1] / covariance[1, 1], 1 / np.sqrt(covariance[1, 1])
        ratios.append([
            observed[1], expected[1], np.exp(log_ratio), np.exp(log_ratio - Z * error),
            np.exp(log_ratio + Z * error), error])
    observed, expected, _, _ = sums(time, event, group, one)
    return {
        "logRank": out, "observed": observed.astype(int).tolist(), "expected": expected.tolist(), "peto": ratios}


# Metrics: the even rows are evaluated, the odd rows tell the censoring


def metrics(s):
    time, event = s["times"].to_numpy(float), s["events"].to_numpy(bool)
    risks = s["risks"].to_numpy(float)
    index, *counts = concordance_index_censored(event, time, risks)
    agree(index, concordance_index(time, -risks, event), "concordance")
    order = np.arange(len(time))
    test, train = order % 2 == 0, order % 2 == 1
    y_train = Surv.from_arrays(event[train], time[train])
    # Beyond the last training time weights are unknown to scikit-survival; such rows are cut off.
    inside = test & (time < time[train].max())
    y, r = Surv.from_arrays(event[inside], time[inside]), risks[inside]
    tau = float(np.quantile(time, 0.7))
    times = np.unique(np.quantile(time[inside & event], [0.1, 0.3, 0.5, 0.6, 0.8]))
    times = times[(times >= time[inside].min()) & (times < time[inside].max())]
    auc, mean = cumulative_dynamic_auc(y_train, y, r, times)
    # Risks that change with time: r, reversed for high r as time goes on.
    moving = r[:, None] - np.arange(len(times)) * np.maximum(r - np.median(r), 0)[:, None] * 0.75
    moving_auc, moving_mean = cumulative_dynamic_auc(y_train, y, moving, times)
    baseline = BreslowEstimator().fit(risks[train] / s["scale"], event[train], time[train])
    predicted = np.exp(-np.exp(r / s["scale"])[:, None] * baseline.cum_baseline_hazard_(times))
    flat = np.repeat(np.linspace(0.9, 0.3, len(times))[None], len(r), axis=0)
    return {
        "risks": risks.astype(int).tolist(), "scale": s["scale"], "concordance": index, "pairs": [int(c) for c in counts],
        "uno": concordance_index_ipcw(y_train, y, r)[0],
        "unoSelf": concordance_index_ipcw(*(Surv.from_arrays(event, time),) * 2, risks, tau=tau)[0],
        "tau": tau, "unoTau": concordance_index_ipcw(y_train, y, r, tau=tau)[0],
        "inside": np.flatnonzero(inside).tolist(), "train": np.flatnonzero(train).tolist(),
        "evaluationTimes": times.tolist(), "auc": auc.tolist(), "aucMean": float(mean),
        "movingAUC": moving_auc.tolist(), "movingMean": float(moving_mean),
        "brier": brier_score(y_train, y, predicted, times)[1].tolist(),
        "integratedBrier": float(integrated_brier_score(y_train, y, predicted, times)),
        "flatBrier": brier_score(y_train, y, flat, times)[1].tolist(),
        "median": float(np.median(r)),
    }


def main():
    print("scikit-survival", sksurv.__version__, "lifelines", lifelines.__version__, "numpy", np.__version__)
    content = {}
    for name, s in samples(pathlib.Path(sys.argv[1])).items():
        content[name] = {
            "times": s["times"].tolist(), "events": s["events"].astype(int).tolist(), "groups": s["groups"].tolist(),
            "strata": s["strata"].tolist(), "curves": curves(s), "tests": log_ranks(s), "metrics": metrics(s),
        }
        print(name, content[name]["tests"]["logRank"]["logRank"], content[name]["metrics"]["concordance"],
              content[name]["curves"]["quantiles"])
    path = FIXTURES / "survival.json"
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
