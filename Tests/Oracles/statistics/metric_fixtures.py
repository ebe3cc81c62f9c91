"""The fixtures of metrics, from scikit-learn, SciPy, scikit-image and, where those have none, plain definitions.

Called by make_fixtures.py; made with scikit-learn 1.9.1, scipy 1.17.1 and scikit-image 0.26.0.
"""

import numpy as np
from scipy import stats
from skimage import metrics as images
from sklearn import metrics
from sklearn.preprocessing import label_binarize


def distributions(rng, n, classes):
    logits = rng.normal(0, 1.5, (n, classes))
    rows = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return np.round(rows * 64 + 1) / np.round(rows * 64 + 1).sum(1, keepdims=True)  # coarse: ties


# Classification


def reliability(confidences, right, bounds):
    """The table of bins (low, high], the first with its lower bound."""
    place = np.clip(np.digitize(confidences, bounds, right=True) - 1, 0, len(bounds) - 2)
    table = []
    for b in range(len(bounds) - 1):
        inside = place == b
        count = int(inside.sum())
        table.append({
            "low": float(bounds[b]), "high": float(bounds[b + 1]), "count": count,
            "meanConfidence": float(confidences[inside].mean()) if count else None,
            "accuracy": float(right[inside].mean()) if count else None,
        })
    error = sum(b["count"] * abs(b["accuracy"] - b["meanConfidence"]) for b in table if b["count"]) / len(right)
    return table, float(error)


def equal_mass_bounds(confidences, count):
    """Upper bounds at the values that end each share of the sorted items; equal values cannot be parted."""
    ordered, bounds, start, n = np.sort(confidences), [0.0], 0, len(confidences)
    while start < n:
        share = next(j for j in range(1, count + 1) if -(-j * n // count) > start)
        last = ordered[-(-share * n // count) - 1]
        bounds.append(float(last))
        start = int((ordered <= last).sum())
    return np.array(bounds)


def classification():
    rng = np.random.default_rng(1)
    n, classes = 90, 5
    probabilities = distributions(rng, n, classes)
    labels = np.where(rng.random(n) < 0.6, probabilities.argmax(1), rng.integers(0, classes, n))
    predicted = probabilities.argmax(1)
    onehot = label_binarize(labels, classes=range(classes))
    confidences, right = probabilities.max(1), predicted == labels
    width, width_error = reliability(confidences, right, np.arange(16) / 15)
    mass, mass_error = reliability(confidences, right, equal_mass_bounds(confidences, 7))
    averages = ["micro", "macro", "weighted"]
    scores = {
        name: {a: float(f(labels, predicted, average=a)) for a in averages}
        for name, f in [("f1", metrics.f1_score), ("precision", metrics.precision_score),
                        ("recall", metrics.recall_score)]
    }
    scores["rocAUC"] = {
        a: float(metrics.roc_auc_score(labels, probabilities, multi_class="ovr", average=a)) for a in averages}
    scores["averagePrecision"] = {
        a: float(metrics.average_precision_score(onehot, probabilities, average=a)) for a in averages}
    smooth = rng.normal(0, 1, (n, classes))  # no ties, which scikit-learn breaks by position
    return {
        "labels": labels.tolist(), "predicted": predicted.tolist(), "probabilities": probabilities.tolist(),
        "averages": scores,
        "perClass": {
            "precision": metrics.precision_score(labels, predicted, average=None).tolist(),
            "recall": metrics.recall_score(labels, predicted, average=None).tolist(),
            "rocAUC": [float(metrics.roc_auc_score(onehot[:, c], probabilities[:, c])) for c in range(classes)],
            "averagePrecision": metrics.average_precision_score(onehot, probabilities, average=None).tolist(),
        },
        "scores": smooth.tolist(),
        "topK": [float(metrics.top_k_accuracy_score(labels, smooth, k=k)) for k in range(1, classes)],
        "matthews": float(metrics.matthews_corrcoef(labels, predicted)),
        "kappa": {
            w: float(metrics.cohen_kappa_score(labels, predicted, weights=None if w == "none" else w))
            for w in ["none", "linear", "quadratic"]},
        "brier": float(metrics.brier_score_loss(labels, probabilities, scale_by_half=False)),
        "binaryBrier": float(metrics.brier_score_loss(onehot[:, 1], probabilities[:, 1])),
        "binary": onehot[:, 1].tolist(),
        "equalWidth": width, "equalWidthError": width_error, "equalMass": mass, "equalMassError": mass_error,
    }


# Regression


def regression():
    rng = np.random.default_rng(2)
    n = 50
    targets = np.round(rng.normal(5, 2, n), 1)
    targets[targets == 0] = 1
    predicted = np.round(targets + rng.normal(0.5, 1, n), 1)  # rounded: ties
    variances = rng.uniform(0.2, 3, n)
    return {
        "targets": targets.tolist(), "predicted": predicted.tolist(), "variances": variances.tolist(),
        "explainedVariance": float(metrics.explained_variance_score(targets, predicted)),
        "medianAbsoluteError": float(metrics.median_absolute_error(targets, predicted)),
        "meanAbsolutePercentageError": float(metrics.mean_absolute_percentage_error(targets, predicted)),
        "pearson": float(stats.pearsonr(targets, predicted).statistic),
        "spearman": float(stats.spearmanr(targets, predicted).statistic),
        "gaussian": float(-stats.norm.logpdf(targets, predicted, np.sqrt(variances)).mean()),
        "pinball": [[q, float(metrics.mean_pinball_loss(targets, predicted, alpha=q))] for q in [0.1, 0.5, 0.9]],
    }


# Links and retrieval


def hits_at(k, positives, negatives):
    """The share of positives strictly above the k-th largest negative score."""
    if len(negatives) < k:
        return 1.0
    return float((positives > np.sort(negatives)[-k]).mean())


def link_ranks(positives, negatives):
    """One more than the mean of how many negatives of its own row are above, and how many are not below."""
    above = (negatives > positives[:, None]).sum(1)
    not_below = (negatives >= positives[:, None]).sum(1)
    return (above + not_below) / 2 + 1


def ranking():
    rng = np.random.default_rng(3)
    positives = np.round(rng.normal(1, 1, 40), 1)
    negatives = np.round(rng.normal(0, 1, (40, 30)), 1)
    ranks = link_ranks(positives, negatives)
    shared = link_ranks(positives, np.broadcast_to(negatives[0], (40, 30)))
    relevances = rng.integers(0, 4, (6, 12)).astype(float)
    relevances[:, 0] = 1
    scores = np.round(rng.normal(relevances, 1.5), 1)
    cuts = [1, 3, 5, 12]
    return {
        "positives": positives.tolist(), "negatives": negatives.tolist(), "ks": [1, 3, 10, 30],
        "hits": [hits_at(k, positives, negatives[0]) for k in [1, 3, 10, 30]],
        "rowHits": [float((ranks <= k).mean()) for k in [1, 3, 10, 30]],
        "mrr": float((1 / ranks).mean()), "sharedMRR": float((1 / shared).mean()),
        "relevances": relevances.tolist(), "scores": scores.tolist(), "cuts": cuts,
        "ndcg": [float(metrics.ndcg_score(relevances, scores, k=k)) for k in cuts],
        "exponential": [float(metrics.ndcg_score(2 ** relevances - 1, scores, k=k)) for k in cuts],
    }


# Clusters


def clustering():
    rng = np.random.default_rng(4)
    cases = []
    for n, classes, clusters, noise in [(60, 3, 3, 0.3), (60, 4, 7, 0.5), (80, 6, 3, 0.9), (30, 10, 10, 0.2)]:
        labels = rng.integers(0, classes, n)
        found = np.where(rng.random(n) < noise, rng.integers(0, clusters, n), labels % clusters)
        matrix = metrics.cluster.contingency_matrix(labels, found)
        h, c, v = metrics.homogeneity_completeness_v_measure(labels, found)
        from scipy.optimize import linear_sum_assignment
        rows, columns = linear_sum_assignment(matrix, maximize=True)
        cases.append({
            "labels": labels.tolist(), "clusters": found.tolist(),
            "nmi": {
                ours: float(metrics.normalized_mutual_info_score(labels, found, average_method=theirs))
                for ours, theirs in [("arithmetic", "arithmetic"), ("geometric", "geometric"),
                                     ("maximum", "max"), ("minimum", "min")]},
            "ami": {
                ours: float(metrics.adjusted_mutual_info_score(labels, found, average_method=theirs))
                for ours, theirs in [("arithmetic", "arithmetic"), ("geometric", "geometric"),
                                     ("maximum", "max"), ("minimum", "min")]},
            "ari": float(metrics.adjusted_rand_score(labels, found)),
            "homogeneity": float(h), "completeness": float(c), "vMeasure": float(v),
            "purity": float(matrix.max(0).sum() / n), "accuracy": float(matrix[rows, columns].sum() / n),
        })
    points = rng.normal(0, 1, (40, 3)) + np.repeat(np.eye(3) * 2, [20, 19, 1], axis=0)
    groups = np.repeat([0, 1, 2], [20, 19, 1])
    from scipy.optimize import linear_sum_assignment
    assignments = []
    for shape in [(1, 1), (5, 5), (4, 9), (9, 4), (12, 12)]:
        costs = np.round(rng.normal(0, 5, shape), 2)
        rows, columns = linear_sum_assignment(costs)
        assignments.append({
            "costs": costs.tolist(), "rows": rows.tolist(), "columns": columns.tolist(),
            "total": float(costs[rows, columns].sum())})
    return {
        "cases": cases, "points": points.tolist(), "groups": groups.tolist(),
        "silhouettes": metrics.silhouette_samples(points, groups).tolist(),
        "silhouette": float(metrics.silhouette_score(points, groups)), "assignments": assignments,
    }


# Images


def image_quality():
    rng = np.random.default_rng(5)
    rows = []
    for height, width, channels, data_range in [(11, 11, 1, 1.0), (17, 23, 1, 255.0), (14, 12, 3, 1.0)]:
        smooth = np.cumsum(np.cumsum(rng.normal(0, 1, (channels, height, width)), 1), 2)
        image = (smooth - smooth.min()) / (smooth.max() - smooth.min()) * data_range
        noisy = np.clip(image + rng.normal(0, 0.1 * data_range, image.shape), 0, data_range)
        image, noisy = image.astype(np.float32).astype(float), noisy.astype(np.float32).astype(float)
        similarity = images.structural_similarity(
            image, noisy, channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
            data_range=data_range)
        rows.append({
            "width": width, "height": height, "channelCount": channels, "dataRange": data_range,
            "image": image.ravel().tolist(), "other": noisy.ravel().tolist(), "ssim": float(similarity),
            "psnr": float(images.peak_signal_noise_ratio(image, noisy, data_range=data_range)),
        })
    return rows
